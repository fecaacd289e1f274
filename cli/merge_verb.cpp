// deadair merge: joins the reports of shards into the report of the run.
#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <iostream>
#include <memory>

#include "cli/stored_run.h"
#include "cli/verbs.h"
#include "reports/folder.h"
#include "reports/merge.h"
#include "reports/results_writer.h"
#include "reports/terminal.h"
#include "reports/text.h"

namespace deadair::cli {
namespace {

namespace fs = std::filesystem;

struct MergeArguments {
  std::vector<std::string> folders;
  std::string out;
  run::Floors floors;
};

// Of a report folder, or of its results.jsonl: where the traces lie.
std::string folder_of(const std::string& shard) {
  const fs::path folder = fs::path(results_path(shard)).parent_path();
  return folder.empty() ? "." : folder.string();
}

// A report folder is emptied before it is filled.
bool is_one_of(const std::string& out, const std::vector<std::string>& folders) {
  for (const std::string& folder : folders) {
    std::error_code problem;
    if (fs::equivalent(out, folder_of(folder), problem)) return true;
  }
  return false;
}

Status write_results(const std::string& path, const reports::RunReport& report) {
  std::vector<reports::PlannedCase> plan;
  for (const reports::CaseResult& one : report.cases) plan.push_back({one.id, one.dialect});
  // The surroundings are there unless the shards were run with --no-timings.
  const bool timings = !report.header.surroundings.members().empty();
  Result<reports::ResultsWriter> writer =
      reports::ResultsWriter::create(path, report.header, std::move(plan), {.timings = timings});
  if (!writer) return writer.error();
  for (std::size_t at = 0; at < report.cases.size(); ++at) {
    if (Status added = writer->add(at, report.cases[at]); !added) return added;
  }
  return writer->finish(report.footer.problems);
}

Status copy_trace(const std::string& from, const std::string& to,
                  const reports::CaseResult& result) {
  const Result<std::string> path = reports::kept_trace(from, result);
  if (!path) return path.error();
  std::error_code problem;
  fs::copy_file(*path, fs::path(to) / result.trace, fs::copy_options::overwrite_existing, problem);
  if (problem) return Error{"merge.copy", *path, problem.message()};
  return Done{};
}

// A trace that a shard did not bring along is named here, and its case has none.
void copy_traces(const MergeArguments& arguments, reports::Merged& merged) {
  for (std::size_t at = 0; at < merged.report.cases.size(); ++at) {
    reports::CaseResult& one = merged.report.cases[at];
    if (one.trace.empty()) continue;
    const Status copied =
        copy_trace(folder_of(arguments.folders[merged.source[at]]), arguments.out, one);
    if (copied) continue;
    std::cerr << "deadair: " << copied.error().text() << "\n";
    one.trace.clear();
  }
}

void show(const reports::RunReport& report, const std::string& folder) {
  reports::Terminal terminal(std::cout, reports::terminal_options(fileno(stdout), folder));
  terminal.begin(report.header);
  std::int64_t duration_ms = 0;
  for (const reports::CaseResult& one : report.cases) {
    terminal.show(one);
    duration_ms += one.duration_ms.value_or(0);
  }
  terminal.finish(report.footer, duration_ms);
}

int merge_runs(const MergeArguments& arguments) {
  std::vector<reports::ShardReport> shards;
  for (const std::string& folder : arguments.folders) {
    Result<reports::RunReport> report = load_run(folder);
    if (!report) return bad_input(report.error().text());
    shards.push_back({folder, std::move(*report)});
  }
  if (is_one_of(arguments.out, arguments.folders))
    return bad_input("merge: " + arguments.out + " is one of the shards; name another folder");
  Result<reports::Merged> merged = reports::merge(shards);
  if (!merged) return bad_input(merged.error().text());
  const reports::RunReport& report = merged->report;
  const Result<reports::FolderLock> lock = reports::FolderLock::take(arguments.out);
  if (!lock) return bad_input(lock.error().text());
  if (const Status folder = reports::prepare_folder(arguments.out); !folder)
    return bad_input(folder.error().text());
  copy_traces(arguments, *merged);
  Status written = write_results(arguments.out + "/results.jsonl", report);
  if (written) {
    written = reports::write_reports(arguments.out, report,
                                     reports::load_pictures(report, arguments.out));
  }
  if (!written) return bad_input(written.error().text());
  show(report, arguments.out);
  run::ExitCode code = exit_code_of(report);
  for (const std::string& sentence : run::missed(arguments.floors, amount_of(report))) {
    std::cerr << "deadair: " << sentence << "\n";
    code = run::worse_of(code, run::ExitCode::too_little_ran);
  }
  return static_cast<int>(code);
}

}  // namespace

void add_merge(CLI::App& app, Invocation& invocation) {
  CLI::App* const verb =
      app.add_subcommand("merge", "Joins the reports of all shards of a run into one");
  const auto arguments = std::make_shared<MergeArguments>();
  verb->add_option("folders", arguments->folders,
                   "The report folder of every shard, or its results.jsonl")
      ->required();
  verb->add_option("--out,-o", arguments->out, "Folder of the joined report")->required();
  add_floors(*verb, arguments->floors);
  verb->footer(
      "Refuses shards of different runs, a shard that is there twice, and one that is missing.\n"
      "The exit code is that of the whole run.\n"
      "Example:\n"
      "  deadair run --shard 1/2 --out one -- ./my-adapter\n"
      "  deadair run --shard 2/2 --out two -- ./my-adapter\n"
      "  deadair merge one two --out whole");
  verb->callback([&invocation, arguments] {
    invocation.chosen = [arguments] { return merge_runs(*arguments); };
  });
}

}  // namespace deadair::cli
