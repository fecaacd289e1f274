// How the time of a settle step passes.
#include "harness/run/case_runner.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "harness/run/quiet_scene.h"

namespace deadair::run {
namespace {

// A client with a virtual clock that says for each settle in turn whether it is idle; the last word
// stays.
class ClockedClient final : public client::Adapter {
 public:
  explicit ClockedClient(std::vector<json::Value> settled) : settled_(std::move(settled)) {}
  client::Reply call(std::string_view method, const json::Value& params, std::int64_t,
                     client::Observer*) override {
    client::Reply reply;
    reply.value = json::Value::object();
    if (method == "advance") {
      passed_ms.push_back(params.integer_at("ms", -1));
      if (comes_back != nullptr && passed_ms.size() > comes_back_after) *comes_back = Rest::resting;
    }
    if (method == "settle" && comes_back != nullptr) rest_at_settle.push_back(*comes_back);
    if (method == "settle" && !settled_.empty()) {
      reply.value = settled_.front();
      if (settled_.size() > 1) settled_.erase(settled_.begin());
    }
    return reply;
  }
  [[nodiscard]] bool usable() const override { return true; }
  std::string take_stderr() override { return {}; }
  client::Exit finish() override { return {}; }
  [[nodiscard]] std::optional<int> process_id() const override { return std::nullopt; }

  std::vector<std::int64_t> passed_ms;
  std::vector<Rest> rest_at_settle;
  // What the server sees of it, and how often time passes before it is at rest.
  Rest* comes_back = nullptr;
  std::size_t comes_back_after = 0;

 private:
  std::vector<json::Value> settled_;
};

std::vector<scenario::Step> steps_of(std::initializer_list<scenario::StepKind> kinds) {
  std::vector<scenario::Step> steps;
  for (const scenario::StepKind kind : kinds) steps.emplace_back().kind = kind;
  return steps;
}

// A case without an event, and all that it is played with.
struct QuietCase {
  explicit QuietCase(std::vector<json::Value> settled) : client(std::move(settled)) {
    planned.scenario.id = "order.nothing";
    hello.features = {"virtual_clock"};
  }
  bool play() {
    CaseRunner runner(planned, 1, scene, client, hello, budgets, log, clock);
    return runner.play("", false);
  }
  // The server sees no request of the client until time has passed so often.
  void stays_away(std::size_t comes_back_after) {
    scene.seen = Rest::away;
    client.comes_back = &scene.seen;
    client.comes_back_after = comes_back_after;
  }

