// What a fuzz target is: one function over the bytes of an input.
#pragma once

#include <string_view>

namespace deadair::fuzz {

// Whether the code under test took the input for something that it can use. corpus/TARGET.manifest
// says which of the two each seed is, so that a seed that has died is noticed.
enum class Outcome { accepted, rejected };

// Each target defines this once, in the file of its name. A property that does not hold stops in
// DEADAIR_CHECK. The bytes are the only chance: no clock, no socket, nothing kept between inputs.
//   input  any bytes, not kept after the call
[[nodiscard]] Outcome run_one(std::string_view input);

}  // namespace deadair::fuzz
