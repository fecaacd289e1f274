// junit.xml, as Jenkins, GitLab and GitHub readers take it.
#pragma once

#include <string>

#include "reports/results.h"

namespace deadair::reports {

// One testsuite a theme and dialect, one testcase a case. A failure is the client's; an error is
// the adapter's or deadair's, or could not be judged; skipped is unsupported, with the reason, or
// known, with the link. Well-formed XML 1.0 in UTF-8 whatever the texts hold.
[[nodiscard]] std::string junit_xml(const RunReport& report);

}  // namespace deadair::reports
