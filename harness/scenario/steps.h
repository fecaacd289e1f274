// Steps: one verb each, with the members that belong to it.
#pragma once

#include <string>

#include "harness/base/json.h"
#include "harness/base/result.h"
#include "harness/scenario/scenario.h"
#include "harness/scenario/shorthand.h"
#include "harness/scenario/source.h"

namespace deadair::scenario {

// Reads one expanded step. Errors: scenario.step and those of events and expectations.
[[nodiscard]] Result<Step> read_step(const Source& source, const json::Value& value, Labels& labels,
                                     const std::string& first_clause);

}  // namespace deadair::scenario
