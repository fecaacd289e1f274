// A run puts results into the order of the plan, and survives adapters that come to nothing.
#include "harness/run/run.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <mutex>
#include <string>
#include <vector>

#include "harness/base/cores.h"
#include "harness/base/no_threads.h"
#include "harness/run/quiet_scene.h"

namespace deadair::run {
namespace {

using client::Adapter;

class QuietStage final : public Stage {
 public:
  [[nodiscard]] Result<std::unique_ptr<Scene>> open(const SceneSetup&, judge::TraceLog&) override {
    return std::unique_ptr<Scene>(std::make_unique<QuietScene>());
  }
};

// Notes on which cores its scenes were opened.
class NotingStage final : public Stage {
 public:
  [[nodiscard]] Result<std::unique_ptr<Scene>> open(const SceneSetup&, judge::TraceLog&) override {
    const std::lock_guard lock(mutex_);
    opened_on.push_back(usable_cores());
    return std::unique_ptr<Scene>(std::make_unique<QuietScene>());
  }

  std::vector<std::vector<int>> opened_on;

 private:
  std::mutex mutex_;
};

class ClosedStage final : public Stage {
 public:
  [[nodiscard]] Result<std::unique_ptr<Scene>> open(const SceneSetup&, judge::TraceLog&) override {
    return Error{"stage.closed", "", "no room is free"};
  }
};

Plan small_plan() {
  const std::string text =
      R"~({"id":"order.plain","title":"chunks are heard in order","clauses":["order"],
      "role":"listener","for":{"n":[1,2,3,4]},
      "steps":[{"emit":"S c1 X({n})"},{"act":"play"},{"settle":true}],"expect":[{"heard":[1]}]})~";
  Result<scenario::Scenario> file = scenario::read_scenario("scenarios/order/plain.json", text);
  REQUIRE_MESSAGE(file.ok(), file.error().text());
  Result<Plan> plan = make_plan({*file}, {});
  REQUIRE(plan.ok());
  REQUIRE(plan->cases.size() == 12);
  return *plan;
}

struct Played {
  RunOutcome outcome;
  std::vector<Finished> finished;
};

Played play(Stage& stage, const std::vector<std::string>& command, int jobs) {
  const Plan plan = small_plan();
  RunOptions options;
  options.command = command;
  options.jobs = jobs;
  SystemClock clock;
  Run run(plan, options, {&stage}, clock);
  Played played;
  played.outcome = run.play([&](const Finished& one) { played.finished.push_back(one); });
  return played;
}

TEST_CASE("a program that does nothing breaks every case, and is not started for ever") {
  for (const int jobs : {1, 3}) {
    QuietStage stage;
    const Played played = play(stage, {"true"}, jobs);
    CHECK(played.outcome.exit_code == ExitCode::adapter_fault);
    CHECK(played.outcome.complete);
    REQUIRE(played.finished.size() == 12);
    for (std::size_t at = 0; at < played.finished.size(); ++at) {
      CHECK(played.finished[at].index == at);
      CHECK(played.finished[at].verdict.kind == judge::Kind::broken);
      CHECK(played.finished[at].verdict.worst.owner == judge::Owner::adapter);
    }
    const auto not_tried = [](const Finished& one) {
      const std::vector<judge::Entry>& entries = one.trace.entries;
      return std::any_of(entries.begin(), entries.end(), [](const judge::Entry& entry) {
        return entry.kind == judge::EntryKind::adapter_fault &&
               entry.body.string_at("detail").starts_with("not tried");
      });
    };
    CHECK(std::count_if(played.finished.begin(), played.finished.end(), not_tried) >=
          12 - 3 - jobs);
  }
}

TEST_CASE("an adapter that declares to be a black box has broken the contract") {
  QuietStage stage;
  const std::string hello =
      R"~({"jsonrpc":"2.0","id":1,"result":{"contract":1,"client":{"name":"a","version":"1"},
      "roles":["listener"],"dialects":["stable"],"depths":["client","black_box"],"features":[],
      "reports":[]}})~";
  std::string line = hello;
  std::erase(line, '\n');
  const Played played =
      play(stage, {"sh", "-c", "read call; echo \"$0\"; cat >/dev/null", line}, 1);
  REQUIRE(!played.finished.empty());
  CHECK(played.finished.front().verdict.worst.code == judge::code::adapter_contract.name);
  CHECK(played.finished.front().verdict.worst.got.find("black_box") != std::string::npos);
}

