// The page of verdicts: every code that a finding can have, and what it means.
#pragma once

#include <string>

namespace deadair::cli {

// Markdown, from the table of the judge.
[[nodiscard]] std::string make_verdict_page();

}  // namespace deadair::cli
