// A whole history of a room, with how it reaches a client: from the shorthand of scenarios.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/result.h"
#include "harness/scenario/scenario.h"

namespace deadair::fuzz {

// How a batch reaches the client.
//   news     in a timeline
//   again    in a timeline, and the whole of it once more in the next
//   state    info events in the state block only, each sender's last; all else in the timeline
//   related  chunks and later info events by /relations only, asked for at the end; all else in the
//            timeline
enum class Delivery { news, again, state, related };

// An event as it was meant, and as it stands in the room.
struct StagedEvent {
  scenario::EventSpec meant;
  json::Value event;
};

struct StagedBatch {
  Delivery delivery = Delivery::news;
  std::vector<StagedEvent> events;  // in the room's order
};

inline constexpr std::size_t staged_events_max = 60;

// Errors: those of the shorthand; history.long (more than staged_events_max events).
[[nodiscard]] Result<std::vector<StagedBatch>> stage_history(std::string_view input);

}  // namespace deadair::fuzz