  PlannedCase planned;
  client::Hello hello;
  ClockedClient client;
  QuietScene scene;
  judge::TraceLog log;
  SystemClock clock;
  Budgets budgets;
};

// The steps in which time passed in a case of these steps, at whose end a client settles as well.
std::vector<std::int64_t> time_given(std::vector<json::Value> settled,
                                     std::vector<scenario::Step> steps = {}) {
  QuietCase quiet(std::move(settled));
  quiet.planned.scenario.steps = std::move(steps);
  quiet.budgets.patience_ms = 20000;
  quiet.budgets.patience_step_ms = 5000;
  CHECK(quiet.play());
  CHECK(quiet.scene.holds_ended);
  return quiet.client.passed_ms;
}

constexpr std::size_t never = std::numeric_limits<std::size_t>::max();

// Whether a case without steps ends well at a client that is away when its time is over.
bool ends_well(Rest after_waiting, std::size_t comes_back_after = never) {
  QuietCase quiet({json::Value::object()});
  quiet.scene.after_waiting = after_waiting;
  quiet.stays_away(comes_back_after);
  quiet.budgets.call_ms = 50;
  quiet.budgets.patience_ms = 20000;
  quiet.budgets.patience_step_ms = 5000;
  const bool well = quiet.play();
  const judge::Trace trace = quiet.log.take();
  const bool stalled = std::any_of(
      trace.entries.begin(), trace.entries.end(),
      [](const judge::Entry& entry) { return entry.kind == judge::EntryKind::stalled; });
  CHECK(stalled != well);
  return well;
}

using Steps = std::vector<std::int64_t>;
json::Value idle(json::Value value = true) {
  return json::Value::object({{"idle", std::move(value)}});
}

TEST_CASE("a client that says nothing of its timers is given its time in steps") {
  CHECK(time_given({json::Value::object()}) == Steps{5000, 5000, 5000, 5000});
  CHECK(time_given({idle(false)}) == Steps{5000, 5000, 5000, 5000});
}

TEST_CASE("a client without a timer is given the rest of its time at once") {
  // The first settle belongs to `open`, and what it says holds until time passes.
  CHECK(time_given({idle()}) == Steps{20000});
  CHECK(time_given({idle(false), idle(false), idle()}) == Steps{5000, 5000, 10000});
}

TEST_CASE("behind a settle step the end gives time only to a client that is not idle") {
  using scenario::StepKind;
  CHECK(time_given({idle()}, steps_of({StepKind::settle})) == Steps{20000});
  CHECK(time_given({idle()}, steps_of({StepKind::settle, StepKind::expect})) == Steps{20000});
  CHECK(time_given({idle()}, steps_of({StepKind::settle, StepKind::release})) ==
        Steps{20000, 20000});
  CHECK(time_given({idle(false)}, steps_of({StepKind::settle})) == Steps(8, 5000));
}

TEST_CASE(
    "a poll that is on its way when the time is over is waited for, one that never comes is not") {
  CHECK(ends_well(Rest::resting));
  CHECK_FALSE(ends_well(Rest::away));
}

TEST_CASE("a client that learnt of a failure when its time was over gets more") {
  CHECK(ends_well(Rest::away, 4 + 2));
}

TEST_CASE("a client that may still be reading is waited for before it is asked to settle") {
  for (const bool reading : {true, false}) {
    QuietCase quiet({idle()});
    quiet.scene.reading = reading;
    quiet.stays_away(never);
    CHECK(quiet.play());
    REQUIRE_FALSE(quiet.client.rest_at_settle.empty());
    CHECK(quiet.client.rest_at_settle.front() == (reading ? Rest::resting : Rest::away));
  }
}

TEST_CASE("a result that is no object breaks the contract") {
  for (const json::Value& result : {json::Value(), json::Value::array({}), json::Value(true)}) {
    QuietCase quiet({result});
    CHECK_FALSE(quiet.play());
    const judge::Trace trace = quiet.log.take();
    REQUIRE_FALSE(trace.entries.empty());
    const judge::Entry& last = trace.entries.back();
    CHECK(last.kind == judge::EntryKind::adapter_fault);
    CHECK(last.body.string_at("code") == judge::code::adapter_contract.name);
    CHECK(last.body.string_at("detail") == "settle: the result is no object");
  }
}

TEST_CASE("a settle step lasts longer where the scenario lets the client wait for long") {
  using scenario::StepKind;
  const auto chunk = [](std::int64_t duration_ms) {
    scenario::Step step;
    step.kind = StepKind::emit;
    scenario::EventSpec& event = step.batches.emplace_back().emplace_back();
    event.number = 1;
    event.duration_ms = duration_ms;
    return step;
  };
  const auto wait = [](std::int64_t ms, std::int64_t times) {
    scenario::Step step;
    step.kind = StepKind::fault;
    step.fault = json::Value::object({{"retry_after_ms", ms}, {"times", times}});
    return step;
  };
  CHECK(time_given({idle()}, {chunk(10000)}) == Steps{20000});
  CHECK(time_given({idle()}, {chunk(10001)}) == Steps{30001});
  CHECK(time_given({idle()}, {chunk(10000), wait(4000, 3)}) == Steps{42000});
  CHECK(time_given({idle()}, {wait(3600000, 1000000), wait(1, 1)}) == Steps{3620000});
}

TEST_CASE("what is no truth value says nothing") {
  CHECK(time_given({idle("yes")}) == Steps{5000, 5000, 5000, 5000});
}

}  // namespace
}  // namespace deadair::run
