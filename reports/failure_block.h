// One case that did not pass, in a few lines: what a person needs to act without a debugger.
#pragma once

#include <string>

#include "reports/results.h"

namespace deadair::reports {

// "FAIL", "BROKEN", "UNDECIDED", "UNSUPPORTED", "PASS": the verdict as the first word of a line.
[[nodiscard]] std::string headline_word(judge::Kind verdict);
// The same, with "UNEXPECTED PASS" for one.
[[nodiscard]] std::string headline_word(const CaseResult& result);

// What stands behind that word: "order.late[n=1] (stable)  must  (order: chunks are heard …)".
[[nodiscard]] std::string headline(const CaseResult& result);

// "before the first step", "steps[4]: emit c3", "at the end".
[[nodiscard]] std::string step_in_words(const CaseResult& result);

// The six lines below the headline: expected, got, owner, step, trace, again; and, where the
// adapter or deadair is at fault, the last line of what the adapter wrote on standard error. An
// unexpected pass has only the edit to make and `again`; a changed code has the edit too. All text
// is visible (text.h). `folder` is what the trace's path is relative to. Ends with a line feed.
[[nodiscard]] std::string failure_details(const CaseResult& result, const std::string& folder);

}  // namespace deadair::reports
