// Waiting for signals.
#include "cli/signals.h"

#include <pthread.h>
#include <unistd.h>

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
  while (!done_) {
    int signal = 0;
    if (sigwait(&signals, &signal) != 0 || signal == SIGUSR1) continue;
    if (received_ != 0) {
      if (last_) last_();
      ::_exit(128 + signal);
    }
    received_ = signal;
    const std::lock_guard lock(mutex_);
    if (stop_) stop_();
  }
}

}  // namespace deadair::cli
