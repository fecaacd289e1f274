// Shards of one run joined into the run.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "harness/base/result.h"
#include "reports/results.h"

namespace deadair::reports {

struct ShardReport {
  std::string path;  // for messages
  RunReport report;
};

struct Merged {
  RunReport report;
  // For each case: which of the shards it comes from.
  std::vector<std::size_t> source;
};

// The report that one machine would have written. Errors, each naming the reports that it is about:
//   merge.differs  the shards are not of one run: another client, seed, plan, configuration …
//   merge.overlap  two reports of one shard
//   merge.hole     a shard is missing, was cut short, or cases of the plan are in no shard
[[nodiscard]] Result<Merged> merge(const std::vector<ShardReport>& shards);

}  // namespace deadair::reports
