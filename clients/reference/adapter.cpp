// The adapter: the runner's calls, one function each.
#include "clients/reference/adapter.h"

#include <algorithm>
#include <array>
#include <utility>

#include "clients/reference/snapshot.h"
#include "clients/reference/storage.h"

namespace deadair::reference {
namespace {

constexpr std::int64_t parse_error = -32700;
constexpr std::int64_t invalid_request = -32600;
constexpr std::int64_t method_not_found = -32601;
constexpr std::int64_t invalid_params = -32602;
constexpr std::int64_t refused = 1;
constexpr std::int64_t code_unsupported = 2;
constexpr std::int64_t client_fault = 3;

constexpr std::int64_t advance_ms_max = 86400000;

json::Value strings(std::initializer_list<std::string_view> texts) {
  json::Value array = json::Value::array();
  for (const std::string_view text : texts) array.push(text);
  return array;
}

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::string text_at(const json::Value& params, std::initializer_list<std::string_view> path) {
  const json::Value* found = params.find(path);
  return std::string(found == nullptr ? "" : found->as_string().value_or(""));
}

}  // namespace

std::string Adapter::answer(std::string_view line) {
  json::Value reply;
  reply.set("jsonrpc", "2.0");
  const Result<json::Value> request = json::read(line);
  const json::Value* id = request.ok() ? request->find("id") : nullptr;
  reply.set("id", id == nullptr ? json::Value() : *id);
  Outcome outcome;
  if (!request.ok()) {
    outcome = failed(parse_error, request.error().text());
  } else if (request->string_at("method").empty()) {
    outcome = failed(invalid_request, "no method");
  } else {
    const json::Value* params = request->find("params");
    outcome = call(request->string_at("method"), params == nullptr ? json::Value() : *params);
  }
  if (outcome.code == 0) {
    reply.set("result", std::move(outcome.result));
  } else {
    json::Value error;
    error.set("code", outcome.code).set("message", outcome.message);
    if (!outcome.data.is_null()) error.set("data", std::move(outcome.data));
    reply.set("error", std::move(error));
  }
  return json::write(reply);
}

void Adapter::catch_up() {
  if (session_) session_->catch_up();
}

int Adapter::descriptor() const { return session_ ? session_->descriptor() : -1; }

Adapter::Outcome Adapter::failed(std::int64_t code, std::string message) {
  Outcome outcome;
  outcome.code = code;
  outcome.message = std::move(message);
  return outcome;
}

Adapter::Outcome Adapter::unsupported(std::string_view feature) {
  Outcome outcome = failed(code_unsupported, "unsupported");
  outcome.data.set("feature", feature);
  return outcome;
}

Adapter::Outcome Adapter::fault(const Error& error) {
  Outcome outcome = failed(client_fault, "client fault");
  outcome.data.set("detail", error.code + ": " + error.text());
  return outcome;
}

Adapter::Outcome Adapter::call(std::string_view method, const json::Value& params) {
  if (method == "hello") return hello(params);
  if (method == "open") return open(params);
  if (method == "reset") return reset();
  if (method == "feed") return unsupported("core");
  if (method == "bye") {
    done_ = true;
    return reset();
  }
  if (!is_one_of(method, {"act", "settle", "observe", "advance", "restart"})) {
    return failed(method_not_found, "method not found");
  }
  if (!session_) return failed(invalid_params, "no scenario is open");
  if (method == "act") return act(params);
  if (method == "settle") return settle(params);
  if (method == "advance") return advance(params);
  if (method == "restart") return restart(params);
  Outcome outcome;
  outcome.result = snapshot(*session_, log_);
  return outcome;
}

Adapter::Outcome Adapter::hello(const json::Value& params) {
  const json::Value* versions = params.find("contract");
  const bool common =
      versions != nullptr &&
      std::any_of(versions->items().begin(), versions->items().end(),
                  [](const json::Value& version) { return version.as_integer() == 1; });
  if (!common) return unsupported("contract");
  json::Value client;
  client.set("name", "deadair-reference").set("version", "0.1.0").set("language", "C++");
  Outcome outcome;
  outcome.result.set("contract", 1).set("client", std::move(client));
  outcome.result.set("roles", strings({"listener"}));
  outcome.result.set("dialects", strings({"stable", "unstable", "element"}));
  outcome.result.set("depths", strings({"client"}));
  outcome.result.set("features", strings({"pause", "seek", "reset", "restart", "virtual_clock",
                                          "audio", "encrypted_files", "redact", "logout"}));
  outcome.result.set("reports", strings({"state", "live", "chunks", "heard", "player", "position",
                                         "duration", "error", "tiles", "notifications"}));
  return outcome;
}

Adapter::Outcome Adapter::open(const json::Value& params) {
  if (params.string_at("depth", "client") != "client") return unsupported("core");
  if (params.string_at("role", "listener") != "listener") return unsupported("broadcaster");
  Opened opened{text_at(params, {"homeserver", "base_url"}),
                text_at(params, {"user", "access_token"}), text_at(params, {"room", "room_id"}),
                text_at(params, {"storage"})};
  if (opened.base_url.empty() || opened.access_token.empty() || opened.room_id.empty()) {
    return failed(invalid_params,
                  "open needs homeserver.base_url, user.access_token, room.room_id");
  }
  static_cast<void>(reset());
  opened_ = std::move(opened);
  return start_session(opened_->access_token);
}

Adapter::Outcome Adapter::start_session(const std::string& access_token) {
  session_ = std::make_unique<Session>(make_network_(opened_->base_url, access_token),
                                       opened_->room_id, log_, decoder_, mutant_, form_);
  const bool spoils = mutant_ == Mutant::forgets_login;
  keep_token(opened_->storage, spoils ? access_token.substr(1) : access_token);
  const Status status = session_->open();
  return status.ok() ? Outcome{} : fault(status.error());
}

Adapter::Outcome Adapter::act(const json::Value& params) {
  const std::string_view verb = params.string_at("verb");
  if (verb.starts_with("record.")) return unsupported("broadcaster");
  if (verb == "logout") {
    session_->log_out();
    return {};
  }
  if (verb == "redact") {
    const std::string event_id = text_at(params, {"event_id"});
    if (event_id.empty()) return failed(invalid_params, "redact needs event_id");
    session_->redact(event_id);
    return {};
  }
  return wish(verb, params);
}

Adapter::Outcome Adapter::wish(std::string_view verb, const json::Value& params) {
  if (!is_one_of(verb, {"play", "pause", "resume", "stop", "seek"})) {
    return failed(invalid_params, "no such verb");
  }
  const std::string id = text_at(params, {"broadcast"});
  if (id.empty()) return failed(invalid_params, "the verb needs a broadcast");
  const json::Value* position = params.find("position_ms");
  const std::optional<std::int64_t> position_ms =
      position == nullptr ? std::nullopt : position->as_integer();
  if (verb == "seek" && !position_ms) return failed(invalid_params, "seek needs position_ms");
  Player* player = session_->player(id);
  if (player == nullptr) return failed(refused, "no such broadcast");
  const bool accepted = verb == "play"     ? player->play()
                        : verb == "pause"  ? player->pause()
                        : verb == "resume" ? player->resume()
                        : verb == "stop"   ? player->stop()
                                           : player->seek(*position_ms);
  return accepted ? Outcome{} : failed(refused, "not in this state");
}

Adapter::Outcome Adapter::settle(const json::Value& params) {
  const Status status = session_->settle(text_at(params, {"sync"}));
  if (!status.ok()) return fault(status.error());
  Outcome outcome;
  outcome.result.set("idle", session_->idle());
  return outcome;
}

Adapter::Outcome Adapter::advance(const json::Value& params) {
  const std::int64_t ms = params.integer_at("ms", -1);
  if (ms < 0 || ms > advance_ms_max) return failed(invalid_params, "ms is not from 0 to one day");
  session_->advance(ms);
  return {};
}

Adapter::Outcome Adapter::restart(const json::Value& params) {
  const std::string_view storage = params.string_at("storage");
  if (!is_one_of(storage, {"kept", "wiped"})) {
    return failed(invalid_params, "storage is neither kept nor wiped");
  }
  session_.reset();
  if (storage == "wiped") forget_token(opened_->storage);
  return start_session(kept_token(opened_->storage).value_or(opened_->access_token));
}

Adapter::Outcome Adapter::reset() {
  session_.reset();
  opened_.reset();
  log_ = HeardLog();
  return {};
}

}  // namespace deadair::reference
