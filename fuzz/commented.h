// Text that people write as JSON with comments, read a second time and naively.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace deadair::fuzz {

// All of these walk text that the reader has taken.

// The same with a comment of its own behind every bracket, comma and colon, of both kinds in turn.
[[nodiscard]] std::string with_comments(std::string_view text);
[[nodiscard]] std::vector<std::string> comments_in(std::string_view text);
// The object or array that begins there.
[[nodiscard]] std::string_view value_at(std::string_view text, std::size_t begin);

// Whether ":LINE:COLUMN" is a place in that text or right behind it. `place` may be any text.
[[nodiscard]] bool names_place_in(std::string_view place, std::string_view text);

}  // namespace deadair::fuzz
