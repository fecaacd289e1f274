// What is expected of a client, for people to read.
#pragma once

#include <string>

#include "harness/scenario/scenario.h"

namespace deadair::cli {

// A line for each check, indented and with its end: "  expect   must: heard of S is [1,2,3]".
[[nodiscard]] std::string words_of(const scenario::Expectation& expectation);

}  // namespace deadair::cli
