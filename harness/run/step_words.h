// A step in words, for traces, lists and reports.
#pragma once

#include <string>

#include "harness/scenario/scenario.h"

namespace deadair::run {

// "emit S c1 | c2", "emit c2 via gap", "play S", "seek S to 400 ms", "settle", "fault
// relations.page limit=2" … One line; what a step says beyond that stands in its JSON.
[[nodiscard]] std::string step_words(const scenario::Step& step);

}  // namespace deadair::run
