// The thread, and the one place where work lies.
#include "harness/run/beside.h"

#include <system_error>
#include <utility>

namespace deadair::run {

Beside::Beside() {
  try {
    thread_ = std::thread([this] { work(); });
  } catch (const std::system_error&) {
    // It goes without, more slowly.
  }
}

Beside::~Beside() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void Beside::give(std::function<void()> work) {
  if (!thread_.joinable()) {
    work();
    return;
  }
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return given_ == nullptr; });
    given_ = std::move(work);
  }
  changed_.notify_all();
}

void Beside::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return given_ != nullptr || ending_; });
    if (given_ == nullptr) return;
    lock.unlock();
    given_();  // nobody else touches it while it is not empty
    lock.lock();
    given_ = nullptr;
    changed_.notify_all();
  }
}

}  // namespace deadair::run
