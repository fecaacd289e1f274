// report.html: one self-contained page.
#pragma once

#include <string>

#include "reports/results.h"

namespace deadair::reports {

// Themes by dialects with their counts, every case with what was expected and seen, filters, and
// what the client does where the text is silent. No network: the page's own policy forbids
// everything but its style and its one script, so that no text of a client can act in it.
[[nodiscard]] std::string report_html(const RunReport& report);

}  // namespace deadair::reports
