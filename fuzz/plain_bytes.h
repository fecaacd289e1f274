// Mutating bytes without any engine, for the replay programs and AFL++'s libraries: what engines
// offer to mutators.
#pragma once

#include <cstddef>
#include <cstdint>

#include "harness/base/random.h"

namespace deadair::fuzz {

// One change of one place: a bit, a byte, a byte more, a byte less; at most max_size bytes
// afterwards. `data` has room for them. Returns the new size. LLVMFuzzerMutate is the same, its
// chance taken from the bytes.
[[nodiscard]] std::size_t mutate_bytes(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                       Random& random);

}  // namespace deadair::fuzz
