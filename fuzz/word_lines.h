// Bends lines of words, as they stand behind the mark of an input of two parts.
#pragma once

#include <string>
#include <string_view>

#include "harness/base/random.h"

namespace deadair::fuzz {

// One change: a line is put in once more, taken out, or put in with one of its words, or one word
// of a line, in place of that which stands there in another line. Lines end with a newline.
[[nodiscard]] std::string bent_lines(std::string_view text, Random& random);

}  // namespace deadair::fuzz
