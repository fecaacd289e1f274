// The thread that reads a child's stdout and stderr.
#include "harness/client/pump.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <utility>

#include "harness/base/check.h"
#include "harness/base/utf8.h"

namespace deadair::client {
namespace {

constexpr std::size_t read_bytes = std::size_t{64} * 1024;
// Lines that may wait beyond the notices: answers that nobody asked for.
constexpr std::size_t spare_lines = 16;
// Bytes that may wait, in longest lines.
constexpr std::size_t waiting_lines_max = 4;

// A thread that takes no signals: those are for whoever started the program's handlers.
template <class Work>
std::thread quiet_thread(Work work) {
  sigset_t all;
  sigset_t old;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &old);
  std::thread thread(std::move(work));
  pthread_sigmask(SIG_SETMASK, &old, nullptr);
  return thread;
}

}  // namespace

Pump::Pump(Process& process, const Limits& limits)
    : process_(process), limits_(limits), stop_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  DEADAIR_CHECK(stop_.is_open(), "errno " + std::to_string(errno));
  thread_ = quiet_thread([this] { run(); });
}

Pump::~Pump() {
  const std::uint64_t one = 1;
  const ssize_t written = write(stop_.number(), &one, sizeof one);
  DEADAIR_CHECK(written == ssize_t{sizeof one}, "errno " + std::to_string(errno));
  thread_.join();
}

void Pump::run() {
  bool alive = true;
  bool output_open = true;
  bool errors_open = true;
  while (alive || output_open || errors_open) {
    // A negative number makes poll() pass over the entry.
    std::array<pollfd, 4> watched{{
        {stop_.number(), POLLIN, 0},
        {output_open ? process_.output().number() : -1, POLLIN, 0},
        {errors_open ? process_.errors().number() : -1, POLLIN, 0},
        {alive ? process_.exit_event().number() : -1, POLLIN, 0},
    }};
    if (poll(watched.data(), watched.size(), -1) < 0) continue;
    if (watched[0].revents != 0) return;
    const bool ended = watched[3].revents != 0;
    if (output_open && watched[1].revents != 0) output_open = read_output_once();
    if (errors_open && watched[2].revents != 0) errors_open = read_errors_once();
    if (!ended) continue;
    // All that it wrote before its end is in the pipes by now. What others write who hold the
    // pipes too must not keep us here: as much as a pipe can hold is enough.
    alive = false;
    constexpr int rounds_max = 64;
    for (int round = 0; output_open && round < rounds_max; ++round) {
      pollfd ready{process_.output().number(), POLLIN, 0};
      if (poll(&ready, 1, 0) <= 0) break;
      output_open = read_output_once();
    }
    for (int round = 0; errors_open && round < rounds_max; ++round) {
      pollfd ready{process_.errors().number(), POLLIN, 0};
      if (poll(&ready, 1, 0) <= 0) break;
      errors_open = read_errors_once();
    }
    const std::lock_guard lock(mutex_);
    exited_ = true;
    changed_.notify_all();
  }
}

bool Pump::read_output_once() {
  std::array<char, read_bytes> bytes;  // NOLINT(*-member-init): filled by read()
  const Moved moved = read_some(process_.output(), bytes.data(), bytes.size());
  if (moved.kind == Moved::Kind::not_now) return true;
  const std::lock_guard lock(mutex_);
  if (moved.kind == Moved::Kind::ended) {
    close_output(Output::closed);
  } else {
    take_output(std::string_view(bytes.data(), moved.bytes));
  }
  changed_.notify_all();
  return output_ == Output::open;
}

void Pump::take_output(std::string_view bytes) {
  while (!bytes.empty() && output_ == Output::open) {
    const std::size_t end = bytes.find('\n');
    const std::string_view piece = bytes.substr(0, end);
    partial_.append(piece);
    if (partial_.size() > limits_.line_bytes_max) return close_output(Output::line_too_long);
    if (end == std::string_view::npos) return;
    bytes.remove_prefix(end + 1);
    line_bytes_ += partial_.size();
    lines_.push_back(std::exchange(partial_, std::string()));
    if (lines_.size() > limits_.notices_max + spare_lines ||
        line_bytes_ > limits_.line_bytes_max * waiting_lines_max) {
      return close_output(Output::flood);
    }
  }
}

void Pump::close_output(Output how) {
  constexpr std::size_t kept_bytes = 1024;
  output_ = how;
  if (partial_.size() > kept_bytes) partial_.resize(kept_bytes);
  partial_.shrink_to_fit();
}

bool Pump::read_errors_once() {
  std::array<char, read_bytes> bytes;  // NOLINT(*-member-init): filled by read()
  const Moved moved = read_some(process_.errors(), bytes.data(), bytes.size());
  if (moved.kind == Moved::Kind::ended) return false;
  const std::lock_guard lock(mutex_);
  errors_.append(bytes.data(), moved.bytes);
  // Cut only when twice the limit is there, so that each byte is moved at most once.
  if (errors_.size() > 2 * limits_.stderr_bytes_max) {
    const std::size_t surplus = errors_.size() - limits_.stderr_bytes_max;
    errors_.erase(0, surplus);
    errors_dropped_bytes_ += surplus;
  }
  return true;
}

Pump::Next Pump::next(std::int64_t wait_ms) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, std::chrono::milliseconds(wait_ms),
                    [this] { return !lines_.empty() || output_ != Output::open || exited_; });
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

bool Pump::wait_for_end(std::int64_t wait_ms) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, std::chrono::milliseconds(wait_ms), [this] { return exited_; });
}

std::string Pump::overlong_line() const {
  const std::lock_guard lock(mutex_);
  return partial_;
}

std::string Pump::take_stderr() {
  std::string taken;
  std::size_t dropped_bytes = 0;
  {
    const std::lock_guard lock(mutex_);
    taken = std::exchange(errors_, std::string());
    dropped_bytes = std::exchange(errors_dropped_bytes_, 0);
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
