// deadair expect: writes, prunes and checks files of known failures.
#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "cli/known_failures.h"
#include "cli/stored_run.h"
#include "cli/verbs.h"
#include "harness/base/file.h"
#include "harness/run/exit_code.h"
#include "harness/run/known_failures_edit.h"
#include "harness/run/known_failures_words.h"

namespace deadair::cli {
namespace {

constexpr const char* usual_results = "deadair-out";

struct ExpectArguments {
  std::string file;
  std::string results;
  std::string link;
  Sources sources;
};

constexpr const char* new_file =
    "// What this client is known to fail. deadair run --expect says when this is no longer true.\n"
    "{\n"
    "  \"expect\": [\n"
    "  ]\n"
    "}\n";

int end_with(run::ExitCode code) { return static_cast<int>(code); }

std::vector<run::SeenCase> seen_in(const reports::RunReport& report) {
  std::vector<run::SeenCase> seen;
  for (const reports::CaseResult& one : report.cases) {
    seen.push_back({one.id, one.dialect, one.verdict, one.code,
                    "expected " + one.expected + ", got " + one.got});
  }
  return seen;
}

run::ClientFacts client_of(const reports::RunHeader& header) {
  return {header.client_version, {header.client_declares.begin(), header.client_declares.end()}};
}

// The ids of every case of the suite; nothing, and every reason on standard error, where a
// scenario is wrong.
std::optional<std::set<std::string>> suite_ids(const Sources& sources) {
  Choice everything;
  everything.sources = sources;
  std::optional<run::Plan> plan = everything.plan();
  if (!plan) return std::nullopt;
  return std::move(plan->suite_ids);
}

int save(const run::KnownFailures& file, const run::KnownFailuresEdit& edit) {
  const std::string text = edit.text();
  if (text == file.text()) return end_with(run::ExitCode::as_expected);
  if (const Status written = write_file(file.path(), text); !written)
    return bad_input(written.error().text());
  return end_with(run::ExitCode::as_expected);
}

int update(const ExpectArguments& arguments) {
  const bool is_new = !std::filesystem::exists(arguments.file);
  const Result<run::KnownFailures> file = is_new
                                              ? run::KnownFailures::read(arguments.file, new_file)
                                              : read_known_failures(arguments.file);
  if (!file) return bad_input(file.error().text());
  const Result<reports::RunReport> report =
      load_run(arguments.results.empty() ? usual_results : arguments.results);
  if (!report) return bad_input(report.error().text());
  const run::KnownFailuresEdit edit = run::edit_for_new(
      *file, seen_in(*report), client_of(report->header), arguments.link, today());
  fmt::print("{}: {} added, {} changed\n", file->path(), edit.added(), edit.changed());
  return save(*file, edit);
}

int prune(const ExpectArguments& arguments) {
  const Result<run::KnownFailures> file = read_known_failures(arguments.file);
  if (!file) return bad_input(file.error().text());
  std::vector<run::SeenCase> seen;
  run::ClientFacts client;
  if (!arguments.results.empty()) {
    const Result<reports::RunReport> report = load_run(arguments.results);
    if (!report) return bad_input(report.error().text());
    seen = seen_in(*report);
    client = client_of(report->header);
  }
  const std::optional<std::set<std::string>> suite = suite_ids(arguments.sources);
  if (!suite) return end_with(run::ExitCode::bad_input);
  const run::KnownFailuresEdit edit = run::edit_for_gone(*file, *suite, seen, client, today());
  fmt::print("{}: {} taken out\n", file->path(), edit.removed());
  return save(*file, edit);
}

int lint(const ExpectArguments& arguments) {
  const Result<run::KnownFailures> file = read_known_failures(arguments.file);
  if (!file) return bad_input(file.error().text());
  const std::optional<std::set<std::string>> suite = suite_ids(arguments.sources);
  if (!suite) return end_with(run::ExitCode::bad_input);
  run::Problems problems = run::unknown_words(*file);
  for (Error& one : file->problems(*suite, today())) problems.push_back(std::move(one));
  for (const Error& one : problems) fmt::print(stderr, "{}\n", one.text());
  fmt::print("{}: {} entries, {} problems\n", file->path(), file->entries().size(),
             problems.size());
  return end_with(problems.empty() ? run::ExitCode::as_expected : run::ExitCode::unexpected);
}

CLI::App* add_one(CLI::App& noun, const char* name, const char* about, Invocation& invocation,
                  int (*work)(const ExpectArguments&),
                  const std::shared_ptr<ExpectArguments>& arguments) {
  CLI::App* const verb = noun.add_subcommand(name, about);
  verb->add_option("file", arguments->file, "The file of known failures")->required();
  verb->callback([&invocation, work, arguments] {
    invocation.chosen = [work, arguments] { return work(*arguments); };
  });
  return verb;
}

constexpr const char* scenarios_help = "A folder of scenario files in place of the built-in ones";

}  // namespace

void add_expect(CLI::App& app, Invocation& invocation) {
  CLI::App* const noun =
      app.add_subcommand("expect", "Works on the file of a client's known failures");
  noun->require_subcommand(1);
  noun->footer(
      "Examples:\n"
      "  deadair expect update known-failures.json --link https://tracker/17\n"
      "  deadair expect prune known-failures.json --results deadair-out\n"
      "  deadair expect lint known-failures.json");
  const auto arguments = std::make_shared<ExpectArguments>();
  CLI::App* const updates =
      add_one(*noun, "update", "Adds what a run failed with; makes the file where there is none",
              invocation, update, arguments);
  updates->add_option("--results", arguments->results, "A run: its folder, or its results.jsonl")
      ->default_str(usual_results);
  updates->add_option("--link", arguments->link, "Where the new failures are followed up")
      ->required();
  updates->footer(
      "Comments, order and spacing of the file stay as they are.\n"
      "Example:\n  deadair expect update known-failures.json --link https://tracker/17");
  CLI::App* const prunes =
      add_one(*noun, "prune", "Takes out what no case of the suite matches, or no longer fails",
              invocation, prune, arguments);
  prunes->add_option("--results", arguments->results,
                     "A run: what passes there in every dialect goes too");
  prunes->add_option("--scenarios", arguments->sources.folder, scenarios_help);
  CLI::App* const lints = add_one(*noun, "lint", "Is the file good, and does it fit the suite?",
                                  invocation, lint, arguments);
  lints->add_option("--scenarios", arguments->sources.folder, scenarios_help);
}

}  // namespace deadair::cli
