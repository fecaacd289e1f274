// Encrypted attachments, read a second time as simply as possible: base64 letter by letter, counter
// mode block by block.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace deadair::fuzz {

// Base64 with or without padding, in either alphabet. Nothing where a letter is of neither, where
// '=' stands before the end, or where the last letter alone would begin a byte.
[[nodiscard]] std::optional<std::string> naive_base64(std::string_view text);
[[nodiscard]] std::string naive_sha256(std::string_view bytes);
// AES-256 in counter mode: 32 bytes of key, 16 of counter, the counter as one number.
[[nodiscard]] std::string naive_counter_mode(std::string_view bytes, const std::string& key,
                                             std::string counter);

}  // namespace deadair::fuzz
