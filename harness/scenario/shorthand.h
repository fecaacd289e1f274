// The shorthand of events: "S c1 c2 | P(2) R c3' B:c4 red(c2) X(4)".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/base/result.h"
#include "harness/scenario/scenario.h"

namespace deadair::scenario {

// Counts what was emitted so far, so that labels of repeated events are unique over a whole
// scenario.
struct Labels {
  std::vector<std::string> taken;
  int infos[4] = {0, 0, 0, 0};
  int others = 0;
};

// Reads shorthand into batches ('|' ends one). Words:
//   S S2 S3        started (label S, S2, S3)      P(n) P(-) P   paused with n, without (labels P1,
//   P2 …) R              resumed (R1, R2 …)              X(n) X(-) X   stopped (X1, X2 …) c3 chunk
//   3; c3' c3'' other events with the same sequence U(name)        info event of an unknown state
//   (U1, U2 …) WORD@S2        belongs to broadcast S2         B:WORD        sent by user B
//   red(LABEL)     redaction (red1, red2 …)        utd(c2) key(c2)  kept in the grammar, not
//   supported yet
// Error scenario.shorthand: the place is the column (from 1) in the text.
[[nodiscard]] Result<std::vector<Batch>> parse_shorthand(std::string_view text, Labels& labels);

// Writes batches back; events with odd members are written as their word with '*' behind it.
[[nodiscard]] std::string to_shorthand(const std::vector<Batch>& batches);

}  // namespace deadair::scenario
