// From finished cases to the report folder and the terminal.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/base/result.h"
#include "harness/base/shard.h"
#include "harness/run/plan.h"
#include "harness/run/run.h"
#include "reports/pictures.h"
#include "reports/results.h"
#include "reports/results_writer.h"
#include "reports/terminal.h"

namespace deadair::cli {

// Which traces are kept in the report folder.
enum class Traces { all, failed, none };

struct ReportOptions {
  std::string folder;
  Traces traces = Traces::failed;
  std::int64_t traces_mib_max = 1024;  // of all that are kept together
  bool timings = true;
  std::string command_line;    // the whole command, as a shell takes it
  std::optional<Shard> shard;  // the report is this part of the run; nothing: all of it
  std::string server;          // the words that choose the homeserver's ways
  std::string again_prefix;    // the words of `deadair run` that choose the same scenarios, "" or "
                               // --file x.json"
};

// Takes the finished cases in the order of the schedule and writes results.jsonl, in the order of
// the plan, as they come; the other reports at the end.
class RunReport {
 public:
  // The plan, the options of the run and the terminal must outlive the report.
  RunReport(const run::Plan& plan, const run::RunOptions& run_options, ReportOptions options,
            reports::Terminal& terminal);

  void add(const run::Finished& finished);
  // Writes what is left. Error file.write: what could not be written; then the report is not
  // whole.
  // `problems`: what to change in the file of known failures.
  [[nodiscard]] Status finish(std::int64_t duration_ms, const std::vector<std::string>& problems);

 private:
  [[nodiscard]] reports::CaseResult result_of(const run::Finished& finished) const;
  [[nodiscard]] std::string again(const run::PlannedCase& planned) const;
  Status begin(const json::Value& hello);
  // Writes the trace where the result says, or counts it where there is no more room for it.
  Status keep_trace(const run::Finished& finished, reports::CaseResult& result);
  void note(const Status& status);

  const run::Plan& plan_;
  const run::RunOptions& run_options_;
  ReportOptions options_;
  reports::Terminal& terminal_;
  std::optional<reports::ResultsWriter> writer_;
  std::map<std::size_t, reports::CaseResult> results_;  // by place in the plan
  reports::Pictures pictures_;
  std::int64_t traces_bytes_ = 0;
  std::int64_t traces_left_out_ = 0;
  Status state_ = Done{};
};

// A word as a shell takes it: quoted where it must be.
[[nodiscard]] std::string shell_word(const std::string& word);

}  // namespace deadair::cli
