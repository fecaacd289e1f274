// Well-formed UTF-8 as in the Unicode Standard, table 3-7.
#include "harness/base/utf8.h"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>

namespace deadair {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

std::uint8_t byte_at(std::string_view text, std::size_t at) {
  return at < text.size() ? static_cast<std::uint8_t>(text[at]) : 0;
}

bool between(std::uint8_t byte, std::uint8_t low, std::uint8_t high) {
  return low <= byte && byte <= high;
}

// Bytes of the well-formed sequence that starts there, or 0.
std::size_t sequence_length(std::string_view text, std::size_t at) {
  const std::uint8_t first = byte_at(text, at);
  const std::uint8_t second = byte_at(text, at + 1);
  const auto tail = [&](std::size_t offset) {
    return between(byte_at(text, at + offset), 0x80, 0xBF);
  };
  if (first < 0x80) return 1;
  if (between(first, 0xC2, 0xDF)) return tail(1) ? 2 : 0;
  if (between(first, 0xE0, 0xEF)) {
    const std::uint8_t low = first == 0xE0 ? 0xA0 : 0x80;
    const std::uint8_t high = first == 0xED ? 0x9F : 0xBF;
    return between(second, low, high) && tail(2) ? 3 : 0;
  }
  if (between(first, 0xF0, 0xF4)) {
    const std::uint8_t low = first == 0xF0 ? 0x90 : 0x80;
    const std::uint8_t high = first == 0xF4 ? 0x8F : 0xBF;
    return between(second, low, high) && tail(2) && tail(3) ? 4 : 0;
  }
  return 0;
}

// The code unit of a \uXXXX escape that starts there.
std::optional<std::uint32_t> escape_at(std::string_view text, std::size_t at) {
  if (at + 6 > text.size() || text[at] != '\\' || text[at + 1] != 'u') return std::nullopt;
  std::uint32_t unit = 0;
  for (std::size_t digit = at + 2; digit < at + 6; ++digit) {
    const char letter = text[digit];
    unit <<= 4U;
    if (letter >= '0' && letter <= '9') {
      unit |= static_cast<std::uint32_t>(letter - '0');
    } else if (letter >= 'a' && letter <= 'f') {
      unit |= static_cast<std::uint32_t>(letter - 'a' + 10);
    } else if (letter >= 'A' && letter <= 'F') {
      unit |= static_cast<std::uint32_t>(letter - 'A' + 10);
    } else {
      return std::nullopt;
    }
  }
  return unit;
}

bool is_high_half(std::uint32_t unit) { return unit >= 0xD800 && unit <= 0xDBFF; }
bool is_low_half(std::uint32_t unit) { return unit >= 0xDC00 && unit <= 0xDFFF; }

// Appends the escape sequence that starts at text[at] and returns how many bytes it took.
std::size_t copy_escape(std::string_view text, std::size_t at, std::string& out) {
  const std::optional<std::uint32_t> unit = escape_at(text, at);
  if (!unit) {
    const std::size_t length = at + 1 < text.size() && byte_at(text, at + 1) < 0x80 ? 2 : 1;
    out.append(text.substr(at, length));
    return length;
  }
  if (is_high_half(*unit)) {
    const std::optional<std::uint32_t> next = escape_at(text, at + 6);
    if (next && is_low_half(*next)) {
      out.append(text.substr(at, 12));
      return 12;
    }
  }
  const bool half = is_high_half(*unit) || is_low_half(*unit);
  out.append(half ? std::string_view("\\ufffd") : text.substr(at, 6));
  return 6;
}

// Bytes of plain ASCII there, eight at a time.
std::size_t ascii_length(std::string_view text, std::size_t at) {
  const std::size_t begin = at;
  for (std::uint64_t eight = 0; at + sizeof eight <= text.size(); at += sizeof eight) {
    std::memcpy(&eight, text.data() + at, sizeof eight);
    if ((eight & 0x8080808080808080U) != 0) break;
  }
  return at - begin;
}

void append_valid(std::string_view text, std::string& out) {
  while (true) {
    const std::size_t valid = valid_utf8_bytes(text);
    out.append(text.substr(0, valid));
    if (valid == text.size()) return;
    out.append(replacement);
    text.remove_prefix(valid + 1);
  }
}

}  // namespace

std::size_t valid_utf8_bytes(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    at += ascii_length(text, at);
    if (at == text.size()) break;
    const std::size_t length = sequence_length(text, at);
    if (length == 0) return at;
    at += length;
  }
  return text.size();
}

std::string valid_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  append_valid(text, out);
  return out;
}

std::string valid_json_text(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (true) {
    const std::size_t escape = text.find('\\');
    append_valid(text.substr(0, escape), out);
    if (escape == std::string_view::npos) return out;
    text.remove_prefix(escape);
    text.remove_prefix(copy_escape(text, 0, out));
  }
}

}  // namespace deadair
