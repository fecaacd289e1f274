// Reads results.jsonl back, and takes nothing that is not whole.
#pragma once

#include <string>
#include <string_view>

#include "harness/base/result.h"
#include "reports/results.h"

namespace deadair::reports {

// Refuses text that is not JSON or not of the schema; a missing or doubled header or footer; cases
// that are not in the order of the plan, are missing or are not of it or of the shard; counts that
// disagree with the cases. Errors: results.syntax, results.schema, results.header, results.footer,
// results.order, results.counts; the place is "path:line". `path` serves for messages only.
[[nodiscard]] Result<RunReport> read_results(const std::string& path, std::string_view text);

// The same from a file of at most 256 MiB; also file.read.
[[nodiscard]] Result<RunReport> load_results(const std::string& path);

}  // namespace deadair::reports
