// Builds traces for tests.
#include "harness/judge/trace_builder.h"

#include <algorithm>
#include <utility>

#include "harness/judge/made_events.h"
#include "harness/msc3888/clauses.h"

namespace deadair::judge {

namespace {

using json::Value;

constexpr std::string_view room = "!room:deadair.test";

Value list_of(const std::vector<std::string>& words) {
  Value list = Value::array();
  for (const std::string& word : words) list.push(word);
  return list;
}

// The sequence that a label such as "c3'" or "c3@S2" names.
std::optional<std::int64_t> sequence_in(std::string_view label) {
  if (label.substr(0, 1) != "c") return std::nullopt;
  std::int64_t number = 0;
  for (const char letter : label.substr(1)) {
    if (letter < '0' || letter > '9') break;
    number = number * 10 + (letter - '0');
  }
  return number;
}

Value chunk_value(std::string_view label) {
  Value value = Value::object({{"event_id", "$" + std::string(label)}});
  if (const auto sequence = sequence_in(label)) value.set("sequence", *sequence);
  return value;
}

bool is_seek(std::string_view word) { return word.substr(0, 1) == "@"; }

std::string label_of(std::string_view heard) {
  return std::string(heard.substr(0, heard.find('~')));
}

Value heard_value(std::string_view word) {
  if (is_seek(word))
    return Value::object({{"seek_ms", Value::number(std::string(word.substr(1)))}});
  const std::string label = label_of(word);
  return chunk_value(label).set("complete", label.size() == word.size());
}

}  // namespace

TraceBuilder::TraceBuilder() : final_expect_(parsed(R"([{"refused": false}])")) {}

TraceBuilder& TraceBuilder::clauses(std::vector<std::string> ids) {
  clauses_ = std::move(ids);
  return *this;
}

TraceBuilder& TraceBuilder::needs(std::vector<std::string> words) {
  needs_ = std::move(words);
  return *this;
}

TraceBuilder& TraceBuilder::features(std::vector<std::string> words) {
  features_ = std::move(words);
  return *this;
}

TraceBuilder& TraceBuilder::reports(std::vector<std::string> words) {
  reports_ = std::move(words);
  return *this;
}

TraceBuilder& TraceBuilder::hello(std::string_view json) {
  hello_ = parsed(json);
  return *this;
}

TraceBuilder& TraceBuilder::dialect(std::string_view name) {
  dialect_ = name;
  return *this;
}

TraceBuilder& TraceBuilder::wants(std::string_view json) {
  final_expect_ = parsed(json);
  return *this;
}

TraceBuilder& TraceBuilder::serves_no_media() {
  serves_media_ = false;
  return *this;
}

TraceBuilder& TraceBuilder::history(std::string_view emit) {
  begin(Value::object({{"emit", emit_value(emit)}}), "emit");
  publish(emit, "sync");
  return *this;
}

TraceBuilder& TraceBuilder::open() {
  begin(Value::object({{"open", true}}), "open");
  log_in();
  return *this;
}

TraceBuilder& TraceBuilder::emit(std::string_view emit, std::string_view via) {
  ensure_open();
  Value step = Value::object({{"emit", emit_value(emit)}});
  if (via != "sync") step.set("via", via);
  begin(std::move(step), "emit");
  publish(emit, via);
  come_to_rest();
  return *this;
}

TraceBuilder& TraceBuilder::act(std::string_view verb, std::string_view broadcast) {
  ensure_open();
  Value step = Value::object({{"act", verb}});
  Value params = Value::object({{"verb", verb}});
  if (verb != "logout") {
    step.set("broadcast", broadcast);
    params.set("broadcast", "$" + std::string(broadcast));
  }
  begin(std::move(step), verb);
  calls("act", json::write(params)).answers();
  come_to_rest();
  return *this;
}

TraceBuilder& TraceBuilder::seek(std::int64_t position_ms) {
  ensure_open();
  begin(Value::object({{"act", "seek"}, {"broadcast", "S"}, {"position_ms", position_ms}}), "seek");
  const Value params =
      Value::object({{"verb", "seek"}, {"broadcast", "$S"}, {"position_ms", position_ms}});
  calls("act", json::write(params)).answers();
  come_to_rest();
  return *this;
}

TraceBuilder& TraceBuilder::act_fails(std::string_view verb, std::int64_t code,
                                      std::string_view data) {
  ensure_open();
  begin(Value::object({{"act", verb}, {"broadcast", "S"}}), verb);
  const Value params = Value::object({{"verb", verb}, {"broadcast", "$S"}});
  calls("act", json::write(params)).answers_error(code, data);
  if (code == 1) come_to_rest();
  return *this;
}

TraceBuilder& TraceBuilder::settle() {
  ensure_open();
  begin(Value::object({{"settle", true}}), "settle");
  come_to_rest();
  return *this;
}

TraceBuilder& TraceBuilder::settle_fails(std::int64_t code, std::string_view data) {
  ensure_open();
  begin(Value::object({{"settle", true}}), "settle");
  return calls("settle").answers_error(code, data);
}

TraceBuilder& TraceBuilder::advance(std::int64_t ms) {
  ensure_open();
  begin(Value::object({{"advance", ms}}), "advance");
  calls("advance", json::write(Value::object({{"ms", ms}}))).answers();
  come_to_rest();
  return *this;
}

TraceBuilder& TraceBuilder::restart() {
  ensure_open();
  begin(Value::object({{"restart", "kept"}}), "restart");
  calls("restart", R"({"storage": "kept"})").answers();
  come_to_rest();
  return *this;
}

TraceBuilder& TraceBuilder::redeliver(std::string_view label) {
  ensure_open();
  begin(Value::object({{"redeliver", label}}), "redeliver");
  add(EntryKind::redelivered, Value::object({{"label", label}, {"via", "sync"}}));
  come_to_rest();
  return *this;
}

TraceBuilder& TraceBuilder::session(std::string_view how) {
  ensure_open();
  begin(Value::object({{"session", how}}), "session");
  return *this;
}

TraceBuilder& TraceBuilder::expect(std::string_view json) {
  ensure_open();
  begin(Value::object({{"expect", parsed(json)}}), "expect");
  return *this;
}

TraceBuilder& TraceBuilder::end() {
  ensure_open();
  step_ = static_cast<int>(steps_.items().size());
  come_to_rest();
  return *this;
}

TraceBuilder& TraceBuilder::sees(const Shown& shown) { return sees_all({shown}); }

TraceBuilder& TraceBuilder::sees_all(const std::vector<Shown>& shown, std::string_view more) {
  observe(shown, more);
  observe(shown, more);
  return *this;
}

TraceBuilder& TraceBuilder::sees_once(const Shown& shown) {
  observe({shown}, "{}");
  return *this;
}

TraceBuilder& TraceBuilder::calls(std::string_view method, std::string_view params) {
  add(EntryKind::call,
      Value::object({{"id", ++call_}, {"method", method}, {"params", parsed(params)}}));
  return *this;
}

TraceBuilder& TraceBuilder::answers(std::string_view result) {
  add(EntryKind::answer, Value::object({{"id", call_}, {"result", parsed(result)}}));
  return *this;
}

TraceBuilder& TraceBuilder::answers_error(std::int64_t code, std::string_view data) {
  Value error = Value::object({{"code", code}, {"message", "no"}});
  if (data != "null") error.set("data", parsed(data));
  add(EntryKind::answer, Value::object({{"id", call_}, {"error", std::move(error)}}));
  return *this;
}

TraceBuilder& TraceBuilder::exchange(std::string_view route, std::int64_t status,
                                     std::string_view fault) {
  Value body = Value::object(
      {{"method", "GET"}, {"target", "/"}, {"route", route}, {"status", status}, {"bytes", 2}});
  if (!fault.empty()) body.set("fault", fault);
  add(EntryKind::http, std::move(body));
  return *this;
}

TraceBuilder& TraceBuilder::downloads(std::string_view label, std::int64_t status) {
  add(EntryKind::http, Value::object({{"route", "media"}, {"status", status}, {"media", label}}));
  return *this;
}

TraceBuilder& TraceBuilder::loads(std::string_view route, std::string_view ending) {
  const auto began = static_cast<std::int64_t>(entries_.size() + 1);  // behind case_begin
  add(EntryKind::http,
      Value::object({{"route", route}, {"status", 200}, {"began", began}, {"ending", ending}}));
  return *this;
}

TraceBuilder& TraceBuilder::finds(std::string_view code, std::string_view route) {
  add(EntryKind::finding,
      Value::object({{"code", code}, {"detail", "as it stood"}, {"route", route}}));
  return *this;
}

TraceBuilder& TraceBuilder::exits(std::string_view during, int status, int signal) {
  add(EntryKind::exited,
      Value::object({{"status", status}, {"signal", signal}, {"during", during}}));
  return *this;
}

TraceBuilder& TraceBuilder::times_out(std::string_view during) {
  add(EntryKind::timeout, Value::object({{"what", during}, {"budget_ms", 10000}}));
  return *this;
}

TraceBuilder& TraceBuilder::breaks(std::string_view code, std::string_view detail) {
  add(EntryKind::adapter_fault, Value::object({{"code", code}, {"detail", detail}}));
  return *this;
}

TraceBuilder& TraceBuilder::stalls(std::string_view rest) {
  add(EntryKind::stalled,
      Value::object(
          {{"what", "a poll with the newest token"}, {"rest", rest}, {"budget_ms", 10000}}));
  return *this;
}

TraceBuilder& TraceBuilder::entry(EntryKind kind, std::string_view body) {
  add(kind, parsed(body));
  return *this;
}

Trace TraceBuilder::trace() const {
  // A case that ends early has steps that never began; expectations need their broadcast.
  Value steps = steps_;
  const bool started = labels_.taken.contains("S");
  if (!started) steps.push(Value::object({{"emit", "S"}}));
  Value test = Value::object({{"id", "tests.example"},
                              {"title", "an example for the tests"},
                              {"clauses", list_of(clauses_)}});
  if (!needs_.empty()) test.set("needs", list_of(needs_));
  test.set("steps", std::move(steps)).set("expect", final_expect_);
  Trace trace;
  trace.entries.push_back(
      Entry{EntryKind::case_begin, -1, 0,
            Value::object({{"format", 1},
                           {"id", "tests.example"},
                           {"dialect", dialect_},
                           {"seed", "8731"},
                           {"role", "listener"},
                           {"cast", Value::object({{"user_id", user_of('L')},
                                                   {"caster_id", user_of('A')},
                                                   {"stranger_id", user_of('B')},
                                                   {"room_id", room}})},
                           {"scenario", std::move(test)},
                           {"hello", hello_value()}})});
  trace.entries.insert(trace.entries.end(), entries_.begin(), entries_.end());
  trace.entries.push_back(Entry{EntryKind::case_end, step_, at_ms_, Value::object()});
  return trace;
}

Verdict TraceBuilder::verdict() const { return judge(trace()); }

void TraceBuilder::ensure_open() {
  if (opened_) return;
  if (steps_.items().empty()) {
    log_in();
  } else {
    open();
  }
}

void TraceBuilder::log_in() {
  opened_ = true;
  calls("open", R"({"depth": "client", "role": "listener"})").exchange("sync").answers();
  come_to_rest();
}

void TraceBuilder::begin(Value step, std::string_view text) {
  step_ = static_cast<int>(steps_.items().size());
  steps_.push(std::move(step));
  add(EntryKind::step, Value::object({{"text", text}}));
}

void TraceBuilder::add(EntryKind kind, Value body) {
  entries_.push_back(Entry{kind, step_, at_ms_, std::move(body)});
}

void TraceBuilder::publish(std::string_view emit, std::string_view via) {
  for (MadeEvent& made : events_of(emit, labels_)) {
    at_ms_ += 1000;
    add(EntryKind::event,
        Value::object(
            {{"label", std::move(made.label)}, {"via", via}, {"event", std::move(made.event)}}));
  }
}

void TraceBuilder::come_to_rest() {
  exchange("sync").calls("settle", R"({"sync": "s1"})").answers();
}

void TraceBuilder::observe(const std::vector<Shown>& shown, std::string_view more) {
  Value broadcasts = Value::array();
  for (const Shown& one : shown) {
    for (const std::string& word : one.heard) {
      const std::string label = label_of(word);
      const bool served = std::find(served_.begin(), served_.end(), label) != served_.end();
      if (!serves_media_ || served || is_seek(word)) continue;
      served_.push_back(label);
      downloads(label);
    }
    broadcasts.push(snapshot_of(one));
  }
  Value snapshot = Value::object({{"broadcasts", std::move(broadcasts)}});
  lay_over(snapshot, parsed(more));
  calls("observe").answers(json::write(snapshot));
}

bool TraceBuilder::declared(std::string_view report) const {
  return std::find(reports_.begin(), reports_.end(), report) != reports_.end();
}

Value TraceBuilder::snapshot_of(const Shown& shown) const {
  Value heard = Value::array();
  for (const std::string& word : shown.heard) heard.push(heard_value(word));
  Value chunks = Value::array();
  for (const std::string& label : shown.chunks) chunks.push(chunk_value(label));
  Value view = Value::object({{"id", "$" + shown.broadcast}});
  if (declared("heard")) view.set("heard", std::move(heard));
  if (shown.gone) return view.set("gone", true);
  if (declared("state")) view.set("state", shown.state);
  if (declared("live")) view.set("live", shown.live);
  if (declared("player")) view.set("player", shown.player);
  if (declared("chunks")) view.set("chunks", std::move(chunks));
  if (!shown.more.empty()) lay_over(view, parsed(shown.more));
  return view;
}

Value TraceBuilder::hello_value() const {
  if (!hello_.is_null()) return hello_;
  Value value = parsed(R"({"contract": 1, "client": {"name": "example", "version": "1"},
                           "roles": ["listener"], "dialects": ["stable"], "depths": ["client"]})");
  return value.set("features", list_of(features_)).set("reports", list_of(reports_));
}

std::string found(const Verdict& verdict) {
  std::string text;
  for (const Finding& finding : verdict.findings) {
    if (!text.empty()) text += "; ";
    text += name_of(finding.kind);
    text += " " + std::string(name_of(finding.owner)) + " " + finding.code;
    if (finding.kind == Kind::fail) {
      text += " " + std::string(msc3888::name_of(finding.level));
      for (const std::string& clause : finding.clauses) text += " " + clause;
    }
    text += " @" + std::to_string(finding.step);
  }
  return text.empty() ? "pass" : text;
}

std::string found(const TraceBuilder& builder) { return found(builder.verdict()); }

}  // namespace deadair::judge
