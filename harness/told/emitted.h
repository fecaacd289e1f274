// Events as a scenario file writes them: words of the shorthand, or long.
#pragma once

#include <span>
#include <vector>

#include "harness/base/json.h"
#include "harness/scenario/scenario.h"

namespace deadair::told {

// The value of an "emit": a string where all are words, or an array of strings and objects. Batches
// are parted by '|'. The events are labelled as relabel does it.
[[nodiscard]] json::Value emitted(std::span<const scenario::Batch> batches);

}  // namespace deadair::told
