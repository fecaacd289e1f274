// What a run saw, as lines of words: "ID DIALECT VERDICT CODE", or an ID alone for a case of the
// suite that was not played. Every text means some cases.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "harness/run/known_failures_edit.h"

namespace deadair::fuzz {

struct SeenCases {
  std::set<std::string> suite_ids;
  std::vector<run::SeenCase> seen;  // each ID and dialect once; failures have a good code
};

// Words that results.jsonl cannot hold in their places make a line one of an ID alone.
[[nodiscard]] SeenCases read_seen(std::string_view text);

}  // namespace deadair::fuzz
