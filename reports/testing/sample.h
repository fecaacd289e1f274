// Reports to test with: an ordinary one, and one in which every text is an attack.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "harness/judge/trace.h"
#include "reports/pictures.h"
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

// A run in which every case failed, each with its own picture: what a page has to bear.
struct Many {
  RunReport report;
  Pictures pictures;
  judge::Trace trace;  // of the first case
};
[[nodiscard]] Many many_cases(std::size_t count);

}  // namespace deadair::reports::testing
