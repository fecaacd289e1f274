// What the self-test found, for people: on the terminal and as a page of the documentation.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/selftest.h"
#include "harness/run/kill_matrix.h"

namespace deadair::cli {

struct SelftestReport {
  std::vector<NobodyOutcome> nobody;
  ReferenceOutcome reference;
  run::KillMatrix matrix;
  // Whether all were played: only then is a variant that none of the scenarios fails one that no
  // scenario fails, and the other way round.
  bool all_scenarios = true;
  bool all_variants = true;
  // Scenarios and variants that are known to be unproved: no complaint, until they are proved.
  std::vector<std::string> unproved = {};
};

// The list of those: a name a line, "#" begins a comment.
[[nodiscard]] std::vector<std::string> read_unproved(std::string_view text);

// Everything that is not as it should be, a line each; empty if the suite is proved.
[[nodiscard]] std::vector<std::string> complaints(const SelftestReport& report);

// The matrix and the complaints, as text of many lines.
[[nodiscard]] std::string selftest_text(const SelftestReport& report);
// docs/kill-matrix.md.
[[nodiscard]] std::string selftest_page(const SelftestReport& report);

}  // namespace deadair::cli
