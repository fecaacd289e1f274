// A whole run: workers with an adapter each, one stage, results in the order of the schedule.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "harness/base/clock.h"
#include "harness/client/adapter.h"
#include "harness/judge/trace.h"
#include "harness/judge/verdict.h"
#include "harness/run/case_runner.h"
#include "harness/run/exit_code.h"
#include "harness/run/floors.h"
#include "harness/run/known_failures.h"
#include "harness/run/plan.h"
#include "harness/run/stage.h"

namespace deadair::run {

struct RunOptions {
  std::vector<std::string> command;  // the adapter
  // Where adapters come from in place of the command; outlives the run. nullptr: it is started.
  client::AdapterSource* source = nullptr;
  std::uint64_t seed = 1;
  int jobs = 1;
  // Job n and its adapter run on the n-th of these alone, and after the last comes the first again;
  // empty: wherever the system puts them.
  std::vector<int> cores;
  Budgets budgets;
  client::Limits limits;
  bool isolate = false;        // a fresh process for every case
  bool hide_scenario = false;  // the adapter is not told which scenario it plays
  int repeats = 1;             // of each case, one after the other; a difference is inconclusive
  int failures_max = 0;        // stop after so many unexpected failures; 0: never
  int broken_max = 0;          // stop after so many broken cases; 0: never
  Floors floors;
  // Indices into the plan, in the order in which they are played; nothing: all of it in its order.
  std::optional<std::vector<std::size_t>> schedule = std::nullopt;
  // Called from a worker when an adapter's process was started and has answered nothing yet.
  std::function<void(int process)> on_started = nullptr;
  const KnownFailures* known = nullptr;  // outlives the run; nullptr: no failure is expected
  std::string today;                     // YYYY-MM-DD, for entries that end on a day
};

// What came of one planned case.
struct Finished {
  std::size_t index = 0;  // in the plan
  judge::Trace trace;
  judge::Verdict verdict;
  Recognition known;             // what the file of known failures says of it
  std::string stderr_text;       // what the adapter wrote there
  std::int64_t duration_ms = 0;  // wall clock, of all rounds
  int repeats = 1;               // rounds played; of those that differ, one that did not pass
  json::Value hello;             // the adapter's answer, null if none
};

struct RunOutcome {
  std::size_t finished = 0;
  bool complete = false;  // every case of the schedule was played or given up with a verdict
  ExitCode exit_code = ExitCode::as_expected;
  std::vector<std::string> missed_floors;  // a sentence each
};

// Called in the order of the schedule, one call at a time, from any thread. Where the run was
// stopped, cases may be missing between those that come last.
using OnFinished = std::function<void(const Finished&)>;

class Run {
 public:
  // All must outlive the run. Job n plays on the n-th stage, and after the last comes the first
  // again; there is at least one.
  Run(const Plan& plan, const RunOptions& options, std::vector<Stage*> stages, Clock& clock);

  // With fewer jobs where the system has no threads for them all, and without any in this thread.
  [[nodiscard]] RunOutcome play(const OnFinished& on_finished);
  // From any thread: ends the adapters, lets no further case begin; play() then returns with
  // complete = false.
  void stop();

 private:
  class Worker;
  class Order;
  struct Shared;

  // Cases to play.
  [[nodiscard]] std::size_t due() const;
  // Counts a result whose turn it is and passes it on; false where the run is to end.
  bool hand_on(const Finished& finished);

  const Plan& plan_;
  const RunOptions& options_;
  std::vector<Stage*> stages_;
  Clock& clock_;
  std::atomic<bool> stopping_ = false;
  std::atomic<bool> stopped_ = false;  // from outside
  const OnFinished* on_finished_ = nullptr;
  std::shared_ptr<Shared> shared_;
};

// What one verdict means for the exit code, and what it means where failures are known.
[[nodiscard]] ExitCode exit_code_of(const judge::Verdict& verdict);
[[nodiscard]] ExitCode exit_code_of(judge::Kind kind, Standing standing);

}  // namespace deadair::run
