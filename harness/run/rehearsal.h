// A case without a client: its events are made as they would be sent.
#pragma once

#include "harness/base/result.h"
#include "harness/scenario/scenario.h"

namespace deadair::run {

// What shows only when the events are made: `absent` that names nothing, a time of no event.
// Errors: those of Director::stage_batch, the place being that of the step.
[[nodiscard]] Status rehearse(const scenario::Scenario& file, const scenario::Case& made);

}  // namespace deadair::run
