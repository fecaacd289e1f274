// The C interface between fuzzing engines and targets, as libFuzzer has it and the others follow.
#pragma once

#include <cstddef>
#include <cstdint>

// NOLINTBEGIN(readability-identifier-naming): the names are the engines'.
extern "C" {

// Runs one input; 0 unless the engine should not keep it.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

// The engine's own mutation of bytes, at most max_size of them afterwards. Returns the new size.
std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);

// What a target with structured input defines; both are absent from the others. A crossover may
// refuse with 0: then the engine goes on with a mutation.
std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                    unsigned int seed);
std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* data1, std::size_t size1,
                                      const std::uint8_t* data2, std::size_t size2,
                                      std::uint8_t* out, std::size_t max_out_size,
                                      unsigned int seed);
}
// NOLINTEND(readability-identifier-naming)

namespace deadair::fuzz {

// Bytes as an engine hands them over, and back: copies `text` into `out`, which has room for it.
[[nodiscard]] inline const char* as_text(const std::uint8_t* data) {
  return reinterpret_cast<const char*>(data);
}

}  // namespace deadair::fuzz
