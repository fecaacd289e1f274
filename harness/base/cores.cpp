// Asks Linux.
#include "harness/base/cores.h"

#include <sched.h>

namespace deadair {

std::vector<int> usable_cores() {
  cpu_set_t set;
  CPU_ZERO(&set);
  std::vector<int> cores;
  // Error on machines with more than 1,024 cores: nobody needs to keep to one there.
  if (::sched_getaffinity(0, sizeof set, &set) != 0) return cores;
  for (std::size_t core = 0; core < CPU_SETSIZE; ++core) {
    if (CPU_ISSET(core, &set)) cores.push_back(static_cast<int>(core));
  }
  return cores;
}

std::vector<int> cores_for(std::size_t jobs) {
  std::vector<int> cores = usable_cores();
  if (jobs < cores.size()) cores.clear();
  return cores;
}

bool keep_to_core(int core) {
  if (core < 0 || core >= CPU_SETSIZE) return false;
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(static_cast<std::size_t>(core), &set);
  return ::sched_setaffinity(0, sizeof set, &set) == 0;
}

}  // namespace deadair
