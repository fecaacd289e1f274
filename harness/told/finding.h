// Inputs of fuzz targets as histories.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/base/result.h"
#include "harness/told/history.h"

namespace deadair::told {

inline constexpr std::size_t finding_bytes_max = std::size_t{64} * 1024;

// The targets whose inputs mean a history.
[[nodiscard]] std::vector<std::string> finding_targets();

// Reads an input of that target. Errors: finding.target, finding.size, finding.empty (nothing
// happens in it), and those of the target's own format, with the place in the input.
[[nodiscard]] Result<History> read_finding(std::string_view target, std::string_view input);

// The events in shorthand, for titles and messages: without braces, which a scenario would fill in.
[[nodiscard]] std::string summary(const History& history);

}  // namespace deadair::told
