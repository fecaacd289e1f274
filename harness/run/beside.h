// A thread beside another one, for work that the other need not wait for.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace deadair::run {

// Does one piece of work at a time, in the order in which they were given. Where the system has no
// thread for it, who gives does the work.
class Beside {
 public:
  Beside();
  // When all is done.
  ~Beside();
  Beside(const Beside&) = delete;
  Beside& operator=(const Beside&) = delete;

  // Comes back when the work given before is done, so that no more than one piece waits or runs.
  void give(std::function<void()> work);

 private:
  void work();

  std::mutex mutex_;  // guards the two below
  std::condition_variable changed_;
  std::function<void()> given_;  // empty: there is nothing to do
  bool ending_ = false;
  std::thread thread_;  // last: it uses all of the above; none where there is none to be had
};

}  // namespace deadair::run
