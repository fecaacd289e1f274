// Calls to a process under the probes.
#include "harness/client/probe_session.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "harness/client/contract.h"

namespace deadair::client {
namespace {

// Looks at what the adapter says unasked.
class NoticeReader final : public Observer {
 public:
  explicit NoticeReader(ProbeRecord& record) : record_(record) {}
  void called(std::int64_t /*id*/, std::string_view /*method*/,
              const json::Value& /*params*/) override {}
  void answered(std::int64_t /*id*/, const json::Value& /*message*/) override {}
  void noticed(const json::Value& message) override {
    ++record_.notices;
    if (record_.notice.empty()) record_.notice = flaw_of(message);
  }

 private:
  static std::string flaw_of(const json::Value& message) {
    if (const Status status = check_contract("notification", message); !status) {
      return status.error().text();
    }
    const std::string method(message.string_at("method"));
    if (method != "progress" && method != "log" && method != "changed") return {};
    const json::Value* params = message.find("params");
    const Status status =
        check_contract(method + "_params", params == nullptr ? json::Value::object() : *params);
    return status ? std::string() : method + ": " + status.error().text();
  }

  ProbeRecord& record_;
};

Error call_error(std::string_view method, const Reply& reply) {
  return Error{"probe.call", std::string(method), in_words(reply)};
}

}  // namespace

Finding failed(std::string detail) { return {ProbeOutcome::failed, std::move(detail)}; }
Finding failed(const Error& error) { return failed(error.text()); }
Finding skipped(std::string detail) { return {ProbeOutcome::skipped, std::move(detail)}; }

std::string in_words(const Reply& reply) {
  switch (reply.kind) {
    case Reply::Kind::result: return "answered " + json::write(reply.value);
    case Reply::Kind::error:
      return "error " + std::to_string(reply.code) + ": " + reply.message +
             (reply.value.is_null() ? "" : " " + json::write(reply.value));
    case Reply::Kind::broken: return reply.fault + ": " + reply.detail;
    case Reply::Kind::timeout:
    case Reply::Kind::ended: return reply.detail;
  }
  return {};
}

std::string heard_in_words(const std::vector<HeardEntry>& heard, const ProbeRoom& room) {
  std::string words;
  for (const HeardEntry& entry : heard) {
    if (!words.empty()) words += ' ';
    if (entry.seek_ms) {
      words += "[seek " + std::to_string(*entry.seek_ms) + "]";
      continue;
    }
    const auto known = std::find(room.chunk_ids.begin(), room.chunk_ids.end(), entry.event_id);
    words += known == room.chunk_ids.end() ? entry.event_id
                                           : std::to_string(known - room.chunk_ids.begin() + 1);
    if (!entry.complete) words += " (cut)";
  }
  return words.empty() ? "nothing" : words;
}

std::string_view dialect_for(const Hello& hello) {
  for (const std::string_view dialect : {"stable", "unstable", "element"}) {
    if (hello.dialects.find(dialect) != hello.dialects.end()) return dialect;
  }
  return {};
}

ProbeSession::ProbeSession(const ProbePlan& plan, ProbeStage& stage, Clock& clock,
                           ProbeRecord& record)
    : plan_(plan), stage_(stage), clock_(clock), record_(record) {}

std::unique_ptr<ProbeSession> ProbeSession::another() const {
  return std::make_unique<ProbeSession>(plan_, stage_, clock_, record_);
}

Status ProbeSession::start() {
  Result<std::unique_ptr<Adapter>> started =
      plan_.source != nullptr ? plan_.source->start()
                              : Adapter::start(plan_.command, plan_.limits, clock_);
  if (!started) return started.error();
  adapter_ = std::move(started).value();
  const std::optional<int> process = adapter_->process_id();
  if (plan_.processes != nullptr && process) plan_.processes->add(*process);
  return Done{};
}

Status ProbeSession::greet() {
  const Reply reply = call("hello", hello_params(plan_.runner_version));
  if (!reply.ok()) return call_error("hello", reply);
  Result<Hello> hello = read_hello(reply.value);
  if (!hello) return hello.error();
  hello_ = std::move(hello).value();
  return Done{};
}

Status ProbeSession::open_room() {
  Result<ProbeRoom> room = stage_.open_room(dialect_for(hello_));
  if (!room) return room.error();
  room_ = std::move(room).value();
  return must("open", room_.open_params);
}

Reply ProbeSession::call(std::string_view method, const json::Value& params) {
  if (!adapter_->usable()) return last_;
  NoticeReader reader(record_);
  last_ = adapter_->call(method, params, plan_.budget_ms, &reader);
  note(method, last_);
  return last_;
}

void ProbeSession::note(std::string_view method, const Reply& reply) {
  const std::string where(method);
  const bool closed = reply.fault.starts_with("adapter.closed_");
  if (reply.kind == Reply::Kind::broken && !closed && record_.noise.empty()) {
    record_.noise = where + ": " + in_words(reply);
  }
  if (!record_.answer.empty()) return;
  if (reply.ok() && !reply.value.is_object()) {
    record_.answer = where + ": a result is an object; there stands " + json::write(reply.value);
  }
  if (reply.kind != Reply::Kind::error) return;
  json::Value error = json::Value::object();
  error.set("code", reply.code).set("message", reply.message);
  if (!reply.value.is_null()) error.set("data", reply.value);
  if (const Status status = check_contract("error", error); !status) {
    record_.answer = where + ": " + status.error().text();
  }
}

Reply ProbeSession::act(std::string_view verb, json::Value more) {
  json::Value params = json::Value::object();
  params.set("verb", verb).set("broadcast", room_.started_id);
  for (const json::Member& member : more.members()) params.set(member.key, member.value);
  return call("act", params);
}

Status ProbeSession::must(std::string_view method, const json::Value& params) {
  const Reply reply = call(method, params);
  if (!reply.ok()) return call_error(method, reply);
  return Done{};
}

Status ProbeSession::settle() {
  // A second of the client's own clock each: far more than two chunks and any sensible wait.
  constexpr int rounds_max = 120;
  json::Value before;
  for (int round = 0; round < rounds_max; ++round) {
    const Result<std::string> token = stage_.wait_for_rest(plan_.budget_ms);
    if (!token) return token.error();
    token_ = *token;
    json::Value params = json::Value::object();
    params.set("sync", token_);
    if (Status status = must("settle", params); !status) return status;
    const Result<std::string> after = stage_.wait_for_rest(plan_.budget_ms);
    if (!after) return after.error();
    if (*after != token_) continue;
    if (!hello_.has("virtual_clock")) return Done{};
    Result<json::Value> now = observe_text();
    if (!now) return now.error();
    if (round > 0 && *now == before) return Done{};
    before = std::move(now).value();
    json::Value second = json::Value::object();
    second.set("ms", 1000);
    if (Status status = must("advance", second); !status) return status;
  }
  return Error{"probe.rest", "settle",
               "nothing comes to rest: there was something new after each of " +
                   std::to_string(rounds_max) + " times"};
}

Result<json::Value> ProbeSession::observe_text() {
  const Reply reply = call("observe", json::Value::object());
  if (!reply.ok()) return call_error("observe", reply);
  return reply.value;
}

Result<Snapshot> ProbeSession::observe() {
  const Result<json::Value> text = observe_text();
  if (!text) return text.error();
  return read_snapshot(*text);
}

Status ProbeSession::play_through() {
  if (Status status = open_room(); !status) return status;
  if (Status status = settle(); !status) return status;
  const Reply play = act("play");
  if (!play.ok()) return call_error("act play", play);
  return settle();
}

Result<BroadcastView> ProbeSession::observe_broadcast() {
  const Result<Snapshot> snapshot = observe();
  if (!snapshot) return snapshot.error();
  const BroadcastView* view = snapshot->find(room_.started_id);
  if (view == nullptr || view->gone) {
    return Error{"probe.call", "observe", "the broadcast of the room is not listed"};
  }
  return *view;
}

Result<std::string> ProbeSession::observe_heard() {
  const Result<BroadcastView> view = observe_broadcast();
  if (!view) return view.error();
  return heard_in_words(view->heard.value_or(std::vector<HeardEntry>()), room_);
}

Result<HeldDownload> ProbeSession::hold_download(std::int64_t hold_ms,
                                                 const std::function<void()>& act,
                                                 const std::function<void()>& settle) {
  return stage_.hold_download(hold_ms, act, settle);
}

Exit ProbeSession::finish() {
  if (adapter_ == nullptr) return {};
  const std::optional<int> process = adapter_->process_id();
  const Exit exit = adapter_->finish();
  if (plan_.processes != nullptr && process) plan_.processes->remove(*process);
  return exit;
}

}  // namespace deadair::client