TEST_CASE("a client that can only be fed is not played, and nobody is blamed") {
  QuietStage stage;
  const std::string line =
      R"~({"jsonrpc":"2.0","id":1,"result":{"contract":1,"client":{"name":"a","version":"1"},)~"
      R"~("roles":["listener"],"dialects":["stable","unstable","element"],"depths":["core"],)~"
      R"~("features":[],"reports":["heard"]}})~";
  const Played played =
      play(stage, {"sh", "-c", "read call; echo \"$0\"; cat >/dev/null", line}, 1);
  REQUIRE(!played.finished.empty());
  const judge::Verdict& verdict = played.finished.front().verdict;
  CHECK(verdict.kind == judge::Kind::unsupported);
  CHECK(verdict.worst.expected == "depth client");
}

TEST_CASE("a client that declines the version of the contract is asked in each case") {
  QuietStage stage;
  const std::string line =
      R"~({"jsonrpc":"2.0","id":1,"error":{"code":2,"message":"no","data":{"feature":"contract"}}})~";
  const Played played = play(stage, {"sh", "-c", "read call; echo \"$0\"; read bye", line}, 1);
  REQUIRE(played.finished.size() == 12);
  for (const Finished& one : played.finished) {
    CHECK(one.verdict.kind == judge::Kind::unsupported);
    CHECK(one.verdict.worst.code == judge::code::unsupported_feature.name);
  }
}

TEST_CASE("a program that is not there is named") {
  QuietStage stage;
  const Played played = play(stage, {"./no-such-program"}, 1);
  CHECK(played.outcome.exit_code == ExitCode::adapter_fault);
  REQUIRE_FALSE(played.finished.empty());
  CHECK(played.finished.front().verdict.worst.code == "adapter.not_started");
  CHECK(played.finished.front().verdict.worst.got.find("no-such-program") != std::string::npos);
}

TEST_CASE("a stage without room is the harness's own fault") {
  ClosedStage stage;
  const Played played = play(stage, {"true"}, 1);
  CHECK(played.outcome.exit_code == ExitCode::adapter_fault);
  REQUIRE(played.finished.size() == 12);
  CHECK(played.finished.front().verdict.worst.owner == judge::Owner::harness);
}

TEST_CASE("a schedule says what is played, and in which order") {
  QuietStage stage;
  const Plan plan = small_plan();
  RunOptions options;
  options.command = {"true"};
  options.jobs = 3;
  options.schedule = {{7, 2, 11}};
  SystemClock clock;
  Run run(plan, options, {&stage}, clock);
  std::vector<std::size_t> order;
  const RunOutcome outcome = run.play([&](const Finished& one) { order.push_back(one.index); });
  CHECK(order == std::vector<std::size_t>{7, 2, 11});
  CHECK(outcome.complete);
}

TEST_CASE("a job keeps to its core, and plays on the stage of it") {
  const std::vector<int> cores = usable_cores();
  std::vector<NotingStage> stages(cores.size());
  std::vector<Stage*> handed;
  handed.reserve(stages.size());
  for (NotingStage& stage : stages) handed.push_back(&stage);
  const Plan plan = small_plan();
  RunOptions options;
  options.command = {"true"};
  options.jobs = static_cast<int>(cores.size()) + 1;  // one core has two
  options.cores = cores;
  SystemClock clock;
  Run run(plan, options, handed, clock);
  CHECK(run.play([](const Finished&) {}).complete);
  std::size_t opened = 0;
  for (std::size_t at = 0; at < cores.size(); ++at) {
    for (const std::vector<int>& on : stages[at].opened_on) {
      CHECK(on == std::vector<int>{cores[at]});
      ++opened;
    }
  }
  CHECK(opened > 0);
  CHECK(usable_cores() == cores);
}

TEST_CASE("a run stops after so many broken cases") {
  QuietStage stage;
  const Plan plan = small_plan();
  RunOptions options;
  options.command = {"true"};
  options.broken_max = 2;
  SystemClock clock;
  Run run(plan, options, {&stage}, clock);
  const RunOutcome outcome = run.play([](const Finished&) {});
  CHECK(outcome.finished == 2);
  CHECK_FALSE(outcome.complete);
  CHECK(outcome.exit_code == ExitCode::adapter_fault);
}

