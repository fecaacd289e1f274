// deadair report: the page of one or several finished runs.
#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "cli/stored_run.h"
#include "cli/verbs.h"
#include "harness/base/file.h"
#include "harness/run/exit_code.h"
#include "reports/html.h"

namespace deadair::cli {
namespace {

struct ReportArguments {
  std::vector<std::string> paths;
  std::string out = "report.html";
};

int write_page(const ReportArguments& arguments) {
  // Results and pictures stay where they are: the runs of the page point at them.
  std::vector<std::unique_ptr<reports::RunReport>> reports;
  std::vector<std::unique_ptr<reports::Pictures>> pictures;
  std::vector<reports::PageRun> runs;
  for (const std::string& path : arguments.paths) {
    Result<reports::RunReport> report = load_run(path);
    if (!report) return bad_input(report.error().text());
    reports.push_back(std::make_unique<reports::RunReport>(std::move(*report)));
    const std::string folder = std::filesystem::path(results_path(path)).parent_path().string();
    pictures.push_back(std::make_unique<reports::Pictures>(
        reports::load_pictures(*reports.back(), folder.empty() ? "." : folder)));
    runs.push_back({path, reports.back().get(), pictures.back().get()});
  }
  const Status written = write_file(arguments.out, reports::report_html(runs));
  if (!written) return bad_input(written.error().text());
  fmt::print("{}\n", arguments.out);
  return static_cast<int>(run::ExitCode::as_expected);
}

}  // namespace

void add_report(CLI::App& app, Invocation& invocation) {
  CLI::App* const verb = app.add_subcommand("report", "Makes one page of one or several runs");
  const auto arguments = std::make_shared<ReportArguments>();
  verb->add_option(
          "results", arguments->paths,
          "Finished runs: their folders, or their results.jsonl with the traces beside them")
      ->required()
      ->expected(1, 20);
  verb->add_option("-o,--out", arguments->out, "The page")->capture_default_str();
  verb->callback([&invocation, arguments] {
    invocation.chosen = [arguments] { return write_page(*arguments); };
  });
}

}  // namespace deadair::cli
