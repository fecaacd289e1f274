// The file of known failures, as verbs get it, and the day that it is.
#pragma once

#include <string>

#include "harness/base/result.h"
#include "harness/run/known_failures.h"

namespace deadair::cli {

// Errors: file.read, and those of run::KnownFailures::read.
[[nodiscard]] Result<run::KnownFailures> read_known_failures(const std::string& path);

// The day in UTC, YYYY-MM-DD: entries that are flaky end on one.
[[nodiscard]] std::string today();

}  // namespace deadair::cli
