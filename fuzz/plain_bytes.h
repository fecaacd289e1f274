// Mutating bytes without any engine, for the replay programs and AFL++'s libraries: what engines
// offer to mutators.
#pragma once

#include <cstddef>
#include <cstdint>

#include "harness/base/random.h"

namespace deadair::fuzz {

// One change of one place: a bit, a byte, a byte more, a byte less; at most max_size bytes
// afterwards. `data` has room for them. Returns the new size.
[[nodiscard]] std::size_t mutate_bytes(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                       Random& random);

// LLVMFuzzerMutate is the same. It is given no chance of its own: it draws from this seed, in this
// thread, so whoever calls a target's mutator says here first what seed it gets.
void seed_plain_bytes(unsigned int seed);

}  // namespace deadair::fuzz
