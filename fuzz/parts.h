// Inputs of parts: a JSON text, and behind a line that says `---` plain lines of words; or lines.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace deadair::fuzz {

inline constexpr std::string_view parts_mark = "\n---\n";

struct Parts {
  std::string_view json;
  std::string_view rest;  // with the mark; empty where there is none
};

[[nodiscard]] inline Parts split_parts(std::string_view input) {
  const std::size_t at = input.find(parts_mark);
  if (at == std::string_view::npos) return {input, {}};
  return {input.substr(0, at), input.substr(at)};
}

// Without their ends; at least one.
[[nodiscard]] inline std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    lines.emplace_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

}  // namespace deadair::fuzz
