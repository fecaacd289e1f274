// What the page's script draws from: results, clauses and pictures as one compact JSON text.
#pragma once

#include <span>
#include <string>

#include "reports/pictures.h"
#include "reports/results.h"

namespace deadair::reports {

// One results.jsonl. Both must outlive the call.
struct PageRun {
  std::string source;  // where it comes from, where the page holds several
  const RunReport* report = nullptr;
  const Pictures* pictures = nullptr;  // nullptr: none
};

// JSON that can stand in a <script> element: no < > & and no line separators, whatever a client
// said.
//   {"texts": […],      every text of the page, once; all other values are indices into it
//    "clauses": {…},    by id: [level, ruling, source]; those that are cited
//    "runs": [{…}, …],  the heads
//    "cases": [         one a line; members that would be empty are left out
//   {…},
//   …]}
// Texts are cut (text.h), and the more so when there are very many, so that no client can make a
// page that does not open.
[[nodiscard]] std::string page_data(std::span<const PageRun> runs);

// The command that repeats a whole run, as far as its header tells.
[[nodiscard]] std::string again_whole(const RunHeader& header);

}  // namespace deadair::reports
