// One pass over well-formed UTF-8 finds what acts; the escapes come after it.
#include "reports/text.h"

#include <algorithm>
#include <cstdint>

#include "harness/base/utf8.h"

namespace deadair::reports {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

std::uint8_t byte_at(std::string_view text, std::size_t at) {
  return at < text.size() ? static_cast<std::uint8_t>(text[at]) : 0;
}

bool is_continuation(std::string_view text, std::size_t at) {
  return (byte_at(text, at) & 0xC0U) == 0x80U;
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

bool is_one_of(char letter, std::string_view others) {
  const bool is_word = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                       (letter >= '0' && letter <= '9');
  return is_word || others.find(letter) != std::string_view::npos;
}

// No blank, bracket, quotation mark, bar or semicolon: the text ends neither the link nor the cell
// of a table, and holds no entity. No @: what stands before the host cannot be taken for it.
bool is_plain_address(std::string_view text) {
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (!text.starts_with(scheme)) continue;
    text.remove_prefix(scheme.size());
    const std::string_view host = text.substr(0, text.find_first_of("/?#"));
    return !host.empty() && is_one_of(host.front(), "") &&
           std::all_of(host.begin(), host.end(), [](char at) { return is_one_of(at, "-.:"); }) &&
           std::all_of(text.begin(), text.end(),
                       [](char at) { return is_one_of(at, "-._~/?#%&=+:,"); });
  }
  return false;
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

std::string cut(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return std::string(text);
  const std::string mark = "… (" + std::to_string(text.size()) + " bytes)";
  std::size_t end = bytes_max - std::min(bytes_max, mark.size());
  // No character is longer than four bytes: what goes on longer is not UTF-8.
  for (int back = 0; back < 3 && end > 0 && is_continuation(text, end); ++back) --end;
  return std::string(text.substr(0, end)) + mark;
}

std::string cut_front(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return std::string(text);
  const std::string mark = "(" + std::to_string(text.size()) + " bytes) …";
  std::size_t begin = text.size() - (bytes_max - std::min(bytes_max, mark.size()));
  for (int on = 0; on < 3 && is_continuation(text, begin); ++on) ++begin;
  return mark + std::string(text.substr(begin));
}

std::string shown(std::string_view text, std::size_t bytes_max, Lines lines) {
  return cut(visible(cut(text, bytes_max), lines), bytes_max);
}

std::string markup(std::string_view text, Lines lines) {
  std::string out;
  for (const char letter : visible(text, lines)) {
    switch (letter) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out += letter;
    }
  }
  return out;
}

std::string markdown(std::string_view text) {
  constexpr std::string_view by_entity = "&<>@:#\"'";
  constexpr std::string_view by_backslash = "\\`*_{}[]()+!|~$^=";
  std::string out;
  for (const char letter : visible(text)) {
    if (by_entity.find(letter) != std::string_view::npos) {
      out += "&#" + std::to_string(static_cast<int>(letter)) + ';';
      continue;
    }
    if (by_backslash.find(letter) != std::string_view::npos) out += '\\';
    out += letter;
  }
  return out;
}

std::string markdown_link(std::string_view text) {
  return is_plain_address(text) ? '<' + std::string(text) + '>' : markdown(text);
}

std::string fenced(std::string_view text) {
  const std::string safe = visible(text, Lines::many);
  std::size_t longest = 2;
  std::size_t run = 0;
  for (const char letter : safe) {
    run = letter == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  const std::string fence(longest + 1, '`');
  return fence + "text\n" + safe + (safe.ends_with('\n') ? "" : "\n") + fence + "\n";
}

}  // namespace deadair::reports
