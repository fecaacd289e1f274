// A thread that takes no signals: those are for whoever set up the program's handlers.
#pragma once

#include <csignal>
#include <thread>
#include <utility>

namespace deadair {

class AllSignalsBlocked {
 public:
  AllSignalsBlocked() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  AllSignalsBlocked(const AllSignalsBlocked&) = delete;
  AllSignalsBlocked& operator=(const AllSignalsBlocked&) = delete;
  ~AllSignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

 private:
  sigset_t before_{};
};

// Throws std::system_error where the system gives no thread.
template <class Work>
std::thread quiet_thread(Work work) {
  const AllSignalsBlocked blocked;  // a new thread inherits what is blocked now
  return std::thread(std::move(work));
}

}  // namespace deadair
