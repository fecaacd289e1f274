// The page of known defects: what real clients got wrong, and the scenarios that catch it.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/result.h"
#include "harness/scenario/scenario.h"

namespace deadair::cli {

// Row of the catalogue ("W27") -> ids of the scenarios that name it in `wild`, sorted.
using Claims = std::map<std::string, std::vector<std::string>, std::less<>>;

[[nodiscard]] Claims claims_of(const std::vector<scenario::Scenario>& scenarios);

struct WildPage {
  std::string text;  // Markdown
  // docs.rows          the catalogue itself is wrong; `text` is then empty
  // docs.unclaimed     a listener's row with neither a scenario nor a reason
  // docs.stale_reason  a row with both
  // docs.unknown_row   a scenario names a row that is not in the catalogue
  std::vector<Error> errors;
};

// Writes the page.
//   catalogue  text of docs/data/wild_bugs.json
[[nodiscard]] WildPage make_wild_page(std::string_view catalogue, const Claims& claims);

// Rows that a scenario names in `wild` and the catalogue has not: docs.unknown_row, at the row.
[[nodiscard]] std::vector<Error> unknown_rows(std::string_view catalogue,
                                              const scenario::Scenario& scenario);

}  // namespace deadair::cli
