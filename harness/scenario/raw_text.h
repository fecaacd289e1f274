// Raw text: what a scenario sends that no JSON writer would write, or that is too long to write
// down.
#pragma once

#include <cstddef>
#include <string>

#include "harness/base/json.h"
#include "harness/base/result.h"
#include "harness/scenario/source.h"

namespace deadair::scenario {

// One raw text has at most so many bytes: more than any event that a server takes.
inline constexpr std::size_t raw_bytes_max = std::size_t{512} * 1024;
// And all those of a case together.
inline constexpr std::size_t raw_bytes_of_case_max = std::size_t{2} * 1024 * 1024;

// One JSON value as a text, however odd: bytes that are no UTF-8, halves of surrogates, keys twice,
// any depth. A string as it stands, or a list of pieces in a row: strings, {"repeat": "[", "times":
// 500} and
// {"bytes": "c3 28"}, in hexadecimal digits. Error scenario.step.
[[nodiscard]] Result<std::string> raw_text(const Source& source, const json::Value& value);

}  // namespace deadair::scenario
