// Which shard of a run this machine has: said on the command line, or by what started us.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "harness/base/result.h"
#include "harness/base/shard.h"

namespace deadair::cli {

struct ShardChoice {
  std::optional<Shard> shard;  // nothing: the whole run
  std::string said_by;         // "--shard", "TEST_TOTAL_SHARDS", …
  std::string status_file;     // to be touched, as a sign that we know shards; empty: none
};

// The value of an environment variable, or nothing.
using Environment = std::function<std::optional<std::string>(const char* name)>;

// `option` is what --shard was given, or empty; it counts before the environment. There the first
// of these counts (indices from 0):
//   GTEST_TOTAL_SHARDS, GTEST_SHARD_INDEX; GTEST_SHARD_STATUS_FILE is touched
//   TEST_TOTAL_SHARDS, TEST_SHARD_INDEX; TEST_SHARD_STATUS_FILE is touched (Bazel)
//   JOB_COMPLETIONS, JOB_COMPLETION_INDEX (Kubernetes sets the index, the manifest has to set
//   JOB_COMPLETIONS)
// Errors: shard.syntax, shard.environment (half of a pair, or no shard).
[[nodiscard]] Result<ShardChoice> choose_shard(const std::string& option,
                                               const Environment& environment);

// The environment of this process.
[[nodiscard]] std::optional<std::string> environment_variable(const char* name);

// Makes the file or touches it. Error file.write.
[[nodiscard]] Status touch(const std::string& path);

}  // namespace deadair::cli
