// Waiting for signals.
#include "cli/signals.h"

#include <pthread.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <utility>

namespace deadair::cli {
namespace {

// SIGUSR1 is only the destructor's word to its own thread.
sigset_t watched_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGHUP);
  sigaddset(&signals, SIGUSR1);
  return signals;
}

// Whoever ends a whole process group, as timeout(1) and many a CI do, may send the same signal to
// the process and to its group: that is one wish, and no second one.
constexpr std::chrono::milliseconds same_wish{500};

}  // namespace

SignalWatch::SignalWatch(std::function<void()> last) : last_(std::move(last)) {
  const sigset_t signals = watched_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  thread_ = std::thread([this] { watch(); });
}

SignalWatch::~SignalWatch() {
  done_ = true;
  pthread_kill(thread_.native_handle(), SIGUSR1);
  thread_.join();
}

void SignalWatch::stop_with(std::function<void()> stop) {
  const std::lock_guard lock(mutex_);
  stop_ = std::move(stop);
  if (received_ != 0) stop_();
}

void SignalWatch::forget() {
  const std::lock_guard lock(mutex_);
  stop_ = nullptr;
}

void SignalWatch::die() const {
  sigset_t one;
  sigemptyset(&one);
  sigaddset(&one, received_);
  pthread_sigmask(SIG_UNBLOCK, &one, nullptr);
  static_cast<void>(::raise(received_));
}

void SignalWatch::watch() {
  const sigset_t signals = watched_signals();
  std::chrono::steady_clock::time_point first;
  while (!done_) {
    int signal = 0;
    if (sigwait(&signals, &signal) != 0 || signal == SIGUSR1) continue;
    const auto now = std::chrono::steady_clock::now();
    if (received_ != 0) {
      if (now - first < same_wish) continue;
      if (last_) last_();
      ::_exit(128 + signal);
    }
    received_ = signal;
    first = now;
    const std::lock_guard lock(mutex_);
    if (stop_) stop_();
  }
}

}  // namespace deadair::cli
