// The thread that reads a child's stderr.
#include "harness/client/error_reader.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <utility>

#include "harness/base/check.h"
#include "harness/base/quiet_thread.h"
#include "harness/base/utf8.h"

namespace deadair::client {
namespace {

constexpr std::size_t read_bytes = std::size_t{64} * 1024;

}  // namespace

ErrorReader::ErrorReader(const Descriptor& stream, const Descriptor& exit_event,
                         const Limits& limits)
    : stream_(stream),
      exit_event_(exit_event),
      limits_(limits),
      stop_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  DEADAIR_CHECK(stop_.is_open(), "errno " + std::to_string(errno));
  thread_ = quiet_thread([this] { run(); });
}

ErrorReader::~ErrorReader() {
  const std::uint64_t one = 1;
  const ssize_t written = write(stop_.number(), &one, sizeof one);
  DEADAIR_CHECK(written == ssize_t{sizeof one}, "errno " + std::to_string(errno));
  thread_.join();
}

void ErrorReader::run() {
  bool alive = true;
  bool open = true;
  while (alive) {
    // A negative number makes poll() pass over the entry.
    std::array<pollfd, 3> watched{{
        {stop_.number(), POLLIN, 0},
        {open ? stream_.number() : -1, POLLIN, 0},
        {exit_event_.number(), POLLIN, 0},
    }};
    if (poll(watched.data(), watched.size(), -1) < 0) continue;
    if (watched[0].revents != 0) return;
    if (watched[1].revents != 0) open = read_once();
    alive = watched[2].revents == 0;
  }
  // All that it wrote before its end is in the pipe by now. What others write who hold the pipe too
  // must not keep us here: as much as a pipe can hold is enough.
  constexpr int rounds_max = 64;
  for (int round = 0; open && round < rounds_max; ++round) {
    pollfd ready{stream_.number(), POLLIN, 0};
    if (poll(&ready, 1, 0) <= 0) break;
    open = read_once();
  }
  const std::lock_guard lock(mutex_);
  ended_ = true;
  changed_.notify_all();
}

bool ErrorReader::read_once() {
  std::array<char, read_bytes> bytes;  // NOLINT(*-member-init): filled by read()
  const Moved moved = read_some(stream_, bytes.data(), bytes.size());
  if (moved.kind == Moved::Kind::ended) return false;
  const std::lock_guard lock(mutex_);
  text_.append(bytes.data(), moved.bytes);
  // Cut only when twice the limit is there, so that each byte is moved at most once.
  if (text_.size() > 2 * limits_.stderr_bytes_max) {
    const std::size_t surplus = text_.size() - limits_.stderr_bytes_max;
    text_.erase(0, surplus);
    dropped_bytes_ += surplus;
  }
  return true;
}

void ErrorReader::wait_for_end(std::int64_t wait_ms) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, std::chrono::milliseconds(wait_ms), [this] { return ended_; });
}

std::string ErrorReader::take() {
  std::string taken;
  std::size_t dropped_bytes = 0;
  {
    const std::lock_guard lock(mutex_);
    taken = std::exchange(text_, std::string());
    dropped_bytes = std::exchange(dropped_bytes_, 0);
  }
  if (taken.size() > limits_.stderr_bytes_max) {
    const std::size_t surplus = taken.size() - limits_.stderr_bytes_max;
    taken.erase(0, surplus);
    dropped_bytes += surplus;
  }
  std::string text = valid_utf8(taken);
  if (dropped_bytes == 0) return text;
  return "[" + std::to_string(dropped_bytes) + " bytes before this are not kept]\n" + text;
}

}  // namespace deadair::client
