// All sequences over an alphabet of info events, with a chunk in every position.
#pragma once

#include <vector>

#include "harness/base/json.h"
#include "harness/base/result.h"
#include "harness/scenario/source.h"

namespace deadair::scenario {

// The values of {"sequences_over": ["S", "P(n)", "R"], "from": 0, "up_to": 4, "chunks": "one"}.
// Error scenario.parameter.
[[nodiscard]] Result<std::vector<json::Value>> sequence_values(const Source& source,
                                                               const json::Value& generator);

}  // namespace deadair::scenario
