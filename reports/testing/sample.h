// Reports to test with: an ordinary one, and one in which every text is an attack.
#pragma once

#include <string>
#include <vector>

#include "reports/results.h"

namespace deadair::reports::testing {

// Two themes, three dialects, every verdict, observations, one standard error.
[[nodiscard]] RunReport sample_report();

// A case of that report's plan that failed, for one-off changes.
[[nodiscard]] CaseResult sample_failure();

// The plan that the report's cases come from.
[[nodiscard]] std::vector<PlannedCase> plan_of(const RunReport& report);

// Markup, "]]>", fences, escapes of terminals, NUL, text that is not UTF-8, a direction override.
[[nodiscard]] std::string hostile_text();

// sample_report with the hostile text in every text, and one of a megabyte among them.
[[nodiscard]] RunReport hostile_report();

}  // namespace deadair::reports::testing
