// deadair compare: what changed from one run to another.
#include <fmt/format.h>

#include <memory>

#include "cli/stored_run.h"
#include "cli/verbs.h"
#include "reports/compare.h"

namespace deadair::cli {
namespace {

struct CompareArguments {
  std::string before;
  std::string after;
  bool as_json = false;
};

int compare_runs(const CompareArguments& arguments) {
  const Result<reports::RunReport> before = load_run(arguments.before);
  if (!before) return bad_input(before.error().text());
  const Result<reports::RunReport> after = load_run(arguments.after);
  if (!after) return bad_input(after.error().text());
  const reports::Comparison comparison = reports::compare(*before, *after);
  if (arguments.as_json) {
    fmt::print("{}\n", json::write(reports::to_json(comparison)));
  } else {
    fmt::print("{}", reports::comparison_text(comparison));
  }
  return static_cast<int>(comparison.is_worse() ? run::ExitCode::unexpected
                                                : run::ExitCode::as_expected);
}

}  // namespace

void add_compare(CLI::App& app, Invocation& invocation) {
  CLI::App* const verb = app.add_subcommand(
      "compare", "What changed between two runs: exit code 1 if anything is worse");
  const auto arguments = std::make_shared<CompareArguments>();
  verb->add_option("before", arguments->before, "Report folder or results.jsonl of the first run")
      ->required();
  verb->add_option("after", arguments->after, "Of the second run")->required();
  verb->add_flag("--json", arguments->as_json, "One JSON object in place of text");
  verb->footer(
      "Worse are: new failures, other codes, no longer supported, no longer run.\n"
      "Example:\n  deadair compare last-release/results.jsonl deadair-out");
  verb->callback([&invocation, arguments] {
    invocation.chosen = [arguments] { return compare_runs(*arguments); };
  });
}

}  // namespace deadair::cli
