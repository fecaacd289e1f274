// What must be seen of a history once all of it was told, as the judge's model has it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/base/result.h"
#include "harness/told/history.h"

namespace deadair::told {

// What a listener may hear, or a client may hold: sequences, ascending.
using Sequences = std::vector<std::int64_t>;

// One broadcast. Where the text, or the delivery, leaves too much open, nothing is demanded.
struct Expected {
  std::string label;
  bool is_playable = false;       // it surely is there, is not the listener's own, and has a chunk
  bool is_over = false;           // surely stopped: playing it comes to an end
  std::string live;               // "live", "paused", "ended"; empty: several are right
  std::vector<Sequences> heard;   // all that is right for who presses play at the end; empty: open
  std::vector<Sequences> chunks;  // all that is right to hold; empty: open
};

// For each start of the history, in the room's order. Errors: those of stage.
[[nodiscard]] Result<std::vector<Expected>> expected_of(const History& history);

}  // namespace deadair::told
