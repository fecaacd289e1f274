// Mutates the shorthand of events word by word.
#include "harness/told/mutate_text.h"

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "harness/scenario/shorthand.h"

namespace deadair::told {
namespace {

using Words = std::vector<std::string>;

constexpr std::string_view delivery_letters = "nhdaslrg";
constexpr std::array<std::string_view, 4> dialects = {"stable", "unstable", "element", ""};
constexpr std::array<std::string_view, 8> far_numbers = {
    "0", "9007199254740991", "9007199254740992", "4294967297", "2147483648", "-", "-1", "007"};

Words split(std::string_view text) {
  Words words;
  while (!text.empty()) {
    const std::size_t end = text.find(' ');
    if (end != 0) words.emplace_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return words;
}

std::string join(const Words& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

std::string draw_number(Random& random) {
  if (random.below(12) == 0) return std::string(far_numbers[random.below(far_numbers.size())]);
  return std::to_string(1 + random.below(6));
}

std::string draw_label(Random& random) {
  switch (random.below(6)) {
    case 0: return "S";
    case 1: return "P1";
    case 2: return "X1";
    case 3: return "R1";
    default: return "c" + draw_number(random);
  }
}

// A few chunks, or as many as the limit of events lets pass, or one more.
std::string draw_range(Random& random) {
  const std::uint64_t first = 1 + random.below(6);
  const std::uint64_t more =
      random.below(32) == 0 ? scenario::events_max - random.below(2) : 1 + random.below(6);
  return "c" + std::to_string(first) + "..c" + std::to_string(first + more);
}

std::string draw_word(Random& random) {
  switch (random.below(15)) {
    case 0: return "S";
    case 1: return "S2";
    case 2:
    case 3: return "P(" + draw_number(random) + ")";
    case 4: return "R";
    case 5:
    case 6: return "X(" + draw_number(random) + ")";
    case 7: return "red(" + draw_label(random) + ")";
    case 8: return "|";
    case 9: return "U(rewound)";
    case 10: return draw_range(random);
    default: return "c" + draw_number(random);
  }
}

// The same word from somebody else, of another broadcast, or with the same sequence once more.
void dress(std::string& word, Random& random) {
  switch (random.below(3)) {
    case 0: word.insert(0, random.below(4) == 0 ? "L:" : "B:"); return;
    case 1: word += "@S2"; return;
    default:
      if (word.starts_with('c')) word += '\'';
      return;
  }
}

// Two draws never stand in one call: compilers differ in which argument comes first, and a seed
// means the same with each of them.
void mutate_words(Words& words, Random& random) {
  const auto draw_place = [&] {
    return words.begin() + static_cast<std::ptrdiff_t>(random.below(words.size()));
  };
  switch (words.empty() ? 0 : random.below(8)) {
    case 0:
    case 1: {
      const auto at = static_cast<std::ptrdiff_t>(random.below(words.size() + 1));
      words.insert(words.begin() + at, draw_word(random));
      return;
    }
    case 2: {
      std::string copy = *draw_place();
      words.insert(draw_place(), std::move(copy));
      return;
    }
    case 3: words.erase(draw_place()); return;
    case 4: {
      std::string& one = *draw_place();
      std::swap(one, *draw_place());
      return;
    }
    case 5: *draw_place() = draw_word(random); return;
    case 6: dress(*draw_place(), random); return;
    default: words.insert(draw_place(), "|"); return;
  }
}

}  // namespace

void mutate_history_text(HistoryText& text, Random& random) {
  const std::uint64_t part = random.below(8);
  if (part == 0) {
    const std::size_t at = random.below(text.deliveries.size() + 1);
    text.deliveries.insert(at, 1, delivery_letters[random.below(delivery_letters.size())]);
  } else if (part == 1 && !text.deliveries.empty()) {
    text.deliveries[random.below(text.deliveries.size())] =
        delivery_letters[random.below(delivery_letters.size())];
  } else if (part == 2 && random.below(4) == 0) {
    text.dialect = dialects[random.below(dialects.size())];
  } else {
    Words words = split(text.events);
    mutate_words(words, random);
    text.events = join(words);
  }
}

HistoryText cross_history_texts(const HistoryText& one, const HistoryText& other, Random& random) {
  Words begin = split(one.events);
  const Words end = split(other.events);
  begin.resize(random.below(begin.size() + 1));
  begin.insert(begin.end(), end.begin() + static_cast<std::ptrdiff_t>(random.below(end.size() + 1)),
               end.end());
  return {join(begin), random.below(2) == 0 ? one.deliveries : other.deliveries, one.dialect};
}

}  // namespace deadair::told
