// What an emit step sends: shorthand, and events written long.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/result.h"
#include "harness/scenario/scenario.h"
#include "harness/scenario/shorthand.h"
#include "harness/scenario/source.h"

namespace deadair::scenario {

// Reads the value of "emit": a string of shorthand, or an array of shorthand and objects. Errors:
// scenario.shorthand, scenario.step, scenario.label (a label that is taken).
[[nodiscard]] Result<std::vector<Batch>> read_emit(const Source& source, const json::Value& emit,
                                                   Labels& labels);

// Cuts "content.m.relates_to.event_id" into its keys: m.relates_to and m.text are one key each.
[[nodiscard]] std::vector<std::string> split_path(std::string_view path);

}  // namespace deadair::scenario
