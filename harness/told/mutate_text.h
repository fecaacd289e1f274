// Mutates the shorthand of events word by word: "S c1 c2 | P(2) R c3' B:c4 red(c2) X(4)".
#pragma once

#include "harness/base/random.h"
#include "harness/told/history_text.h"

namespace deadair::told {

// One change: a word put in, copied, moved or taken out, or another number, sender or broadcast for
// one; or another delivery. The outcome may be longer than the input by a few words.
void mutate_history_text(HistoryText& text, Random& random);
// The beginning of one and the end of another.
[[nodiscard]] HistoryText cross_history_texts(const HistoryText& one, const HistoryText& other,
                                              Random& random);

}  // namespace deadair::told
