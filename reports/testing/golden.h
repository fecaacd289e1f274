// Golden files: what a report must look like, byte for byte.
#pragma once

#include <string>
#include <string_view>

namespace deadair::reports::testing {

// Empty where the text equals reports/golden/NAME; else the first line that differs, both ways, and
// how to accept it. With DEADAIR_UPDATE_GOLDEN=1 in the environment the file is written first,
// except where CI is set.
[[nodiscard]] std::string difference_to_golden(const std::string& name, std::string_view text);

}  // namespace deadair::reports::testing
