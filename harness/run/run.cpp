// Workers, adapters, and results put back into the order of the schedule.
#include "harness/run/run.h"

#include <algorithm>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "harness/base/check.h"
#include "harness/base/cores.h"
#include "harness/client/contract.h"
#include "harness/client/needs.h"
#include "harness/client/process_set.h"
#include "harness/judge/codes.h"
#include "harness/run/beside.h"
#include "harness/run/circuit_breaker.h"
#include "harness/run/crew.h"
#include "harness/run/in_order.h"
#include "harness/run/repeats.h"
#include "harness/run/storage.h"

namespace deadair::run {

using json::Value;

namespace {

std::string unmet_need(const PlannedCase& planned, const client::Hello& hello) {
  return client::unmet_need(hello, planned.scenario.role,
                            std::string(msc3888::name_of(planned.dialect)), planned.scenario.needs);
}

ClientFacts facts_of(const client::Hello& hello) {
  ClientFacts facts{hello.version, hello.features};
  facts.declares.insert(hello.reports.begin(), hello.reports.end());
  return facts;
}

}  // namespace

// What the workers share.
struct Run::Shared {
  explicit Shared(InOrder::HandOn hand_on) : in_order(std::move(hand_on)) {}

  client::ProcessSet processes;
  InOrder in_order;
  // Of what was handed on, by whoever hands on.
  int failures = 0;
  int broken = 0;
  Amount amount;
  ExitCode exit_code = ExitCode::as_expected;
  std::mutex mutex;  // guards the two below; nothing slow happens under it
  std::size_t next = 0;
  CircuitBreaker breaker;
};

// One worker: takes cases from the plan and plays them at an adapter of its own.
class Run::Worker {
 public:
  Worker(Run& run, std::size_t job)
      : run_(run), shared_(*run.shared_), stage_(*run.stages_[job % run.stages_.size()]) {
    const std::vector<int>& cores = run.options_.cores;
    if (!cores.empty()) core_ = cores[job % cores.size()];
  }

  // This thread, from here on.
  void keep_to_its_core() const {
    if (core_) keep_to_core(*core_);  // a wish: without it all goes on, more slowly
  }

  // While a case is judged and delivered, the next one is played.
  void work() {
    Beside beside;
    for (next_ = take(); next_ && !run_.stopping_;) {
      const std::size_t position = *std::exchange(next_, std::nullopt);
      const auto& schedule = run_.options_.schedule;
      Finished finished = play(schedule ? (*schedule)[position] : position);
      if (cut_short_) break;
      beside.give([this, position, facts = facts_, finished = std::move(finished)]() mutable {
        if (run_.options_.repeats <= 1) finished.verdict = judge::judge(finished.trace);
        finished.known = recognise(finished, facts);
        shared_.in_order.deliver(position, std::move(finished));
      });
      if (!next_) next_ = take();  // a case that was not played has not asked for it
    }
    drop_adapter();
  }

 private:
  // The next place of the schedule.
  std::optional<std::size_t> take() {
    const std::lock_guard lock(shared_.mutex);
    if (run_.stopping_ || shared_.next >= run_.due()) return std::nullopt;
    return shared_.next++;
  }

  // Judged only if it is to be repeated: what comes next depends on the verdict then.
  Finished play(std::size_t index) {
    const std::int64_t began_ms = run_.clock_.now_ms();
    Finished finished = play_once(index);
    if (run_.options_.repeats > 1) play_again(finished);
    finished.duration_ms = run_.clock_.now_ms() - began_ms;
    return finished;
  }

