// Mutates text line by line and word by word.
#include "fuzz/word_lines.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace deadair::fuzz {
namespace {

using Words = std::vector<std::string>;

// The parts between the marks, empty ones too.
Words split(std::string_view text, char mark) {
  Words parts;
  for (;;) {
    const std::size_t end = text.find(mark);
    parts.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::string join(const Words& parts, char mark) {
  std::string text;
  for (const std::string& part : parts) (text += part) += mark;
  if (!text.empty()) text.pop_back();
  return text;
}

std::size_t draw_place(const Words& parts, Random& random) {
  return static_cast<std::size_t>(random.below(parts.size()));
}

// The line with one word more, or another one, as the other line has it at that place.
std::string with_word_of(const std::string& line, const std::string& other, Random& random) {
  Words words = split(line, ' ');
  const Words others = split(other, ' ');
  const std::size_t at = draw_place(others, random);
  words.resize(std::max(words.size(), at + 1));
  words[at] = others[at];
  return join(words, ' ');
}

}  // namespace

std::string bent_lines(std::string_view text, Random& random) {
  Words lines = split(text, '\n');
  const std::size_t at = draw_place(lines, random);
  const auto place = lines.begin() + static_cast<std::ptrdiff_t>(at);
  std::string bent = with_word_of(lines[at], lines[draw_place(lines, random)], random);
  switch (random.below(4)) {
    case 0: lines.erase(place); break;
    case 1: lines.insert(place, std::string(lines[at])); break;
    case 2: lines.insert(place, std::move(bent)); break;
    default: lines[at] = std::move(bent); break;
  }
  return join(lines, '\n');
}

}  // namespace deadair::fuzz
