// Labels: whatever a scenario names must be emitted, and early enough.
#pragma once

#include "harness/base/result.h"
#include "harness/scenario/scenario.h"
#include "harness/scenario/source.h"

namespace deadair::scenario {

// Checks every label that the case's steps and expectations use: acts, redeliveries, redactions and
// expectations among the steps need an event that was emitted before; what chunks and info events
// refer to, faults and final expectations need one that is emitted at all. Error scenario.label.
[[nodiscard]] Status check_references(const Source& source, const Case& made);

}  // namespace deadair::scenario
