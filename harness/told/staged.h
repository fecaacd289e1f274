// A history as room events.
#pragma once

#include <string_view>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/result.h"
#include "harness/told/history.h"

namespace deadair::told {

// An event as it was meant, and as it stands in the room.
struct StagedEvent {
  scenario::EventSpec meant;
  json::Value event;
};

struct StagedBatch {
  Delivery delivery = Delivery::news;
  std::vector<StagedEvent> events;  // in the room's order
};

// The events of a quiet room; the same history gives the same events. Errors: those of
// run::Director (a duration that no sound has).
[[nodiscard]] Result<std::vector<StagedBatch>> stage(const History& history);

// read_history, then stage.
[[nodiscard]] Result<std::vector<StagedBatch>> stage_history(std::string_view input);

}  // namespace deadair::told
