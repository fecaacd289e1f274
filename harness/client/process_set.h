// The processes of adapters that are running, for whoever must end them all.
#pragma once

#include <atomic>
#include <mutex>
#include <set>

namespace deadair::client {

// All from any thread.
class ProcessSet {
 public:
  // `process` leads a group of its own. Behind stop() its group is killed at once.
  void add(int process);
  // When it has ended and was waited for.
  void remove(int process);
  // Kills the group of each.
  void stop();
  [[nodiscard]] bool stopped() const { return stopped_; }

 private:
  std::mutex mutex_;
  std::set<int> processes_;
  std::atomic<bool> stopped_ = false;
};

}  // namespace deadair::client
