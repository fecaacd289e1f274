// One case, step by step.
#include "harness/run/case_runner.h"

#include <algorithm>
#include <utility>

#include "harness/run/step_words.h"

namespace deadair::run {

using json::Value;
using scenario::Step;
using scenario::StepKind;

namespace {

constexpr std::string_view first_sync = "a first sync";
// How often it is looked whether a black box lives: nobody says when it has ended.
constexpr std::int64_t look_ms = 200;
// How long, in real time, a failure may take to reach a client before its clock is moved again.
constexpr std::int64_t notice_ms = 50;
// The same for one whose time is the machine's, with its network between.
constexpr std::int64_t return_ms = 1000;

}  // namespace

bool hung(const judge::Trace& trace) {
  return std::any_of(trace.entries.begin(), trace.entries.end(), [](const judge::Entry& entry) {
    return entry.kind == judge::EntryKind::timeout ||
           (entry.kind == judge::EntryKind::stalled && entry.body.string_at("what") == first_sync);
  });
}

void TraceObserver::called(std::int64_t id, std::string_view method, const Value& params) {
  log_.add(judge::EntryKind::call,
           Value::object({{"id", id}, {"method", method}, {"params", params}}));
}

void TraceObserver::answered(std::int64_t id, const Value& message) {
  Value body = Value::object({{"id", id}});
  if (const Value* result = message.find("result")) body.set("result", *result);
  if (const Value* error = message.find("error")) body.set("error", *error);
  log_.add(judge::EntryKind::answer, std::move(body));
}

void TraceObserver::noticed(const Value& message) {
  Value body = Value::object({{"method", message.string_at("method")}});
  if (const Value* params = message.find("params")) body.set("params", *params);
  log_.add(judge::EntryKind::notice, std::move(body));
}

void record_bad_end(judge::TraceLog& log, const client::Reply& reply, std::string_view method) {
  switch (reply.kind) {
    case client::Reply::Kind::result:
    case client::Reply::Kind::error: return;
    case client::Reply::Kind::timeout:
      log.add(judge::EntryKind::timeout,
              Value::object({{"what", method}, {"budget_ms", reply.budget_ms}}));
      return;
    case client::Reply::Kind::broken:
      log.add(judge::EntryKind::adapter_fault,
              Value::object({{"code", reply.fault}, {"detail", reply.detail}, {"during", method}}));
      return;
    case client::Reply::Kind::ended:
      log.add(judge::EntryKind::exited, Value::object({{"status", reply.exit.status},
                                                       {"signal", reply.exit.signal},
                                                       {"during", method}}));
      return;
  }
}

void record_fault(judge::TraceLog& log, const judge::Code& code, std::string_view detail) {
  log.add(judge::EntryKind::adapter_fault,
          Value::object({{"code", code.name}, {"detail", detail}}));
}

Value case_begin_body(const PlannedCase& planned, std::uint64_t seed, const Cast& cast,
                      const Value& hello) {
  return Value::object({{"format", 1},
                        {"id", planned.scenario.id},
                        {"dialect", msc3888::name_of(planned.dialect)},
                        {"seed", std::to_string(seed)},
                        {"role", planned.scenario.role},
                        {"cast", Value::object({{"user_id", cast.user_id},
                                                {"caster_id", cast.caster_id},
                                                {"stranger_id", cast.stranger_id},
                                                {"room_id", cast.room_id}})},
                        {"scenario", planned.scenario.source},
                        {"hello", hello}});
}

CaseRunner::CaseRunner(const PlannedCase& planned, std::uint64_t seed, Scene& scene,
                       client::Adapter& adapter, const client::Hello& hello, const Budgets& budgets,
                       judge::TraceLog& log, Clock& clock)
    : planned_(planned),
      seed_(seed),
      scene_(scene),
      adapter_(adapter),
      hello_(hello),
      budgets_(budgets),
      log_(log),
      clock_(clock),
      observer_(log),
      director_(scene, planned.dialect, Random(seed).fork(planned.key()).fork("events")) {}

bool CaseRunner::play(const std::string& storage, bool hide_scenario) {
  storage_ = storage;
  hide_scenario_ = hide_scenario;
  const std::vector<Step>& steps = planned_.scenario.steps;
  const bool opens_itself = std::any_of(
      steps.begin(), steps.end(), [](const Step& step) { return step.kind == StepKind::open; });
  if (!opens_itself && !open()) return false;
  for (std::size_t at = 0; at < steps.size(); ++at) {
    log_.begin_step(static_cast<int>(at));
    log_.add(judge::EntryKind::step, Value::object({{"text", step_words(steps[at])}}));
    if (!play_step(steps[at])) return false;
  }
  log_.begin_step(static_cast<int>(steps.size()));
  return end();
}

bool CaseRunner::play_step(const Step& step) {
  if (step.kind != StepKind::settle && step.kind != StepKind::expect) settled_ = false;
  switch (step.kind) {
    case StepKind::open: return open();
    case StepKind::emit: return emit(step);
    case StepKind::act: return act(step);
    case StepKind::settle: return settle();
    case StepKind::advance: return advance(step.ms);
    case StepKind::restart: return restart(step.verb);
    case StepKind::expect: return observe_twice();
    case StepKind::release: scene_.release(); return come_to_rest();
    case StepKind::fault: {
      demand(step.fault.integer_at("retry_after_ms", 0), step.fault.integer_at("times", 1));
      const Status armed = scene_.arm(step.fault);
      if (!armed) record_fault(log_, judge::code::harness_fault, armed.error().text());
      return armed.ok();
    }
    case StepKind::redeliver: {
      const Status done = scene_.redeliver(director_.id_of(step.label), step.via);
      if (!done) record_fault(log_, judge::code::harness_redeliver, done.error().text());
      return done.ok() && (!opened_ || come_to_rest());
    }
    case StepKind::session: {
      const Status done = scene_.end_session(step.verb);
      if (!done) record_fault(log_, judge::code::harness_session, done.error().text());
      session_ended_ = true;
      return done.ok() && come_to_rest();
    }
  }
  return false;
}

Value open_params(const Cast& cast, std::string_view scenario, std::uint64_t seed,
                  std::string_view role, msc3888::Dialect dialect, const std::string& storage) {
  return Value::object(
      {{"scenario", scenario},
       {"seed", static_cast<std::int64_t>(seed & std::uint64_t{json::integer_max})},
       {"depth", "client"},
       {"role", role},
       {"dialect", msc3888::name_of(dialect)},
       {"homeserver", Value::object({{"base_url", cast.base_url}})},
       {"user", Value::object({{"user_id", cast.user_id},
                               {"password", cast.password},
                               {"access_token", cast.access_token},
                               {"device_id", cast.device_id}})},
       {"room", Value::object({{"room_id", cast.room_id}})},
       {"storage", storage}});
}

bool CaseRunner::open() {
  const std::string told = hide_scenario_ ? "hidden" : planned_.scenario.id;
  if (!call("open", open_params(scene_.cast(), told, seed_, planned_.scenario.role,
                                planned_.dialect, storage_))) {
    return false;
  }
  opened_ = true;
  return await_first_sync() && come_to_rest();
}

// Batches follow each other when the client has taken the one before, so that what it asks for in
// between does not depend on who is faster. A client on real time is not waited for any further: it
// may be playing.
bool CaseRunner::emit(const Step& step) {
  for (std::size_t at = 0; at < step.batches.size(); ++at) {
    Result<std::vector<RoomEvent>> events = director_.stage_batch(step.batches[at]);
    if (!events) {
      record_fault(log_, judge::code::harness_media, events.error().text());
      return false;
    }
    for (const scenario::EventSpec& event : step.batches[at]) {
      if (event.kind == scenario::EventKind::chunk) demand(event.duration_ms, 1);
    }
    scene_.publish(*events, step.via);
    if (!opened_) continue;
    const bool last = at + 1 == step.batches.size();
    const bool rests = last || hello_.has("virtual_clock") ? come_to_rest() : take_batch();
    if (!rests) return false;
  }
  return true;
}

void CaseRunner::demand(std::int64_t ms, std::int64_t times) {
  constexpr std::int64_t most_ms = 60LL * 60 * 1000;
  const bool is_more = times > 0 && ms > (most_ms - demanded_ms_) / times;
  demanded_ms_ = is_more ? most_ms : demanded_ms_ + ms * times;
}

bool CaseRunner::take_batch() {
  const std::int64_t deadline = clock_.now_ms() + budgets_.call_ms;
  const bool black_box = is_black_box();
  std::int64_t left_ms = budgets_.call_ms;
  do {
    const Rest rest = scene_.wait_for_rest(black_box ? std::min(left_ms, look_ms) : left_ms);
    if (rest != Rest::busy) return true;
    if (black_box && !call_settle()) return false;
    left_ms = deadline - clock_.now_ms();
  } while (black_box && left_ms > 0);
  stall("a poll with the newest token and no other request open", Rest::busy);
  return false;
}

bool CaseRunner::act(const Step& step) {
  Value params = Value::object({{"verb", step.verb}});
  if (step.verb == "redact") {
    params.set("event_id", director_.id_of(step.label));
  } else if (step.verb != "logout") {
    params.set("broadcast", director_.id_of(step.label));
  }
  if (step.position_ms) params.set("position_ms", *step.position_ms);
  if (step.verb == "logout") session_ended_ = true;
  return call("act", params) && await_first_sync() && come_to_rest();
}

bool CaseRunner::await_first_sync() {
  if (!is_black_box()) return true;
  const std::int64_t deadline = clock_.now_ms() + budgets_.call_ms;
  for (;;) {
    if (!call_settle()) return false;
    if (session_ended_ || !running_ || scene_.rest() != Rest::absent) return true;
    const std::int64_t left_ms = deadline - clock_.now_ms();
    if (left_ms <= 0) break;
    scene_.wait_for_change(Rest::absent, std::min(left_ms, look_ms));
  }
  stall(std::string(first_sync), Rest::absent);
  return false;
}

bool CaseRunner::advance(std::int64_t ms) {
  scene_.advance(ms);
  return pass(ms) && come_to_rest();
}

// Of the client's clock alone: the server's stands while a client settles.
bool CaseRunner::pass(std::int64_t ms) { return call("advance", Value::object({{"ms", ms}})); }

bool CaseRunner::restart(const std::string& storage) {
  return call("restart", Value::object({{"storage", storage}})) && come_to_rest();
}

bool CaseRunner::call_settle() {
  const std::optional<Value> result =
      ask("settle", Value::object({{"sync", scene_.acknowledged()}}));
  idle_ = result && result->bool_at("idle", false);
  running_ = !result || result->bool_at("running", true);
  return result.has_value();
}

// A step is over when the client has polled with the newest token, has no other request open, and
// settle has answered. A settle may set off requests of its own, so the two are asked in turn until
// neither changes anything.
bool CaseRunner::come_to_rest() {
  constexpr int rounds_max = 50;
  for (int round = 0; round < rounds_max; ++round) {
    if (!take_batch()) return false;
    if (scene_.rest() == Rest::away && scene_.may_be_reading()) {
      scene_.wait_for_change(Rest::away, hello_.has("virtual_clock") ? notice_ms : return_ms);
    }
    const Rest rest = scene_.rest();
    const std::uint64_t before = scene_.requests();
    if (!call_settle()) return false;
    if (scene_.rest() == rest && scene_.requests() == before) {
      rested_ = Rested{rest, before};
      return true;
    }
  }
  stall("an end of the requests that follow each other", scene_.rest());
  return false;
}

bool CaseRunner::rests_still() const {
  return rested_ && scene_.rest() == rested_->rest && scene_.requests() == rested_->requests;
}

bool CaseRunner::settle() {
  if (hello_.has("virtual_clock")) return settle_with_virtual_clock();
  const std::int64_t deadline = clock_.now_ms() + budgets_.call_ms;
  return come_to_rest() && comes_back_by(deadline);
}

// A client that is away comes back by its own clock, and settle has said that it rests; and nothing
// that a client says tells when a request reaches us. So it gets until then, in real time. A client
// with a virtual clock may have learnt of its failed exchange only when its time was over: it gets
// more for as long as it is away.
bool CaseRunner::comes_back_by(std::int64_t deadline_ms) {
  for (Rest rest = scene_.rest(); !session_ended_ && running_ && rest != Rest::resting;
       rest = scene_.rest()) {
    const std::int64_t left_ms = deadline_ms - clock_.now_ms();
    if (left_ms <= 0) {
      stall("a poll with the newest token", rest);
      return false;
    }
    const bool needs_time = hello_.has("virtual_clock") && rest == Rest::away;
    scene_.wait_for_change(rest, needs_time ? std::min(left_ms, notice_ms) : left_ms);
    if (needs_time && scene_.rest() == Rest::away && !pass(budgets_.patience_step_ms)) return false;
    if (!come_to_rest()) return false;
  }
  return true;
}

std::int64_t CaseRunner::patience_ms() const {
  const bool is_enough = demanded_ms_ <= budgets_.patience_ms / 2;
  return budgets_.patience_ms + (is_enough ? 0 : demanded_ms_);
}

// The whole patience passes in every case. It passes in steps for the sake of a client whose timers
// send requests, whose answers set timers again; one that has none is given the rest at once.
// The end of a case settles too: behind a settle step that left the client idle there is nothing to
// wait for.
bool CaseRunner::settle_with_virtual_clock() {
  if (settled_ && idle_ && rests_still()) return true;
  for (std::int64_t left_ms = patience_ms();;) {
    if (!rests_still() && !come_to_rest()) return false;
    if (left_ms <= 0) break;
    // A client that has not come back yet is about to do something, whatever it says of its timers.
    const bool at_once = idle_ && (session_ended_ || scene_.rest() == Rest::resting);
    const std::int64_t ms = at_once ? left_ms : std::min(budgets_.patience_step_ms, left_ms);
    if (!pass(ms)) return false;
    left_ms -= ms;
  }
  // Its time is over, but a poll that its timer set off may still be on its way.
  settled_ = comes_back_by(clock_.now_ms() + budgets_.call_ms / 10);
  return settled_;
}

bool CaseRunner::observe_twice() {
  return call("observe", Value::object()) && call("observe", Value::object());
}

bool CaseRunner::end() {
  scene_.end_holds();  // a sync that is held back would let the client rest without the news
  return settle() && observe_twice();
}

bool CaseRunner::reset() {
  if (!adapter_.usable() || !hello_.has("reset")) return false;
  return call("reset", Value::object());
}

std::optional<Value> CaseRunner::ask(std::string_view method, const Value& params) {
  if (method != "settle" && method != "observe") rested_.reset();
  client::Reply reply = adapter_.call(method, params, budgets_.call_ms, &observer_);
  record_bad_end(log_, reply, method);
  if (reply.kind == client::Reply::Kind::result) {
    if (reply.value.is_object()) return std::move(reply.value);
    record_fault(log_, judge::code::adapter_contract,
                 std::string(method) + ": the result is no object");
    return std::nullopt;
  }
  // A declined wish is a valid outcome; every other error ends the case, and the judge says whose
  // fault it is.
  const bool declined =
      reply.kind == client::Reply::Kind::error && reply.code == client::refused && method == "act";
  return declined ? std::optional<Value>(Value()) : std::nullopt;
}

void CaseRunner::stall(std::string what, Rest rest) {
  log_.add(judge::EntryKind::stalled, Value::object({{"what", std::move(what)},
                                                     {"rest", name_of(rest)},
                                                     {"budget_ms", budgets_.call_ms}}));
}

}  // namespace deadair::run
