// How much the parts of a playlist hold. A fuzzer's inputs are sixteen operations, which would stay
// within one of each; where it builds, they are so small that these fill and empty several.
#pragma once

#include <cstddef>

namespace deadair::msc3888::sizes {

#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
inline constexpr std::size_t leaf_items = 4;
inline constexpr std::size_t branch_children = 4;
inline constexpr std::size_t block_entries = 4;
inline constexpr std::size_t text_block_bytes = 16;
inline constexpr std::size_t text_alone_bytes = 8;
inline constexpr std::size_t slots_min = 4;
#else
inline constexpr std::size_t leaf_items = 64;
inline constexpr std::size_t branch_children = 32;
inline constexpr std::size_t block_entries = 64;
inline constexpr std::size_t text_block_bytes = 4096;
// A longer text gets a block of its own, so that little is lost at the end of the shared ones.
inline constexpr std::size_t text_alone_bytes = 256;
inline constexpr std::size_t slots_min = 16;  // a power of two
#endif

}  // namespace deadair::msc3888::sizes