  // Round after round, until one comes out differently. One that is passed over tells nothing.
  void play_again(Finished& finished) {
    const PlannedCase& planned = run_.plan_.cases[finished.index];
    finished.verdict = judge::judge(finished.trace);
    for (int round = 2; round <= run_.options_.repeats; ++round) {
      if (passed_over_) return;
      cut_short_ = cut_short_ || run_.stopping_;
      if (cut_short_) return;
      Finished again = play_once(finished.index);
      if (passed_over_ || cut_short_) return;
      again.verdict = judge::judge(again.trace);
      finished.repeats = round;
      if (alike(finished.verdict, again.verdict)) continue;
      judge::Verdict verdict =
          unequal(finished.verdict, round - 1, again.verdict, round, planned.level());
      if (finished.verdict.kind == judge::Kind::pass) finished = std::move(again);
      finished.verdict = std::move(verdict);
      finished.repeats = round;
      return;
    }
  }

  Finished play_once(std::size_t index) {
    const PlannedCase& planned = run_.plan_.cases[index];
    judge::TraceLog log;
    Finished finished;
    finished.index = index;
    play_case(planned, log);
    if (!played_) cut_short_ = run_.stopping_;
    log.add(judge::EntryKind::case_end, Value::object());
    if (adapter_ != nullptr) finished.stderr_text = adapter_->take_stderr();
    finished.hello = hello_value_;
    if (!keep_adapter_) drop_adapter();
    finished.trace = log.take();
    if (played_) tell_breaker(finished.trace);
    return finished;
  }

  [[nodiscard]] Recognition recognise(const Finished& finished, const ClientFacts& facts) const {
    if (run_.options_.known == nullptr) return {};
    const PlannedCase& planned = run_.plan_.cases[finished.index];
    const judge::Verdict& verdict = finished.verdict;
    const Outcome outcome{planned.scenario.id, msc3888::name_of(planned.dialect), verdict.kind,
                          verdict.kind == judge::Kind::pass ? std::string_view()
                                                            : std::string_view(verdict.worst.code)};
    return run_.options_.known->recognise(outcome, facts, run_.options_.today);
  }

  void play_case(const PlannedCase& planned, judge::TraceLog& log) {
    const std::uint64_t seed = run_.options_.seed;
    keep_adapter_ = false;
    played_ = false;
    passed_over_ = passed_over(planned, log);
    if (passed_over_) return;
    Result<std::unique_ptr<Scene>> scene = stage_.open({planned.key(), seed}, log);
    if (!scene) {
      log.add(judge::EntryKind::case_begin, case_begin_body(planned, seed, {}, Value()));
      record_fault(log, judge::code::harness_stage, scene.error().text());
      return;
    }
    judge::TraceLog start_log;
    const bool ready = adapter_ != nullptr || start_adapter(start_log);
    log.add(judge::EntryKind::case_begin,
            case_begin_body(planned, seed, (*scene)->cast(), ready ? hello_value_ : Value()));
    for (judge::Entry& entry : start_log.take().entries) log.add(entry.kind, std::move(entry.body));
    if (!ready) return;
    if (!unmet_need(planned, hello_).empty()) {
      keep_adapter_ = true;  // nothing was asked of it
      return;
    }
    const std::string& storage = empty_storage();
    if (storage.empty()) {
      record_fault(log, judge::code::environment_storage, "no temporary directory can be made");
      keep_adapter_ = true;
      return;
    }
    played_ = true;
    CaseRunner runner(planned, seed, **scene, *adapter_, hello_, run_.options_.budgets, log,
                      run_.clock_);
    runner.play(storage, run_.options_.hide_scenario);
    // The case is over, whatever time the adapter takes from here on to be used again or to go.
    cut_short_ = run_.stopping_;
    keep_adapter_ = !run_.options_.isolate && !cut_short_ && reset(runner, log);
    // How an adapter goes belongs to the last case that it played, whose homeserver still answers
    // it.
    if (!next_) next_ = take();
    if (!keep_adapter_ || !next_) say_bye(log);
  }

  // If the run is ended meanwhile, how the adapter went is not the client's doing.
  bool reset(CaseRunner& runner, judge::TraceLog& log) {
    const std::size_t entries = log.size();
    const bool may_go_on = runner.reset();
    if (run_.stopping_) log.cut(entries);
    return may_go_on;
  }

