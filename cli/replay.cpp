// One case a run, each in a process of its own.
#include "cli/replay.h"

#include <optional>
#include <utility>

#include "harness/judge/words.h"
#include "harness/scenario/scenario.h"

namespace deadair::cli {

Replay::Replay(std::vector<std::string> adapter, double patience, run::Stage& homeserver,
               Clock& clock)
    : homeserver_(homeserver), clock_(clock) {
  options_.command = std::move(adapter);
  options_.budgets.call_ms =
      static_cast<std::int64_t>(static_cast<double>(options_.budgets.call_ms) * patience);
}

Result<judge::Verdict> Replay::play(const std::string& text, msc3888::Dialect dialect) {
  const Result<scenario::Scenario> scenario = scenario::read_scenario("replay", text);
  if (!scenario) return scenario.error();
  Result<std::vector<scenario::Case>> cases = scenario::expand(*scenario);
  if (!cases) return cases.error();
  run::Plan plan;
  plan.cases.push_back({std::move(cases->front()), dialect});
  run::Run run(plan, options_, {&homeserver_}, clock_);
  {
    const std::lock_guard lock(mutex_);
    if (is_stopped_) return Error{"replay.stopped", "", "stopped"};
    playing_ = &run;
  }
  std::optional<judge::Verdict> verdict;
  static_cast<void>(run.play([&](const run::Finished& finished) {
    verdict = finished.verdict;
    if (const json::Value* hello = finished.hello.find("client")) {
      client_ = judge::one_line(std::string(hello->string_at("name")) + " " +
                                std::string(hello->string_at("version")));
    }
  }));
  const std::lock_guard lock(mutex_);
  playing_ = nullptr;
  if (is_stopped_ || !verdict) return Error{"replay.stopped", "", "stopped"};
  return *std::move(verdict);
}

void Replay::stop() {
  const std::lock_guard lock(mutex_);
  is_stopped_ = true;
  if (playing_ != nullptr) playing_->stop();
}

bool Replay::is_stopped() const {
  const std::lock_guard lock(mutex_);
  return is_stopped_;
}

}  // namespace deadair::cli
