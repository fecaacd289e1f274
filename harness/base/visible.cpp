// One pass over well-formed UTF-8 finds what acts.
#include "harness/base/visible.h"

#include <cstddef>
#include <cstdint>

#include "harness/base/utf8.h"

namespace deadair {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

std::uint8_t byte_at(std::string_view text, std::size_t at) {
  return at < text.size() ? static_cast<std::uint8_t>(text[at]) : 0;
}

// The picture of a control character: U+2400 to U+2421.
std::string picture(std::uint8_t control) {
  const std::uint8_t last = control == 0x7F ? 0xA1 : static_cast<std::uint8_t>(0x80U + control);
  return {'\xE2', '\x90', static_cast<char>(last)};
}

// Bytes of a character above ASCII that must not be shown and begins there, or 0.
std::size_t acting_length(std::string_view text, std::size_t at) {
  const std::uint8_t first = byte_at(text, at);
  const std::uint8_t second = byte_at(text, at + 1);
  const std::uint8_t third = byte_at(text, at + 2);
  if (first == 0xC2) return second < 0xA0 ? 2 : 0;   // C1 controls
  if (first == 0xD8) return second == 0x9C ? 2 : 0;  // Arabic letter mark
  if (first == 0xE2 && second == 0x80) {
    const bool marks = third == 0x8E || third == 0x8F;         // left-to-right, right-to-left
    return marks || (third >= 0xA8 && third <= 0xAE) ? 3 : 0;  // separators, embeddings
  }
  if (first == 0xE2 && second == 0x81) return third >= 0xA6 && third <= 0xA9 ? 3 : 0;  // isolates
  if (first == 0xEF && second == 0xBB) return third == 0xBF ? 3 : 0;  // byte order mark
  if (first == 0xEF && second == 0xBF) return third >= 0xBE ? 3 : 0;  // not in XML at all
  return 0;
}

}  // namespace

std::string visible(std::string_view text, Lines lines) {
  const std::string valid = valid_utf8(text);
  std::string out;
  out.reserve(valid.size());
  for (std::size_t at = 0; at < valid.size();) {
    const std::uint8_t byte = byte_at(valid, at);
    if (byte < 0x20 || byte == 0x7F) {
      if (byte == '\n' && lines == Lines::many) {
        out += '\n';
      } else {
        out += picture(byte);
      }
      ++at;
      continue;
    }
    const std::size_t acting = acting_length(valid, at);
    if (acting > 0) {
      out += replacement;
      at += acting;
      continue;
    }
    out += valid[at++];
  }
  return out;
}

}  // namespace deadair
