// The processor cores that this process may use, and keeping to one of them.
#pragma once

#include <cstddef>
#include <vector>

namespace deadair {

// Their numbers, ascending; a container or `taskset` may leave fewer than the machine has. Empty
// where the system does not say.
[[nodiscard]] std::vector<int> usable_cores();

// Those that so many jobs at the same time keep to, one job a core in turn: all of them, if there
// is a job for each. Else none: a job may then use what others leave.
[[nodiscard]] std::vector<int> cores_for(std::size_t jobs);

// From here on the calling thread runs on this core alone, and so do the threads and processes that
// it starts. False if the system refuses: then nothing has changed.
bool keep_to_core(int core);

}  // namespace deadair
