// Plays the suite at clients that must fail it, and at the one that must pass.
#include "cli/selftest.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <memory>
#include <thread>
#include <utility>

#include "harness/base/cores.h"
#include "mock_homeserver/homeservers.h"

namespace deadair::cli {
namespace {

// A client that does nothing is waited for no longer than it needs to say so; a faulty variant
// that hangs, not as long as a client that one wants to see pass.
constexpr std::int64_t nobody_call_ms = 150;
constexpr std::int64_t variant_call_ms = 3000;
// Enough for any scenario; a variant that floods the server is cut off early.
constexpr std::uint64_t requests_max = 1000;

// What a program prints; nothing if it could not be run.
std::string output_of(const std::string& command) {
  struct Close {
    void operator()(std::FILE* output) const { ::pclose(output); }
  };
  const std::unique_ptr<std::FILE, Close> output(::popen(command.c_str(), "r"));
  std::string text;
  std::array<char, 4096> part{};
  while (output != nullptr) {
    const std::size_t got = std::fread(part.data(), 1, part.size(), output.get());
    if (got == 0) break;
    text.append(part.data(), got);
  }
  return text;
}

std::string in_one_line(const std::string& key, const judge::Finding& finding) {
  return key + ": " + finding.code + ", expected " + finding.expected + ", got " + finding.got;
}

template <class Value>
bool holds(const std::vector<Value>& all, const Value& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

std::vector<std::string> scenario_ids(const run::Plan& plan) {
  std::set<std::string> ids;
  for (const run::PlannedCase& one : plan.cases) ids.insert(one.scenario.scenario_id);
  return {ids.begin(), ids.end()};
}

}  // namespace

Selftest::Selftest(const run::Plan& plan, SelftestOptions options, Clock& clock)
    : plan_(plan), options_(std::move(options)), clock_(clock) {}

Status Selftest::play(const run::Plan& plan, const Command& command, int jobs, std::int64_t call_ms,
                      const run::OnFinished& on_finished) {
  mock::Homeserver::Options server;
  server.world.requests_max = requests_max;
  run::RunOptions options;
  options.cores = cores_for(static_cast<std::size_t>(jobs));
  const Result<mock::Homeservers> homeservers =
      mock::Homeservers::start(server, options.cores, clock_);
  if (!homeservers) return homeservers.error();
  options.command = command;
  options.jobs = jobs;
  options.budgets.call_ms = call_ms;
  run::Run run(plan, options, homeservers->stages(), clock_);
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return Done{};
    playing_.insert(&run);
  }
  static_cast<void>(run.play(on_finished));
  const std::lock_guard lock(mutex_);
  playing_.erase(&run);
  return Done{};
}

void Selftest::stop() {
  const std::lock_guard lock(mutex_);
  stopping_ = true;
  for (run::Run* run : playing_) run->stop();
}

Result<std::vector<NobodyOutcome>> Selftest::play_nobody() {
  std::vector<NobodyOutcome> outcomes;
  const std::array<std::pair<std::string, Command>, 2> clients = {
      {{"null client", {options_.nobody}}, {"yes-sayer", {options_.nobody, "--agreeable"}}}};
  for (const auto& [name, command] : clients) {
    NobodyOutcome outcome;
    outcome.name = name;
    const run::Plan plan = run::sample_for(plan_, name, 1, {});
    const Status status =
        play(plan, command, options_.jobs, nobody_call_ms, [&](const run::Finished& finished) {
          ++outcome.cases;
          const judge::Kind kind = finished.verdict.kind;
          if (kind == judge::Kind::fail) ++outcome.failed;
          if (kind != judge::Kind::pass) return;
          outcome.passed.push_back(plan.cases[finished.index].key());
        });
    if (!status) return status.error();
    outcomes.push_back(std::move(outcome));
  }
  return outcomes;
}

Result<ReferenceOutcome> Selftest::play_reference() {
  ReferenceOutcome outcome;
  outcome.cases = plan_.cases.size();
  std::map<std::string, judge::Verdict> first;  // by the key of the case
  std::set<std::string> differs;
  for (int repeat = 0; repeat < options_.repeats && !stopping_; ++repeat) {
    // The first time all in the order of the plan, as everybody plays it.
    const auto turn = static_cast<std::size_t>(repeat);
    const run::Plan plan =
        repeat == 0 ? plan_ : run::shuffled(run::one_dialect_each(plan_, turn), turn);
    const Status status = play(plan, {options_.reference}, options_.jobs, run::Budgets().call_ms,
                               [&](const run::Finished& finished) {
                                 const std::string key = plan.cases[finished.index].key();
                                 const judge::Verdict& verdict = finished.verdict;
                                 ++outcome.played;
                                 const auto [known, is_first] = first.try_emplace(key, verdict);
                                 if (known->second != verdict) differs.insert(key);
                                 if (!is_first || verdict.kind == judge::Kind::pass) return;
                                 outcome.failed.push_back(in_one_line(key, verdict.worst));
                               });
    if (!status) return status.error();
    ++outcome.repeats;
  }
  outcome.differs = {differs.begin(), differs.end()};
  return outcome;
}

Result<std::vector<run::FaultyVariant>> Selftest::chosen_variants() const {
  Result<std::vector<run::FaultyVariant>> all =
      run::read_variants(output_of("'" + options_.reference + "' --list-mutants --json"));
  if (!all) return all.error();
  if (all->empty()) {
    return Error{"selftest.variants", options_.reference, "lists no faulty variants"};
  }
  for (const std::string& name : options_.variants) {
    const bool known = std::any_of(all->begin(), all->end(),
                                   [&](const run::FaultyVariant& one) { return one.name == name; });
    if (!known) return Error{"selftest.variants", name, "no faulty variant is called so"};
  }
  if (options_.variants.empty()) return all;
  std::erase_if(*all, [&](const run::FaultyVariant& one) {
    return std::find(options_.variants.begin(), options_.variants.end(), one.name) ==
           options_.variants.end();
  });
  return all;
}

Status Selftest::play_each(const std::function<run::Plan(const std::string&)>& choose,
                           run::KillMatrix& matrix) {
  const std::vector<run::FaultyVariant>& variants = matrix.variants();
  std::mutex matrix_mutex;
  Status worst = Done{};
  std::size_t done = 0;
  std::atomic<std::size_t> next = 0;
  const std::vector<int> cores = cores_for(static_cast<std::size_t>(options_.jobs));
  const auto work = [&](std::size_t job) {
    if (!cores.empty()) keep_to_core(cores[job % cores.size()]);
    for (std::size_t at = next++; at < variants.size() && !stopping_; at = next++) {
      const std::string& name = variants[at].name;
      const run::Plan plan = choose(name);
      const auto add = [&](const run::Finished& finished) {
        const std::lock_guard lock(matrix_mutex);
        matrix.add(name, plan.cases[finished.index], finished.verdict);
      };
      Status status = Done{};
      if (!plan.cases.empty())
        status = play(plan, {options_.reference, "--mutant", name}, 1, variant_call_ms, add);
      const std::lock_guard lock(matrix_mutex);
      if (!status) worst = status;
      options_.on_progress(++done, variants.size());
    }
  };
  {
    std::vector<std::jthread> threads;
    const auto jobs = static_cast<std::size_t>(options_.jobs);
    threads.reserve(jobs);
    for (std::size_t job = 0; job < jobs; ++job) threads.emplace_back([&work, job] { work(job); });
  }
  return worst;
}

Result<run::KillMatrix> Selftest::play_variants() {
  const Result<std::vector<run::FaultyVariant>> variants = chosen_variants();
  if (!variants) return variants.error();
  run::KillMatrix matrix(*variants, scenario_ids(plan_));
  const auto known = [this](const std::string& name) {
    return run::killers_for(plan_, name, options_.killers);
  };
  if (const Status status = play_each(known, matrix); !status) return status.error();
  if (options_.search == Search::nothing) return matrix;

  const bool everything = options_.search == Search::everything;
  const std::vector<std::string> survivors = matrix.survivors(), idle = matrix.idle_scenarios();
  if (!everything && survivors.empty() && idle.empty()) return matrix;
  const auto unknown = [&](const std::string& name) {
    run::Plan plan = run::sample_for(plan_, name, options_.members_max, {});
    const bool whole = everything || holds(survivors, name);
    std::erase_if(plan.cases, [&](const run::PlannedCase& one) {
      if (holds(options_.killers, run::Killer{one.key(), name})) return true;
      return !whole && !holds(idle, one.scenario.scenario_id);
    });
    return plan;
  };
  if (const Status status = play_each(unknown, matrix); !status) return status.error();
  return matrix;
}

}  // namespace deadair::cli