  // A new directory only where the one before cannot be used: making one costs more than emptying.
  const std::string& empty_storage() {
    if (!storage_ || !storage_->clear()) storage_.emplace();
    return storage_->path();
  }

  // Where the client seems to be dead, the case is not played, and its trace says so.
  bool passed_over(const PlannedCase& planned, judge::TraceLog& log) {
    const std::lock_guard lock(shared_.mutex);
    if (shared_.breaker.admits()) return false;
    keep_adapter_ = true;
    log.add(judge::EntryKind::case_begin,
            case_begin_body(planned, run_.options_.seed, {}, hello_value_));
    record_fault(
        log,
        shared_.breaker.starts() ? judge::code::client_not_tried : judge::code::adapter_not_tried,
        shared_.breaker.reason());
    return true;
  }

  void tell_breaker(const judge::Trace& trace) {
    const std::lock_guard lock(shared_.mutex);
    shared_.breaker.played(hung(trace));
  }

  bool start_adapter(judge::TraceLog& log) {
    declines_ = false;
    const bool ready = start_and_greet(log);
    const std::lock_guard lock(shared_.mutex);
    shared_.breaker.started(ready || declines_);
    return ready;
  }

  bool start_and_greet(judge::TraceLog& log) {
    const RunOptions& options = run_.options_;
    Result<std::unique_ptr<client::Adapter>> started =
        options.source != nullptr
            ? options.source->start()
            : client::Adapter::start(options.command, options.limits, run_.clock_);
    if (!started) {
      record_fault(log, judge::code::adapter_not_started, started.error().text());
      return false;
    }
    adapter_ = std::move(*started);
    if (const std::optional<int> process = adapter_->process_id()) {
      shared_.processes.add(*process);
      if (options.on_started) options.on_started(*process);
    }
    TraceObserver observer(log);
    const client::Reply reply = adapter_->call("hello", client::hello_params(DEADAIR_VERSION),
                                               options.budgets.call_ms, &observer);
    record_bad_end(log, reply, "hello");
    declines_ = reply.kind == client::Reply::Kind::error && reply.code == client::unsupported;
    if (!reply.ok()) return false;
    Result<client::Hello> hello = client::read_hello(reply.value);
    if (!hello) {
      record_fault(log, judge::code::adapter_contract, "hello: " + hello.error().text());
      return false;
    }
    const bool may = options.source != nullptr && options.source->black_box();
    if (hello->depths.contains("black_box") && !may) {
      record_fault(log, judge::code::adapter_contract,
                   "hello: the depth black_box is for clients without an adapter");
      return false;
    }
    hello_ = std::move(*hello);
    hello_value_ = reply.value;
    facts_ = facts_of(hello_);
    return true;
  }

  // A client that dies of going has died. What a run that is being ended does to it is not its own
  // doing, and one that has to be ended has only not gone.
  void say_bye(judge::TraceLog& log) {
    const bool is_asked = adapter_->usable();
    keep_adapter_ = false;
    const client::Exit exit = adapter_->finish();
    if (!is_asked || exit.forced || exit == client::Exit{} || run_.stopping_) return;
    client::Reply ended;
    ended.kind = client::Reply::Kind::ended;
    ended.exit = exit;
    record_bad_end(log, ended, "bye");
  }

  void drop_adapter() {
    if (adapter_ == nullptr) return;
    const std::optional<int> process = adapter_->process_id();
    adapter_->finish();
    adapter_.reset();
    storage_.reset();
    hello_value_ = Value();
    if (process) shared_.processes.remove(*process);
  }

