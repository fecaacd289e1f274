// Ending every process of a set.
#include "harness/client/process_set.h"

#include <csignal>
#include <string>

#include "harness/base/check.h"

namespace deadair::client {

void ProcessSet::add(int process) {
  // Nobody's number, and init's; the kill below would reach our own group, or everything.
  DEADAIR_CHECK(process > 1, std::to_string(process));
  const std::lock_guard lock(mutex_);
  processes_.insert(process);
  if (stopped_) ::kill(-process, SIGKILL);
}

void ProcessSet::remove(int process) {
  const std::lock_guard lock(mutex_);
  processes_.erase(process);
}

void ProcessSet::stop() {
  const std::lock_guard lock(mutex_);
  stopped_ = true;
  for (const int process : processes_) ::kill(-process, SIGKILL);
}

}  // namespace deadair::client
