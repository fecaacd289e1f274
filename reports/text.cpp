// The escapes of each kind of file, behind what is made visible.
#include "reports/text.h"

#include <algorithm>

namespace deadair::reports {
namespace {

bool is_continuation(std::string_view text, std::size_t at) {
  return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U;
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
