// A report folder or its results.jsonl: both name a run.
#include "cli/stored_run.h"

#include <filesystem>

#include "harness/run/run.h"
#include "reports/results_reader.h"

namespace deadair::cli {

std::string results_path(const std::string& file_or_folder) {
  std::error_code problem;
  if (!std::filesystem::is_directory(file_or_folder, problem)) return file_or_folder;
  return (std::filesystem::path(file_or_folder) / "results.jsonl").string();
}

Result<reports::RunReport> load_run(const std::string& file_or_folder) {
  return reports::load_results(results_path(file_or_folder));
}

run::ExitCode exit_code_of(const reports::RunReport& report) {
  using run::ExitCode;
  ExitCode code = report.footer.problems.empty() ? ExitCode::as_expected : ExitCode::unexpected;
  for (const reports::CaseResult& one : report.cases) {
    run::Standing standing = run::Standing::unlisted;
    if (one.as_known == true) standing = run::Standing::expected;
    if (reports::is_unexpected_pass(one)) standing = run::Standing::passes;
    code = run::worse_of(code, run::exit_code_of(one.verdict, standing));
  }
  return code;
}

run::Amount amount_of(const reports::RunReport& report) {
  const reports::Counts& counts = report.footer.counts;
  return {static_cast<std::size_t>(counts.total() - counts.unsupported),
          static_cast<std::size_t>(counts.unsupported)};
}

}  // namespace deadair::cli
