// A whole run: workers with an adapter each, one stage, results in the order of the plan.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "harness/base/clock.h"
#include "harness/client/adapter.h"
#include "harness/judge/trace.h"
#include "harness/judge/verdict.h"
#include "harness/run/case_runner.h"
#include "harness/run/exit_code.h"
#include "harness/run/plan.h"
#include "harness/run/stage.h"

namespace deadair::run {

struct RunOptions {
  std::vector<std::string> command;  // the adapter
  std::uint64_t seed = 1;
  int jobs = 1;
  Budgets budgets;
  client::Limits limits;
  bool isolate = false;        // a fresh process for every case
  bool hide_scenario = false;  // the adapter is not told which scenario it plays
  int failures_max = 0;        // stop after so many failures; 0: never
};

// What came of one planned case.
struct Finished {
  std::size_t index = 0;  // in the plan
  judge::Trace trace;
  judge::Verdict verdict;
  std::string stderr_text;       // what the adapter wrote there
  std::int64_t duration_ms = 0;  // wall clock
  json::Value hello;             // the adapter's answer, null if none
};

struct RunOutcome {
  std::size_t finished = 0;
  bool complete = false;  // every planned case was played or given up with a verdict
  ExitCode exit_code = ExitCode::as_expected;
};

// Called in the order of the plan, one call at a time, from any thread.
using OnFinished = std::function<void(const Finished&)>;

class Run {
 public:
  // All must outlive the run.
  Run(const Plan& plan, const RunOptions& options, Stage& stage, Clock& clock);

  [[nodiscard]] RunOutcome play(const OnFinished& on_finished);
  // From any thread: ends the adapters, lets no further case begin; play() then returns with
  // complete = false.
  void stop();

 private:
  class Worker;
  class Order;
  struct Shared;

  const Plan& plan_;
  const RunOptions& options_;
  Stage& stage_;
  Clock& clock_;
  std::atomic<bool> stopping_ = false;
  std::shared_ptr<Shared> shared_;
};

// What one verdict means for the exit code.
[[nodiscard]] ExitCode exit_code_of(const judge::Verdict& verdict);

}  // namespace deadair::run
