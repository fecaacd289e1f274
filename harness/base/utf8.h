// Keeping text valid Unicode.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace deadair {

// Bytes before the first that is not part of well-formed UTF-8; all of them if there is none.
[[nodiscard]] std::size_t valid_utf8_bytes(std::string_view text);

// The text with every byte that is not part of well-formed UTF-8 replaced by U+FFFD.
[[nodiscard]] std::string valid_utf8(std::string_view text);

// The same for JSON text, where escapes of half a surrogate pair (\ud800) become \ufffd as well.
[[nodiscard]] std::string valid_json_text(std::string_view text);

}  // namespace deadair