  Run& run_;
  Shared& shared_;
  Stage& stage_;
  std::optional<int> core_;
  std::unique_ptr<client::Adapter> adapter_;
  client::Hello hello_;
  ClientFacts facts_;  // of the hello, which may be gone
  Value hello_value_;
  std::optional<Storage> storage_;   // of this adapter
  std::optional<std::size_t> next_;  // place of the case after this one; taken before this one ends
  bool declines_ = false;            // no version of the contract is common to both
  bool keep_adapter_ = false;
  bool played_ = false;       // this case, at an adapter that had answered hello
  bool cut_short_ = false;    // this case, since the run was ended before it was over
  bool passed_over_ = false;  // this case, since the client seems to be dead
};

Run::Run(const Plan& plan, const RunOptions& options, std::vector<Stage*> stages, Clock& clock)
    : plan_(plan),
      options_(options),
      stages_(std::move(stages)),
      clock_(clock),
      shared_(std::make_shared<Shared>([this](const Finished& one) { return hand_on(one); })) {
  DEADAIR_CHECK(!stages_.empty(), "no stage to play on");
}

RunOutcome Run::play(const OnFinished& on_finished) {
  on_finished_ = &on_finished;
  {
    const auto jobs = static_cast<std::size_t>(std::max(1, options_.jobs));
    const std::vector<std::jthread> threads = start_crew(jobs, [this](std::size_t job) {
      return std::jthread([this, job] {
        Worker worker(*this, job);
        worker.keep_to_its_core();
        worker.work();
      });
    });
    if (threads.empty()) Worker(*this, 0).work();
  }
  // Whoever ends a run has what was finished; one that ends itself has what one job would have.
  if (stopped_) shared_->in_order.hand_on_rest();
  RunOutcome outcome;
  outcome.finished = shared_->in_order.handed_on();
  outcome.complete = outcome.finished == due();
  outcome.exit_code = shared_->exit_code;
  outcome.missed_floors = missed(options_.floors, shared_->amount);
  if (!outcome.missed_floors.empty())
    outcome.exit_code = worse_of(outcome.exit_code, ExitCode::too_little_ran);
  return outcome;
}

bool Run::hand_on(const Finished& finished) {
  const judge::Kind kind = finished.verdict.kind;
  const ExitCode code = exit_code_of(kind, finished.known.standing);
  shared_->exit_code = worse_of(shared_->exit_code, code);
  shared_->failures += code == ExitCode::unexpected ? 1 : 0;
  shared_->broken += kind == judge::Kind::broken ? 1 : 0;
  ++(kind == judge::Kind::unsupported ? shared_->amount.unsupported : shared_->amount.ran);
  (*on_finished_)(finished);
  if ((options_.failures_max > 0 && shared_->failures >= options_.failures_max) ||
      (options_.broken_max > 0 && shared_->broken >= options_.broken_max)) {
    stopping_ = true;
    if (options_.source != nullptr) options_.source->stop_waiting();
  }
  return !stopping_;
}

std::size_t Run::due() const {
  return options_.schedule ? options_.schedule->size() : plan_.cases.size();
}

void Run::stop() {
  stopped_ = true;  // before the workers end: what waits is handed on then
  stopping_ = true;
  shared_->in_order.close();
  shared_->processes.stop();
  if (options_.source != nullptr) options_.source->cut();
  for (Stage* const stage : stages_) stage->stop_waiting();
}

ExitCode exit_code_of(const judge::Verdict& verdict) {
  return exit_code_of(verdict.kind, Standing::unlisted);
}

ExitCode exit_code_of(judge::Kind kind, Standing standing) {
  if (standing == Standing::expected) return ExitCode::as_expected;
  if (standing == Standing::passes) return ExitCode::unexpected;
  switch (kind) {
    case judge::Kind::pass:
    case judge::Kind::unsupported: return ExitCode::as_expected;
    case judge::Kind::fail: return ExitCode::unexpected;
    case judge::Kind::inconclusive: return ExitCode::inconclusive;
    case judge::Kind::broken: return ExitCode::adapter_fault;
  }
  return ExitCode::adapter_fault;
}

}  // namespace deadair::run
