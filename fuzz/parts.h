// Inputs of two parts: a JSON text, and behind a line that says `---` plain lines of words.
#pragma once

#include <cstddef>
#include <string_view>

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

}  // namespace deadair::fuzz
