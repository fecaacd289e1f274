// report.html: one self-contained page.
#pragma once

#include <span>
#include <string>

#include "reports/page_data.h"
#include "reports/results.h"

namespace deadair::reports {

// Heads, a matrix, filters, every case with its picture, and what the client does where the text is
// silent. No network: the page's own policy forbids everything but its style and its one script, so
// that no text of a client can act in it. Where scripts do not run it still tells what failed.
// `runs` is not empty; several are set side by side.
[[nodiscard]] std::string report_html(std::span<const PageRun> runs);

// One run.
[[nodiscard]] std::string report_html(const RunReport& report, const Pictures& pictures = {});

}  // namespace deadair::reports
