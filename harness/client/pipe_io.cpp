// One attempt at a time.
#include "harness/client/pipe_io.h"

#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <ctime>

namespace deadair::client {
namespace {

// Keeps a SIGPIPE that a write of this thread causes away from the process: blocked while it lives,
// and taken off the thread's list before the old mask returns. One that was pending before stays;
// only where the signal was blocked before can there be one.
class PipeSignalShield {
 public:
  PipeSignalShield() {
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe_, &old_);
    if (sigismember(&old_, SIGPIPE) != 1) return;
    sigset_t pending;
    sigpending(&pending);
    was_pending_ = sigismember(&pending, SIGPIPE) == 1;
  }
  PipeSignalShield(const PipeSignalShield&) = delete;
  PipeSignalShield& operator=(const PipeSignalShield&) = delete;
  ~PipeSignalShield() { pthread_sigmask(SIG_SETMASK, &old_, nullptr); }

  // The write has failed with EPIPE, and so has caused the signal.
  void take_signal() const {
    if (was_pending_) return;
    const timespec at_once{};
    while (sigtimedwait(&pipe_, nullptr, &at_once) < 0 && errno == EINTR) {
    }
  }

 private:
  sigset_t pipe_{};
  sigset_t old_{};
  bool was_pending_ = false;
};

Moved moved(ssize_t outcome) {
  if (outcome > 0) return {Moved::Kind::some, static_cast<std::size_t>(outcome)};
  if (outcome < 0 && (errno == EAGAIN || errno == EINTR)) return {Moved::Kind::not_now, 0};
  return {Moved::Kind::ended, 0};
}

}  // namespace

Moved write_some(const Descriptor& pipe, std::string_view bytes) {
  if (!pipe.is_open()) return {Moved::Kind::ended, 0};
  const PipeSignalShield shield;
  const ssize_t written = ::write(pipe.number(), bytes.data(), bytes.size());
  const Moved outcome = moved(written);
  if (outcome.kind == Moved::Kind::ended) shield.take_signal();
  return outcome;
}

Moved read_some(const Descriptor& pipe, char* into, std::size_t bytes_max) {
  if (!pipe.is_open()) return {Moved::Kind::ended, 0};
  return moved(::read(pipe.number(), into, bytes_max));
}

}  // namespace deadair::client
