// Retired ids: scenarios that are gone. An id is an address, so it is never used again.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>

#include "harness/base/result.h"
#include "harness/scenario/scenario.h"

namespace deadair::scenario {

using RetiredIds = std::set<std::string, std::less<>>;

// Reads the list: one id a line, "#" begins a remark. Error scenario.retired: what is no id, or
// stands twice; the place is "path:line".
[[nodiscard]] Result<RetiredIds> read_retired(std::string_view path, std::string_view text);

// Error scenario.retired where the scenario has an id of the list.
[[nodiscard]] Status check_retired(const RetiredIds& retired, const Scenario& scenario);

}  // namespace deadair::scenario