TEST_CASE("a floor that is missed is told, and counts less than a fault") {
  QuietStage stage;
  const Plan plan = small_plan();
  RunOptions options;
  options.command = {"true"};
  options.floors.ran_min = 13;
  SystemClock clock;
  Run run(plan, options, {&stage}, clock);
  const RunOutcome outcome = run.play([](const Finished&) {});
  CHECK(outcome.missed_floors == std::vector<std::string>{"12 cases ran; at least 13 must"});
  CHECK(outcome.exit_code == ExitCode::adapter_fault);
}

TEST_CASE("repeats that come out alike leave the verdict as it is") {
  QuietStage stage;
  const Plan plan = small_plan();
  RunOptions options;
  options.command = {"./no-such-program"};
  options.repeats = 2;
  options.broken_max = 1;
  SystemClock clock;
  Run run(plan, options, {&stage}, clock);
  std::vector<Finished> finished;
  const RunOutcome outcome = run.play([&](const Finished& one) { finished.push_back(one); });
  REQUIRE(finished.size() == 1);
  CHECK(finished.front().repeats == 2);
  CHECK(finished.front().verdict.kind == judge::Kind::broken);
  CHECK(outcome.exit_code == ExitCode::adapter_fault);
}

TEST_CASE("a run that gets no thread comes to its end, and each case says why it was not played") {
  QuietStage stage;
  const NoThreads none;
  const Played played = play(stage, {"true"}, 2);
  CHECK(played.outcome.exit_code == ExitCode::adapter_fault);
  CHECK(played.outcome.complete);
  REQUIRE(played.finished.size() == 12);
  CHECK(played.finished.front().verdict.worst.code == "adapter.not_started");
  CHECK(played.finished.front().verdict.worst.got.find("no thread") != std::string::npos);
}

TEST_CASE("nothing planned is too little") {
  QuietStage stage;
  const Plan plan;
  RunOptions options;
  options.command = {"true"};
  SystemClock clock;
  Run run(plan, options, {&stage}, clock);
  CHECK(run.play([](const Finished&) {}).exit_code == ExitCode::too_little_ran);
}

TEST_CASE("a run that is stopped before it begins plays nothing and is not complete") {
  QuietStage stage;
  const Plan plan = small_plan();
  RunOptions options;
  options.command = {"true"};
  SystemClock clock;
  Run run(plan, options, {&stage}, clock);
  run.stop();
  const RunOutcome outcome = run.play([](const Finished&) {});
  CHECK(outcome.finished == 0);
  CHECK_FALSE(outcome.complete);
}

TEST_CASE("each verdict has its exit code") {
  judge::Verdict verdict;
  CHECK(exit_code_of(verdict) == ExitCode::as_expected);
  verdict.kind = judge::Kind::fail;
  CHECK(exit_code_of(verdict) == ExitCode::unexpected);
  verdict.kind = judge::Kind::broken;
  CHECK(exit_code_of(verdict) == ExitCode::adapter_fault);
  verdict.kind = judge::Kind::inconclusive;
  CHECK(exit_code_of(verdict) == ExitCode::inconclusive);
  verdict.kind = judge::Kind::unsupported;
  CHECK(exit_code_of(verdict) == ExitCode::as_expected);
}

struct ExitRow {
  judge::Kind kind;
  Standing standing;
  ExitCode code;
};

TEST_CASE("every pair of a verdict and what is known of it has its exit code") {
  using judge::Kind;
  using enum ExitCode;
  const std::vector<ExitRow> rows = {
      {Kind::pass, Standing::unlisted, as_expected},
      {Kind::pass, Standing::expected, as_expected},  // flaky
      {Kind::pass, Standing::passes, unexpected},
      {Kind::fail, Standing::unlisted, unexpected},
      {Kind::fail, Standing::expected, as_expected},
      {Kind::fail, Standing::other_code, unexpected},
      {Kind::unsupported, Standing::unlisted, as_expected},
      {Kind::inconclusive, Standing::unlisted, inconclusive},
      {Kind::inconclusive, Standing::expected, as_expected},  // flaky, repeated
      {Kind::broken, Standing::unlisted, adapter_fault},
  };
  for (const ExitRow& row : rows) CHECK(exit_code_of(row.kind, row.standing) == row.code);
}

}  // namespace
}  // namespace deadair::run
