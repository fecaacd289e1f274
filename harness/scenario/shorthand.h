// The shorthand of events: "S c1 c2 | P(2) R c3' B:c4 red(c2) X(4)".
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "harness/base/result.h"
#include "harness/scenario/scenario.h"

namespace deadair::scenario {

// One scenario emits at most so many events: a file's size bounds nothing where "c1..c9" stands for
// nine.
inline constexpr std::size_t events_max = 2000;

// What was emitted so far, so that labels are unique over a whole scenario.
struct Labels {
  std::unordered_set<std::string> taken;
  std::map<std::string, int, std::less<>> counts;  // by prefix: "P", "R", "X", "U", "red", …
  std::size_t raw_bytes = 0;                       // of the raw texts, which a file may repeat

  // False if the label stands for another event already.
  [[nodiscard]] bool take(const std::string& label);
  // "P1", then "P2" …: the next of its prefix. Not taken yet.
  [[nodiscard]] std::string next(std::string_view prefix);
};

// Reads shorthand into batches ('|' ends one). Words:
//   S S2 S3        started (labels S, S2, S3)
//   P(n) P(-) P    paused with n, without (labels P1, P2 …)
//   R              resumed (R1, R2 …)
//   X(n) X(-) X    stopped (X1, X2 …)
//   U(name)        info event of an unknown state (U1, U2 …)
//   c3 c3' c3''    chunk 3, other events with the same sequence; the word is the label
//   c1..c9         nine chunks
//   red(LABEL)     redaction (red1, red2 …)
//   WORD@S2        belongs to broadcast S2
//   B:WORD         sent by user B (L: the client's own user)
//   utd(c2) key(c2)  kept in the grammar, not supported yet
// Error scenario.shorthand: the place is the column (from 1) in the text.
[[nodiscard]] Result<std::vector<Batch>> parse_shorthand(std::string_view text, Labels& labels);

// The same before it is cut into batches: nothing stands for '|'.
[[nodiscard]] Result<std::vector<std::optional<EventSpec>>> parse_words(std::string_view text,
                                                                        Labels& labels);

// Writes batches back; events with odd members are written as their word with '*' behind it.
[[nodiscard]] std::string to_shorthand(const std::vector<Batch>& batches);

}  // namespace deadair::scenario
