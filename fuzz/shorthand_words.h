// Mutates the shorthand of events word by word: "S c1 c2 | P(2) R c3' B:c4 red(c2) X(4)".
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "harness/base/random.h"

namespace deadair::fuzz {

// The input: a line of shorthand, a line with a letter a batch (how it is delivered), and the name
// of a dialect. Each line may be missing.
struct HistoryText {
  std::string events, deliveries, dialect;
};
[[nodiscard]] HistoryText read_history_text(std::string_view input);
[[nodiscard]] std::string write_history_text(const HistoryText& text);

// One change: a word put in, copied, moved or taken out, or another number, sender or broadcast for
// one; or another delivery. The outcome may be longer than the input by a few words.
void mutate_history_text(HistoryText& text, Random& random);
// The beginning of one and the end of another.
[[nodiscard]] HistoryText cross_history_texts(const HistoryText& one, const HistoryText& other,
                                              Random& random);

}  // namespace deadair::fuzz
