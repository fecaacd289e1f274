// Prepares a trace for the rules.
#include "harness/judge/timeline.h"

#include <algorithm>
#include <utility>

#include "harness/judge/codes.h"
#include "harness/judge/trace_shape.h"

namespace deadair::judge {

namespace {

// Goes once over the entries and fills the timeline.
class Preparer {
 public:
  explicit Preparer(Timeline& timeline) : timeline_(timeline) {}

  Status take(const Entry& entry, std::size_t at);

 private:
  Status take_event(const Entry& entry, std::size_t at);
  void take_again(const Entry& entry, std::size_t at);
  void take_step(const Entry& entry, std::size_t at);
  void take_call(const Entry& entry, std::size_t at);
  void take_answer(const Entry& entry, std::size_t at);
  void take_result(CallFact& call, std::size_t index);
  void take_membership(const json::Value& event, std::size_t at);
  void take_http(const Entry& entry, std::size_t at);

  Timeline& timeline_;
  std::map<std::int64_t, std::size_t> open_calls_;  // by id: index into calls
  bool settled_ = false;
  int stalled_in_ = -2;  // the step in which the client last did not come to rest
  int sent_ = 0;
  std::size_t answer_from_ = 0;  // events from here on share the next sync answer
};

Status Preparer::take(const Entry& entry, std::size_t at) {
  switch (entry.kind) {
    case EntryKind::step: take_step(entry, at); break;
    case EntryKind::event:
    case EntryKind::sent: return take_event(entry, at);
    case EntryKind::redelivered: take_again(entry, at); break;
    case EntryKind::http: take_http(entry, at); break;
    case EntryKind::call: take_call(entry, at); break;
    case EntryKind::answer: take_answer(entry, at); break;
    case EntryKind::timeout:
    case EntryKind::adapter_fault:
    case EntryKind::exited:
    case EntryKind::stalled:
      settled_ = false;
      stalled_in_ = entry.step;
      break;
    case EntryKind::case_begin:
    case EntryKind::fault:
    case EntryKind::finding:
    case EntryKind::notice:
    case EntryKind::case_end: break;
  }
  return Done{};
}

Status Preparer::take_event(const Entry& entry, std::size_t at) {
  settled_ = false;
  RoomFact fact;
  fact.by_client = entry.kind == EntryKind::sent;
  fact.label = fact.by_client ? "sent" + std::to_string(++sent_) : entry.body.string_at("label");
  if (!fact.by_client) {
    const auto via = scenario::via_named(entry.body.string_at("via"));
    if (!via) {
      return Error{std::string(code::trace_body.name), "entry " + std::to_string(at + 1),
                   "event with an unknown `via`"};
    }
    fact.via = *via;
  }
  fact.event = entry.body.find("event");
  take_membership(*fact.event, at);
  fact.id = fact.event->string_at("event_id");
  fact.at = at;
  const std::size_t index = timeline_.facts.size();
  if (!fact.id.empty()) timeline_.by_id.emplace(fact.id, index);
  timeline_.by_label.emplace(fact.label, index);
  timeline_.facts.push_back(std::move(fact));
  return Done{};
}

// What shares an answer with its leaving reaches a client as part of a room that it has left.
void Preparer::take_membership(const json::Value& event, std::size_t at) {
  if (event.string_at("type") != "m.room.member" ||
      event.string_at("state_key") != timeline_.user_id)
    return;
  const json::Value* const membership = event.find({"content", "membership"});
  if (membership != nullptr && membership->as_string() == "join") {
    timeline_.absence.joins_room(at);
  } else {
    timeline_.absence.leaves_room(answer_from_);
  }
}

void Preparer::take_again(const Entry& entry, std::size_t at) {
  settled_ = false;
  const RoomFact* const first = timeline_.labelled(entry.body.string_at("label"));
  if (first == nullptr || first->via == scenario::Via::sync) return;
  // A client that learns of the event only now cannot tell its place in the room's order.
  RoomFact fact = *first;
  fact.again = true;
  fact.at = at;
  timeline_.facts.push_back(std::move(fact));
}

void Preparer::take_step(const Entry& entry, std::size_t at) {
  answer_from_ = at + 1;
  if (entry.step < 0 || entry.step >= timeline_.end_step()) return;
  const auto index = static_cast<std::size_t>(entry.step);
  const scenario::Step& step = timeline_.test.steps[index];
  if (step.kind == scenario::StepKind::release) settled_ = false;
  if (step.kind == scenario::StepKind::session) {
    settled_ = false;
    timeline_.session_ended_at = std::min(timeline_.session_ended_at, at);
    if (step.verb == "logout" || step.verb == "soft_logout") timeline_.absence.loses_session(at);
  }
}

void Preparer::take_call(const Entry& entry, std::size_t at) {
  CallFact call;
  call.method = entry.body.string_at("method");
  call.params = entry.body.find("params");
  call.step = entry.step;
  call.at = at;
  if (call.method != "observe" && call.method != "hello") settled_ = false;
  if (call.method == "open" && call.param("depth") == "core") timeline_.core = true;
  open_calls_[entry.body.integer_at("id", 0)] = timeline_.calls.size();
  timeline_.calls.push_back(std::move(call));
}

void Preparer::take_answer(const Entry& entry, std::size_t at) {
  const auto open = open_calls_.find(entry.body.integer_at("id", 0));
  if (open == open_calls_.end()) return;
  const std::size_t index = open->second;
  open_calls_.erase(open);
  CallFact& call = timeline_.calls[index];
  call.answered_at = at;
  if (const json::Value* const error = entry.body.find("error")) {
    call.outcome = CallFact::Outcome::error;
    call.error_code = error->integer_at("code", 0);
    call.error_message = error->string_at("message");
    call.error_data = error->find("data");
    return;
  }
  call.outcome = CallFact::Outcome::result;
  call.result = entry.body.find("result");
  take_result(call, index);
}

void Preparer::take_result(CallFact& call, std::size_t index) {
  if (call.method == "hello" && timeline_.hello_value == nullptr) {
    timeline_.hello_value = call.result;
  }
  if (call.method == "settle" && call.step != stalled_in_) {
    settled_ = true;
    timeline_.rests.push_back(call.answered_at);
  }
  if (call.method == "act" && call.param("verb") == "logout") {
    timeline_.session_ended_at = std::min(timeline_.session_ended_at, call.at);
    timeline_.absence.loses_session(call.at);
  }
  if (call.method == "observe") {
    timeline_.looks.push_back(
        Look{call.step, index, call.answered_at, settled_, client::read_snapshot(*call.result)});
  }
}

void Preparer::take_http(const Entry& entry, std::size_t at) {
  ExchangeFact exchange;
  exchange.route = entry.body.string_at("route");
  exchange.status = entry.body.integer_at("status", 0);
  exchange.fault = entry.body.string_at("fault");
  exchange.media = entry.body.string_at("media");
  exchange.answered = entry.body.string_at("ending", "answered") == "answered";
  const std::int64_t began = entry.body.integer_at("began", -1);
  if (began >= 0) exchange.began = static_cast<std::size_t>(began);
  exchange.at = at;
  answer_from_ = at + 1;
  const bool well = exchange.status == 200 && exchange.fault.empty() && exchange.answered;
  if (exchange.route == "login" && well) timeline_.absence.logs_in(at);
  if (exchange.route == "sync" && well && began >= 0) timeline_.absence.syncs(exchange.began, at);
  timeline_.exchanges.push_back(std::move(exchange));
}

// The sound of these chunks may be no good, or not theirs alone.
void note_odd_media(const scenario::Case& test, std::set<std::string, std::less<>>& odd) {
  for (const scenario::Step& step : test.steps) {
    for (const scenario::Batch& batch : step.batches) {
      for (const scenario::EventSpec& spec : batch) {
        const bool laid_over = spec.content.is_object() && !spec.content.members().empty();
        if (!spec.media.is_null() || laid_over || !spec.absent.empty()) odd.insert(spec.label);
      }
    }
  }
}

// Without recursion: events decide the depth.
void note_texts(const json::Value& value, std::unordered_set<std::string_view>& texts) {
  std::vector<const json::Value*> open = {&value};
  while (!open.empty()) {
    const json::Value* const here = open.back();
    open.pop_back();
    if (here->is_string()) texts.insert(here->text());
    for (const json::Value& item : here->items()) open.push_back(&item);
    for (const json::Member& member : here->members()) open.push_back(&member.value);
  }
}

}  // namespace

std::string_view CallFact::param(std::string_view name) const {
  return params == nullptr ? std::string_view() : params->string_at(name);
}

const RoomFact* Timeline::fact(std::string_view event_id) const {
  const auto found = by_id.find(event_id);
  return found == by_id.end() ? nullptr : &facts[found->second];
}

const RoomFact* Timeline::labelled(std::string_view label) const {
  const auto found = by_label.find(label);
  return found == by_label.end() ? nullptr : &facts[found->second];
}

bool Timeline::names(std::string_view event_id) const {
  return fact(event_id) != nullptr || told.contains(event_id);
}

bool Timeline::reports(std::string_view report) const {
  return hello && hello->reports.find(report) != hello->reports.end();
}

bool Timeline::black_box() const { return hello && hello->depths.contains("black_box"); }

bool Timeline::fault_struck(std::string_view route) const {
  return std::any_of(exchanges.begin(), exchanges.end(), [&](const ExchangeFact& exchange) {
    return !exchange.fault.empty() && (route.empty() || exchange.route == route);
  });
}

std::size_t Timeline::settled_before(std::size_t at) const {
  const auto next = std::lower_bound(rests.begin(), rests.end(), at);
  return next == rests.begin() ? 0 : *(next - 1);
}

BroadcastModel Timeline::model(std::string_view broadcast_id, std::size_t at,
                               std::size_t redactions_until) const {
  std::size_t first_open = nowhere;
  std::size_t last_open = 0;
  for (const CallFact& call : calls) {
    if (call.at >= at || (call.method != "open" && call.method != "restart")) continue;
    first_open = std::min(first_open, call.at);
    last_open = call.at;
  }
  std::vector<SeenEvent> seen;
  for (const RoomFact& fact : facts) {
    if (fact.at >= at) break;
    const bool redaction = fact.event->string_at("type") == "m.room.redaction";
    SeenEvent one;
    one.id = fact.id;
    one.event = fact.event;
    const bool shown = !fact.again && fact.via == scenario::Via::sync && !absence.covers(fact.at);
    one.surely_seen = shown && fact.at >= last_open;
    if (redaction) {
      // Before the client logs in, the server hands out what is left of the event.
      const bool history = first_open != nowhere && fact.at < first_open;
      // Who comes back is shown it, or what it has left of the event.
      const bool is_shown = !fact.again && fact.via == scenario::Via::sync;
      one.surely_seen = history || (is_shown && absence.back_between(fact.at, at));
      one.applied = fact.at < redactions_until;
    }
    seen.push_back(one);
  }
  // What is the room's current state reaches every client, however it was sent.
  std::set<std::pair<std::string_view, std::string_view>> current;
  for (std::size_t i = seen.size(); i-- > 0;) {
    const json::Value* const key = seen[i].event->find("state_key");
    if (key == nullptr || !key->is_string() || facts[i].again) continue;
    if (facts[i].via == scenario::Via::unsynced) continue;
    if (!absence.back_between(facts[i].at, at)) continue;
    const bool newest = current.emplace(seen[i].event->string_at("type"), key->text()).second;
    if (newest) seen[i].surely_seen = true;
  }
  return model_of(seen, broadcast_id);
}

Result<Timeline> prepare(const Trace& trace) {
  const Status shape = check_shape(trace);
  if (!shape.ok()) return shape.error();
  Timeline timeline;
  timeline.trace = &trace;
  const json::Value& begin = trace.entries.front().body;
  if (begin.integer_at("format", 0) != 1) {
    return Error{std::string(code::trace_case.name), "entry 1", "the format of the trace is not 1"};
  }
  timeline.case_id = begin.string_at("id");
  timeline.dialect = begin.string_at("dialect");
  timeline.role = begin.string_at("role");
  if (const json::Value* const user = begin.find({"cast", "user_id"})) {
    timeline.user_id = user->as_string().value_or("");
  }
  Result<scenario::Case> test = scenario::read_case(*begin.find("scenario"));
  if (!test.ok()) return Error{std::string(code::trace_case.name), "entry 1", test.error().text()};
  timeline.test = std::move(test).value();
  note_odd_media(timeline.test, timeline.odd_media);
  const json::Value* const hello = begin.find("hello");
  if (hello != nullptr && !hello->is_null()) timeline.hello_value = hello;
  Preparer preparer(timeline);
  for (std::size_t at = 0; at < trace.entries.size(); ++at) {
    const Entry& entry = trace.entries[at];
    if (entry.step > timeline.end_step()) {
      return Error{std::string(code::trace_order.name), "entry " + std::to_string(at + 1),
                   "a step that the case does not have"};
    }
    const Status taken = preparer.take(entry, at);
    if (!taken.ok()) return taken.error();
  }
  for (const RoomFact& one : timeline.facts) note_texts(*one.event, timeline.told);
  for (const CallFact& call : timeline.calls) {
    if (call.params != nullptr) note_texts(*call.params, timeline.told);
  }
  if (timeline.hello_value != nullptr) {
    Result<client::Hello> read = client::read_hello(*timeline.hello_value);
    if (read.ok()) timeline.hello = std::move(read).value();
  }
  return timeline;
}

}  // namespace deadair::judge
