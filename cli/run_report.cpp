// What is written down of a run.
#include "cli/run_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

#include "harness/base/file.h"
#include "harness/run/step_words.h"
#include "harness/scenario/vocabulary.h"
#include "reports/folder.h"
#include "reports/text.h"

namespace deadair::cli {
namespace {

using json::Value;

constexpr std::int64_t mebibyte = std::int64_t{1024} * 1024;

std::vector<reports::PlannedCase> reported_plan(const run::Plan& plan) {
  std::vector<reports::PlannedCase> cases;
  for (const run::PlannedCase& one : plan.cases) {
    cases.push_back({one.scenario.id, std::string(msc3888::name_of(one.dialect))});
  }
  return cases;
}

// What of a run decides outcomes. The adapter's own command is left to the surroundings: it holds
// paths.
Value configuration_of(const run::RunOptions& options, const std::string& server) {
  return Value::object({{"server", server},
                        {"repeat", options.repeats},
                        {"call_budget_ms", options.budgets.call_ms},
                        {"patience_ms", options.budgets.patience_ms},
                        {"isolate", options.isolate},
                        {"hide_scenario", options.hide_scenario}});
}

// The features and reports of a hello, sorted.
std::vector<std::string> declared(const Value& hello) {
  std::set<std::string> words;
  for (const std::string_view key : {"features", "reports"}) {
    if (const Value* list = hello.find(key)) {
      for (const Value& word : list->items()) words.insert(word.text());
    }
  }
  return {words.begin(), words.end()};
}

// A word of it that no scenario can need: a typing mistake, or of a contract to come.
std::string unknown_words(const std::vector<std::string>& declared) {
  std::string words;
  for (const std::string& word : declared) {
    if (scenario::is_one_of(word, scenario::features_and_reports())) continue;
    words += (words.empty() ? "" : ", ") + reports::visible(word);
  }
  return words;
}

Value surroundings_of(const run::RunOptions& options) {
  Value command = Value::array();
  for (const std::string& word : options.command) command.push(word);
  return Value::object({{"jobs", options.jobs}, {"command", std::move(command)}});
}

}  // namespace

std::string shell_word(const std::string& word) {
  constexpr std::string_view plain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-./:=,+@%";
  if (!word.empty() && word.find_first_not_of(plain) == std::string::npos) return word;
  std::string quoted = "'";
  for (const char letter : word)
    quoted += letter == '\'' ? std::string("'\\''") : std::string(1, letter);
  return quoted + "'";
}

RunReport::RunReport(const run::Plan& plan, const run::RunOptions& run_options,
                     ReportOptions options, reports::Terminal& terminal)
    : plan_(plan), run_options_(run_options), options_(std::move(options)), terminal_(terminal) {}

// The header names the client, which is known when the first adapter has said hello.
Status RunReport::begin(const Value& hello) {
  reports::RunHeader header;
  header.tool_version = DEADAIR_VERSION;
  header.scenario_hash = fmt::format("{:016x}", plan_.hash);
  header.seed = std::to_string(run_options_.seed);
  if (const Value* client = hello.find("client")) {
    header.client_name = client->string_at("name");
    header.client_version = client->string_at("version");
    header.client_declares = declared(hello);
  }
  if (options_.shard) header.shard = reports::ShardOfRun{*options_.shard, 0};
  header.configuration = configuration_of(run_options_, options_.server);
  header.surroundings = surroundings_of(run_options_);
  header.surroundings.set("command_line", options_.command_line);
  Result<reports::ResultsWriter> writer =
      reports::ResultsWriter::create(options_.folder + "/results.jsonl", std::move(header),
                                     reported_plan(plan_), {.timings = options_.timings});
  if (!writer) return writer.error();
  writer_.emplace(std::move(*writer));
  terminal_.begin(writer_->header());
  if (const std::string words = unknown_words(writer_->header().client_declares); !words.empty())
    terminal_.tell("the client declares what the contract does not name: " + words);
  return Done{};
}

void RunReport::note(const Status& status) {
  if (state_.ok() && !status.ok()) state_ = status;
}

void RunReport::add(const run::Finished& finished) {
  if (!writer_) note(begin(finished.hello));
  if (!writer_) return;
  reports::CaseResult result = result_of(finished);
  if (!result.trace.empty()) note(keep_trace(finished, result));
  terminal_.show(result);
  note(writer_->add(finished.index, result));
  pictures_.add(finished.index, result, finished.trace);
  results_.emplace(finished.index, reports::bounded(std::move(result)));
  const auto& schedule = run_options_.schedule;
  const std::size_t next = results_.size();
  const bool more = next < (schedule ? schedule->size() : plan_.cases.size());
  const std::string running = more ? plan_.cases[schedule ? (*schedule)[next] : next].key() : "";
  terminal_.progress(static_cast<std::int64_t>(next), running);
}

// A client decides how long a trace is, and may make that of each case tens of megabytes.
Status RunReport::keep_trace(const run::Finished& finished, reports::CaseResult& result) {
  const std::string text = judge::write_trace(finished.trace);
  const auto bytes = static_cast<std::int64_t>(text.size());
  if (traces_bytes_ + bytes > options_.traces_mib_max * mebibyte) {
    result.trace.clear();
    ++traces_left_out_;
    return Done{};
  }
  traces_bytes_ += bytes;
  return write_file(options_.folder + "/" + result.trace, text);
}

std::string RunReport::again(const run::PlannedCase& planned) const {
  std::string words = fmt::format("deadair run{} --id {} --dialect {} --seed {}",
                                  options_.again_prefix, shell_word(planned.scenario.id),
                                  msc3888::name_of(planned.dialect), run_options_.seed);
  if (!run_options_.command.empty()) words += " --";
  for (const std::string& word : run_options_.command) words += " " + shell_word(word);
  return words;
}

reports::CaseResult RunReport::result_of(const run::Finished& finished) const {
  const run::PlannedCase& planned = plan_.cases[finished.index];
  const judge::Verdict& verdict = finished.verdict;
  reports::CaseResult result;
  result.id = planned.scenario.id;
  result.scenario = planned.scenario.scenario_id;
  result.dialect = msc3888::name_of(planned.dialect);
  result.title = planned.scenario.title;
  result.level = planned.level();
  result.verdict = verdict.kind;
  result.clauses = planned.scenario.clauses;
  result.again = again(planned);
  result.observations = verdict.observations;
  if (options_.timings) result.duration_ms = finished.duration_ms;
  result.repeats = finished.repeats;
  if (finished.known.standing != run::Standing::unlisted) {
    result.as_known = finished.known.standing == run::Standing::expected;
    result.link = finished.known.link;
    result.edit = finished.known.edit;
  }
  const bool keep = options_.traces == Traces::all ||
                    (options_.traces == Traces::failed && verdict.kind != judge::Kind::pass &&
                     verdict.kind != judge::Kind::unsupported);
  if (keep) result.trace = reports::trace_path({result.id, result.dialect});
  if (verdict.kind == judge::Kind::pass) return result;
  const judge::Finding& worst = verdict.worst;
  result.level = verdict.kind == judge::Kind::fail ? worst.level : result.level;
  result.owner = worst.owner;
  result.code = worst.code;
  if (!worst.clauses.empty()) result.clauses = worst.clauses;
  result.step = worst.step;
  const auto& steps = planned.scenario.steps;
  if (worst.step >= 0 && static_cast<std::size_t>(worst.step) < steps.size()) {
    result.step_text = run::step_words(steps[static_cast<std::size_t>(worst.step)]);
  }
  result.expected = worst.expected;
  result.got = worst.got;
  result.stderr_tail = finished.stderr_text;
  return result;
}

Status RunReport::finish(std::int64_t duration_ms, const std::vector<std::string>& problems) {
  if (!writer_) note(begin(Value()));
  if (!writer_) return state_;
  note(writer_->finish(problems));
  reports::RunReport report;
  report.header = writer_->header();
  for (const auto& [place, result] : results_) {
    report.cases.push_back(result);
    if (options_.shard) report.places.push_back(static_cast<std::int64_t>(place));
    pictures_.renumber(place, report.cases.size() - 1);
  }
  report.footer.counts = reports::count(report.cases);
  report.footer.complete = static_cast<std::int64_t>(results_.size()) == report.header.cases;
  report.footer.problems = problems;
  note(reports::write_reports(options_.folder, report, pictures_));
  if (traces_left_out_ > 0) {
    terminal_.tell(
        fmt::format("{} more traces are not kept, for which --traces-mib-max {} is too "
                    "little; a case that is run again alone has its trace",
                    traces_left_out_, options_.traces_mib_max));
  }
  terminal_.finish(report.footer, duration_ms);
  return state_;
}

}  // namespace deadair::cli
