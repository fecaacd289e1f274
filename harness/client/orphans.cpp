// Finding, killing and reaping what adapters leave behind.
#include "harness/client/orphans.h"

#include <sys/prctl.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <mutex>
#include <set>
#include <string_view>
#include <system_error>

namespace deadair::client {
namespace {

constexpr std::string_view name = "DEADAIR_ADAPTER=";
// Who forks faster than this is not caught here.
constexpr int rounds_max = 1000;

// Alive or not yet reaped. Each thread has its own: orphans come to the first, children stay with
// the thread that made them.
std::vector<pid_t> children() {
  std::vector<pid_t> found;
  std::error_code gone;  // a thread that has just ended
  for (std::filesystem::directory_iterator task("/proc/self/task", gone), end; task != end;
       task.increment(gone)) {
    std::ifstream numbers(task->path() / "children");
    found.insert(found.end(), std::istream_iterator<pid_t>(numbers), {});
  }
  return found;
}

bool carries(pid_t process, const std::string& variable) {
  std::ifstream file("/proc/" + std::to_string(process) + "/environ", std::ios::binary);
  for (std::string entry; std::getline(file, entry, '\0');) {
    if (entry == variable) return true;
  }
  return false;
}

struct Known {
  std::mutex mutex;
  std::set<pid_t> numbers;
};

Known& leaders() {
  static Known known;
  return known;
}

// Our children of whom `ours` is true and for whom nobody waits yet. From here on we do: no other
// thread reaps them, so that their numbers stay theirs.
template <class Ours>
std::vector<pid_t> claim(const Ours& ours) {
  Known& known = leaders();
  const std::lock_guard lock(known.mutex);
  std::vector<pid_t> claimed;
  for (const pid_t child : children()) {
    if (known.numbers.contains(child) || !ours(child)) continue;
    known.numbers.insert(child);
    claimed.push_back(child);
  }
  return claimed;
}

// Others go on while it is waited for. One that the kernel does not let go is anybody's again.
void end(pid_t process, const Patience& patience) {
  static_cast<void>(kill_and_await(process, patience));
  Known& known = leaders();
  const std::lock_guard lock(known.mutex);
  kill_and_reap(process, patience);
  known.numbers.erase(process);
}

// All are killed before one is waited for: they may hold on to each other.
void end_all(const std::vector<pid_t>& processes, const Patience& patience) {
  for (const pid_t process : processes) kill(process, SIGKILL);
  for (const pid_t process : processes) end(process, patience);
}

}  // namespace

pid_t Leaders::start(const std::function<pid_t()>& spawn) {
  Known& known = leaders();
  const std::lock_guard lock(known.mutex);
  const pid_t leader = spawn();
  if (leader > 0) known.numbers.insert(leader);
  return leader;
}

std::optional<int> Leaders::reap(pid_t leader, const Patience& patience) {
  Known& known = leaders();
  const std::lock_guard lock(known.mutex);
  const std::optional<int> status = kill_and_reap(leader, patience);
  if (status) known.numbers.erase(leader);
  return status;
}

void Leaders::reap_others() {
  Known& known = leaders();
  const std::lock_guard lock(known.mutex);
  for (const pid_t child : children()) {
    if (!known.numbers.contains(child)) waitpid(child, nullptr, WNOHANG);
  }
}

Mark::Mark() {
  static std::atomic<std::uint64_t> marks = 0;
  variable_ = std::string(name) + std::to_string(getpid()) + "." + std::to_string(++marks);
}

std::vector<char*> Mark::environment() const {
  std::vector<char*> variables;
  for (char** at = environ; *at != nullptr; ++at) {
    if (std::strncmp(*at, name.data(), name.size()) != 0) variables.push_back(*at);
  }
  // exec() takes char* for the sake of old C; it does not write to them.
  variables.push_back(const_cast<char*>(variable_.c_str()));
  variables.push_back(nullptr);
  return variables;
}

void Mark::end_orphans(pid_t leader, const Patience& patience) const {
  // What an orphan has started becomes our child when it ends, and one that lives on may join the
  // group after the others were killed.
  for (int round = 0; round < rounds_max && !patience.over(); ++round) {
    if (leader > 0) kill(-leader, SIGKILL);
    const std::vector<pid_t> found = claim([&](pid_t child) {
      return child != leader && (getpgid(child) == leader || carries(child, variable_));
    });
    if (found.empty()) break;
    end_all(found, patience);
  }
  Leaders::reap_others();
}

bool adopt_orphans() { return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0; }

void end_children() {
  const Patience patience;
  for (int round = 0; round < rounds_max && !patience.over(); ++round) {
    const std::vector<pid_t> found = children();
    if (found.empty()) return;
    end_all(found, patience);
  }
}

}  // namespace deadair::client
