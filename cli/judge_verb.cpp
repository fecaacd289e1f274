// deadair judge: the verdict on a stored trace, without the client.
#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "cli/stored_run.h"
#include "cli/verbs.h"
#include "harness/base/file.h"
#include "harness/judge/verdict.h"
#include "harness/run/exit_code.h"
#include "harness/run/run.h"
#include "reports/folder.h"
#include "reports/text.h"

namespace deadair::cli {
namespace {

using json::Value;

Value finding_line(const judge::Finding& finding) {
  Value clauses = Value::array();
  for (const std::string& clause : finding.clauses) clauses.push(clause);
  return Value::object({{"verdict", name_of(finding.kind)},
                        {"owner", name_of(finding.owner)},
                        {"code", finding.code},
                        {"level", msc3888::name_of(finding.level)},
                        {"clauses", std::move(clauses)},
                        {"step", finding.step},
                        {"expected", finding.expected},
                        {"got", finding.got}});
}

void print_verdict(const std::string& path, const judge::Verdict& verdict, bool as_json) {
  if (as_json) {
    Value findings = Value::array();
    for (const judge::Finding& finding : verdict.findings) findings.push(finding_line(finding));
    fmt::print("{}\n", json::write(Value::object({{"trace", path},
                                                  {"verdict", name_of(verdict.kind)},
                                                  {"findings", std::move(findings)}})));
    return;
  }
  fmt::print("{} {}\n", name_of(verdict.kind), reports::visible(path));
  for (const judge::Finding& finding : verdict.findings) {
    fmt::print("  {} {} ({}, {}) at step {}\n    expected  {}\n    got       {}\n",
               name_of(finding.kind), finding.code, msc3888::name_of(finding.level),
               fmt::join(finding.clauses, ", "), finding.step, reports::visible(finding.expected),
               reports::visible(finding.got));
  }
}

int judge_files(const std::vector<std::string>& paths, bool as_json) {
  run::ExitCode code = run::ExitCode::as_expected;
  for (const std::string& path : paths) {
    const Result<std::string> text = read_file(path);
    if (!text) return bad_input(text.error().text());
    const Result<judge::Trace> trace = judge::read_trace(*text);
    if (!trace) return bad_input(path + ": " + trace.error().text());
    const judge::Verdict verdict = judge::judge(*trace);
    print_verdict(path, verdict, as_json);
    code = run::worse_of(code, run::exit_code_of(verdict));
  }
  return static_cast<int>(code);
}

// Of a report folder the traces that its results name, in their order: others may lie there too, of
// runs before.
Result<std::vector<std::string>> traces_of(const std::string& path) {
  namespace fs = std::filesystem;
  std::error_code problem;
  if (!fs::is_directory(path, problem)) return std::vector{path};
  const Result<reports::RunReport> report = load_run(path);
  if (!report) return report.error();
  std::vector<std::string> traces;
  for (const reports::CaseResult& one : report->cases) {
    if (one.trace.empty()) continue;
    Result<std::string> trace = reports::kept_trace(path, one);
    if (!trace) return trace.error();
    traces.push_back(std::move(*trace));
  }
  if (traces.empty()) return Error{"judge.traces", path, "no trace was kept of this run"};
  return traces;
}

int judge_all(const std::vector<std::string>& paths, bool as_json) {
  std::vector<std::string> traces;
  for (const std::string& path : paths) {
    const Result<std::vector<std::string>> of_path = traces_of(path);
    if (!of_path) return bad_input(of_path.error().text());
    traces.insert(traces.end(), of_path->begin(), of_path->end());
  }
  return judge_files(traces, as_json);
}

}  // namespace

void add_judge(CLI::App& app, Invocation& invocation) {
  CLI::App* const verb =
      app.add_subcommand("judge", "Judges stored traces again, without the client");
  const auto paths = std::make_shared<std::vector<std::string>>();
  const auto as_json = std::make_shared<bool>(false);
  verb->add_option("traces", *paths, "Trace files (.jsonl), or report folders")->required();
  verb->add_flag("--json", *as_json, "One JSON object a trace");
  verb->callback([&invocation, paths, as_json] {
    invocation.chosen = [paths, as_json] { return judge_all(*paths, *as_json); };
  });
}

}  // namespace deadair::cli
