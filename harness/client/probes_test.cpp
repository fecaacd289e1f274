// Every probe passes a toy that keeps to the contract, and finds the one departure it is for.
#include "harness/client/probes.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace deadair::client {
namespace {

// A stage without a server: the toy knows what is in the room by its name.
class ToyStage final : public ProbeStage {
 public:
  Result<ProbeRoom> open_room(std::string_view dialect) override {
    CHECK(dialect == "stable");
    const std::string number = std::to_string(++rooms_);
    json::Value room = json::Value::object();
    room.set("room_id", "!r" + number + ":deadair.test");
    json::Value params = json::Value::object();
    params.set("room", std::move(room));
    return ProbeRoom{std::move(params), "$S" + number, {"$c1-" + number, "$c2-" + number}};
  }
  Result<std::string> wait_for_rest(std::int64_t /*budget_ms*/) override {
    return std::string("t1");
  }

  Result<HeldDownload> hold_download(std::int64_t /*hold_ms*/, const std::function<void()>& act,
                                     const std::function<void()>& settle) override {
    act();
    if (download != HeldDownload::none) settle();
    return download;
  }

  HeldDownload download = HeldDownload::settle_waited;  // what comes of holding one back

 private:
  int rooms_ = 0;
};

std::vector<std::string> toy(const std::string& fault) {
  std::vector<std::string> command{"python3", DEADAIR_TOY_ADAPTER};
  if (!fault.empty()) command.push_back(fault);
  return command;
}

std::vector<ProbeReport> probe(std::vector<std::string> command, const std::string& only = {}) {
  ProbePlan plan;
  plan.command = std::move(command);
  plan.runner_version = "0.1.0";
  if (!only.empty()) plan.only.insert(only);
  ToyStage stage;
  SystemClock clock;
  return run_probes(plan, stage, clock, {});
}

// "id: detail" of those with that outcome.
std::vector<std::string> with(ProbeOutcome outcome, const std::vector<ProbeReport>& reports) {
  std::vector<std::string> lines;
  for (const ProbeReport& report : reports) {
    if (report.outcome == outcome) lines.push_back(report.id + ": " + report.detail);
  }
  return lines;
}

using Lines = std::vector<std::string>;

TEST_CASE("a toy that keeps to the contract passes every probe that applies") {
  const std::vector<ProbeReport> reports = probe(toy(""));
  CHECK(with(ProbeOutcome::failed, reports) == Lines{});
  CHECK(with(ProbeOutcome::skipped, reports) ==
        Lines{"advance.answered: virtual_clock is not declared", "notices.schema: there was none"});
  CHECK(reports.size() == list_probes().size());
}

TEST_CASE("a toy with a clock of its own passes too") {
  const std::vector<ProbeReport> reports = probe(toy("clock"));
  CHECK(with(ProbeOutcome::failed, reports) == Lines{});
  CHECK(with(ProbeOutcome::skipped, reports) == Lines{"notices.schema: there was none"});
}

TEST_CASE("notifications that fit the schema are no fault") {
  CHECK(probe(toy("logs"), "hello.answered").front().outcome == ProbeOutcome::ok);
}

TEST_CASE("each departure is found by its probe") {
  struct Row {
    std::string fault, id, detail;
  };
  const std::vector<Row> rows{
      {"version_2", "hello.answered", "version 1 was offered; there stands 2"},
      {"any_version", "hello.unknown_version", "expected code 2"},
      {"one_version", "hello.more_versions", "expected contract 1"},
      {"hello_once", "hello.repeated", "exited with status 1"},
      {"strict", "fields.unknown", "error -32602"},
      {"short_lines", "fields.large", "exited with status 8"},
      {"ascii", "fields.unicode", "only ASCII"},
      {"any_method", "method.unknown", "expected code -32601"},
      {"any_verb", "act.unknown_verb", "expected code -32602 or 2"},
      {"undeclared", "feature.undeclared", "virtual_clock: expected code 2"},
      {"unnamed", "feature.undeclared", "without data.feature"},
      {"stays", "bye.exits", "killed by signal 15"},
      {"bye_1", "bye.exits", "exited with status 1"},
      {"bye_1", "bye.while_open", "exited with status 1"},
      {"no_early_observe", "observe.early", "error 4"},
      {"drifting", "observe.twice", "\"observations\":2"},
      {"restless", "settle.rests", "\"position_ms\":402"},
      {"bad_word", "snapshot.schema", "/broadcasts/0/state"},
      {"hides_live", "reports.match", "\"live\" is declared"},
      {"tells_more", "reports.match", "\"tiles\" is not in the declared reports"},
      {"silent", "play.heard", "heard nothing"},
      {"repeats", "play.heard", "heard 1 2 2"},
      {"cuts", "play.heard", "heard 1 (cut) 2 (cut)"},
      {"never_ends", "play.ends", "got \"playing\""},
      {"looks_once", "observe.fresh", "heard nothing and nothing"},
      {"sorted", "play.again", "heard 1 1 2 2"},
      {"plays_once", "play.again", "play after the end: error 3"},
      {"stop_dies", "act.out_of_place", "stop before play"},
      {"lost", "act.unknown_broadcast", "error 4"},
      {"unmarked", "seek.marked", "heard 1 2"},
      {"far_seek", "seek.clamped", "seek to 1000000000"},
      {"forgets_kept", "restart.kept", "after it nothing"},
      {"forgets_wiped", "restart.wiped", "after it nothing"},
      {"dies_after_logout", "logout.settles", "settle: exited with status 9"},
      {"remembers", "reset.forgets", "$S1 of the former room"},
      {"reset_differs", "reset.same_as_fresh", "one after reset"},
  };
  for (const Row& row : rows) {
    DOCTEST_SUBCASE((row.id + " finds " + row.fault).c_str()) {
      const std::vector<ProbeReport> reports = probe(toy(row.fault), row.id);
      REQUIRE(reports.size() == 1);
      CHECK(reports.front().outcome == ProbeOutcome::failed);
      CHECK_MESSAGE(reports.front().detail.find(row.detail) != std::string::npos,
                    reports.front().detail);
    }
  }
}

TEST_CASE("settle waits for what was asked of the server") {
  struct Row {
    std::string name;
    HeldDownload download;
    ProbeOutcome outcome;
    std::string detail;
  };
  const std::vector<Row> rows{
      {"it waited", HeldDownload::settle_waited, ProbeOutcome::ok, ""},
      {"it did not", HeldDownload::not_waited, ProbeOutcome::failed, "waited for a download"},
      {"act waited", HeldDownload::act_waited, ProbeOutcome::skipped, "play is answered when"},
      {"nothing asked for", HeldDownload::none, ProbeOutcome::skipped, "sets off no download"},
  };
  for (const Row& row : rows) {
    DOCTEST_SUBCASE(row.name.c_str()) {
      ProbePlan plan;
      plan.command = toy("");
      plan.only = {"settle.waits"};
      ToyStage stage;
      stage.download = row.download;
      SystemClock clock;
      const ProbeReport report = run_probes(plan, stage, clock, {}).front();
      CHECK(report.outcome == row.outcome);
      CHECK_MESSAGE(report.detail.find(row.detail) != std::string::npos, report.detail);
    }
  }
}

// What is told of all processes together needs one that does it.
ProbeReport summary(const std::string& fault, const std::string& id) {
  ProbePlan plan;
  plan.command = toy(fault);
  plan.only = {"observe.twice", id};
  ToyStage stage;
  SystemClock clock;
  return run_probes(plan, stage, clock, {}).back();
}

TEST_CASE("what no single probe looks for is told at the end") {
  CHECK(summary("noise", "stdout.clean").detail.find("applied 4 events") != std::string::npos);
  CHECK(summary("list", "answers.schema").detail ==
        "settle: a result is an object; there stands []");
  CHECK(summary("bad_log", "notices.schema").outcome == ProbeOutcome::failed);
  CHECK(summary("logs", "notices.schema").outcome == ProbeOutcome::ok);
}

TEST_CASE("a clock that does not move is found") {
  std::vector<std::string> command = toy("clock");
  command.emplace_back("stuck_clock");
  CHECK(probe(command, "advance.answered").front().outcome == ProbeOutcome::failed);
}

TEST_CASE("an adapter that only takes decoded events is not asked to play") {
  const std::vector<ProbeReport> reports = probe(toy("core_only"), "play.heard");
  CHECK(reports.front().outcome == ProbeOutcome::skipped);
}

TEST_CASE("where hello fails the rest is skipped") {
  for (const std::vector<std::string>& command :
       {std::vector<std::string>{"true"}, std::vector<std::string>{"/nonexistent/adapter"}}) {
    const std::vector<ProbeReport> reports = probe(command);
    CHECK(with(ProbeOutcome::failed, reports).size() == 1);
    CHECK(reports.front().outcome == ProbeOutcome::failed);
    CHECK(with(ProbeOutcome::ok, reports) == Lines{});
    CHECK(reports[1].detail == "hello is not answered");
  }
}

TEST_CASE("an adapter that says {} to everything does not get past hello") {
  const std::vector<ProbeReport> reports = probe({"python3", DEADAIR_HOSTILE_ADAPTER, "yes"});
  CHECK(reports.front().id == "hello.answered");
  CHECK(reports.front().outcome == ProbeOutcome::failed);
  CHECK(with(ProbeOutcome::ok, reports) == Lines{});
}

}  // namespace
}  // namespace deadair::client
