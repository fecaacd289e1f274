// summary.md: for the page of a CI job.
#pragma once

#include <string>

#include "reports/results.h"

namespace deadair::reports {

// Counts, failures by clause, the first twenty that did not pass with the command that runs each
// again, known failures apart, the edits that their file needs, and what the client does where the
// text is silent. GitHub-flavoured Markdown.
[[nodiscard]] std::string summary_markdown(const RunReport& report);

}  // namespace deadair::reports
