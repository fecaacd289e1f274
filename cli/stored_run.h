// Runs that were written down before: read back, and what they mean for the exit code.
#pragma once

#include <string>

#include "harness/base/result.h"
#include "harness/run/exit_code.h"
#include "harness/run/floors.h"
#include "reports/results.h"

namespace deadair::cli {

// The path of results.jsonl: the path itself, or, for a report folder, the one in it.
[[nodiscard]] std::string results_path(const std::string& file_or_folder);

// Errors: those of reports::load_results.
[[nodiscard]] Result<reports::RunReport> load_run(const std::string& file_or_folder);

// What the run that wrote this ended with, but for floors and signals.
[[nodiscard]] run::ExitCode exit_code_of(const reports::RunReport& report);

[[nodiscard]] run::Amount amount_of(const reports::RunReport& report);

}  // namespace deadair::cli
