// Waiting for an adapter's lines and for its end.
#include "harness/client/output_reader.h"

#include <fcntl.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <utility>

namespace deadair::client {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::size_t read_bytes = std::size_t{64} * 1024;
// What a process without privileges may ask for, where the system was not told otherwise.
constexpr int pipe_bytes = 1024 * 1024;
// Lines that may wait beyond the notices: answers that nobody asked for.
constexpr std::size_t spare_lines = 16;
// Bytes that may wait, in longest lines.
constexpr std::size_t waiting_lines_max = 4;

int left_ms(steady_clock::time_point deadline) {
  const auto left = std::chrono::ceil<milliseconds>(deadline - steady_clock::now());
  return static_cast<int>(std::max<std::int64_t>(0, left.count()));
}

}  // namespace

OutputReader::OutputReader(const Peer& peer, const Limits& limits) : peer_(peer), limits_(limits) {
  // Where the system refuses, or this is no pipe, it holds less, and that is all.
  (void)fcntl(peer_.output().number(), F_SETPIPE_SZ, pipe_bytes);
}

// Waits for bytes, the end of the file or the end of the process, and reads what is there. False:
// none of them came in time.
bool OutputReader::read_until(Moment deadline) {
  for (;;) {
    // A negative number makes poll() pass over the entry.
    std::array<pollfd, 2> watched{{
        {output_ == Output::open ? peer_.output().number() : -1, POLLIN, 0},
        {peer_.exit_event().number(), POLLIN, 0},
    }};
    const int ready = poll(watched.data(), watched.size(), left_ms(deadline));
    if (ready == 0) return false;
    if (ready < 0) continue;  // a signal
    if (watched[1].revents != 0) {
      drain();
    } else {
      read_once();
    }
    return true;
  }
}

// All that the process wrote before its end is in the pipe by now. What others write who hold the
// pipe too must not keep us here: as much as a pipe can hold is enough.
void OutputReader::drain() {
  constexpr int rounds_max = 64;
  for (int round = 0; output_ == Output::open && round < rounds_max; ++round) {
    pollfd ready{peer_.output().number(), POLLIN, 0};
    if (poll(&ready, 1, 0) <= 0) break;
    read_once();
  }
  exited_ = true;
}

void OutputReader::read_once() {
  std::array<char, read_bytes> bytes;  // NOLINT(*-member-init): filled by read()
  const Moved moved = read_some(peer_.output(), bytes.data(), bytes.size());
  if (moved.kind == Moved::Kind::not_now) return;
  if (moved.kind == Moved::Kind::ended) return close(Output::closed);
  take(std::string_view(bytes.data(), moved.bytes));
}

void OutputReader::take(std::string_view bytes) {
  while (!bytes.empty() && output_ == Output::open) {
    const std::size_t end = bytes.find('\n');
    const std::string_view piece = bytes.substr(0, end);
    partial_.append(piece);
    if (partial_.size() > limits_.line_bytes_max) return close(Output::line_too_long);
    if (end == std::string_view::npos) return;
    bytes.remove_prefix(end + 1);
    line_bytes_ += partial_.size();
    lines_.push_back(std::exchange(partial_, std::string()));
    if (lines_.size() > limits_.notices_max + spare_lines ||
        line_bytes_ > limits_.line_bytes_max * waiting_lines_max) {
      return close(Output::flood);
    }
  }
}

void OutputReader::close(Output how) {
  constexpr std::size_t kept_bytes = 1024;
  output_ = how;
  if (how == Output::closed && !peer_.exit_event().is_open()) exited_ = true;
  if (partial_.size() > kept_bytes) partial_.resize(kept_bytes);
  partial_.shrink_to_fit();
}

OutputReader::Next OutputReader::next(std::int64_t wait_ms) {
  const Moment deadline = steady_clock::now() + milliseconds(wait_ms);
  while (lines_.empty() && output_ == Output::open && !exited_ && read_until(deadline)) {
  }
  Next next;
  if (!lines_.empty()) {
    next.line = std::move(lines_.front());
    lines_.pop_front();
    line_bytes_ -= next.line->size();
  }
  next.output = output_;
  next.exited = exited_;
  return next;
}

// Whether there is anything to wait for: where its lines are read no further, only the end of a
// process can still be told.
bool OutputReader::may_tell_more() const {
  return output_ == Output::open || peer_.exit_event().is_open();
}

bool OutputReader::wait_for_end(std::int64_t wait_ms) {
  const Moment deadline = steady_clock::now() + milliseconds(wait_ms);
  while (!exited_ && may_tell_more() && read_until(deadline)) {
  }
  return exited_;
}

}  // namespace deadair::client
