// The calls of the contract at depth core, and what it means when one ends badly.
#include "harness/told/core_client.h"

#include <utility>

#include "harness/client/contract.h"
#include "harness/run/quiet_scene.h"
#include "harness/told/feeding.h"

namespace deadair::told {
namespace {

using client::Reply;
using json::Value;

constexpr std::int64_t seed_max = json::integer_max;

CoreAnswer::Kind kind_of(const Reply& reply) {
  switch (reply.kind) {
    case Reply::Kind::result: return CoreAnswer::Kind::shown;
    case Reply::Kind::timeout: return CoreAnswer::Kind::finding;
    case Reply::Kind::broken: return CoreAnswer::Kind::fault;
    case Reply::Kind::ended:
      return reply.exit.status == client::exit_status_of_adapter_fault ? CoreAnswer::Kind::fault
                                                                       : CoreAnswer::Kind::finding;
    case Reply::Kind::error: break;
  }
  return reply.code == client::client_fault ? CoreAnswer::Kind::finding : CoreAnswer::Kind::fault;
}

std::string text_of(const Reply& reply, std::string_view method, std::int64_t call_ms) {
  const std::string during = " during " + std::string(method);
  switch (reply.kind) {
    case Reply::Kind::result: return {};
    case Reply::Kind::timeout:
      return "gave no answer to " + std::string(method) + " within " + std::to_string(call_ms) +
             " ms";
    case Reply::Kind::broken: return reply.fault + during + ": " + reply.detail;
    case Reply::Kind::ended: return reply.exit.text() + during;
    case Reply::Kind::error: break;
  }
  std::string text = "error " + std::to_string(reply.code) + during + ": " + reply.message;
  const std::string_view detail = reply.value.string_at("detail");
  if (!detail.empty()) text.append(": ").append(detail);
  return text;
}

std::string last_line(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text.substr(text.rfind('\n') + 1);  // all of it where there is no other
}

}  // namespace

CoreClient::CoreClient(std::vector<std::string> command, std::int64_t call_ms,
                       std::string runner_version, Clock& clock)
    : command_(std::move(command)),
      call_ms_(call_ms),
      runner_version_(std::move(runner_version)),
      clock_(clock) {}

CoreClient::~CoreClient() { close(); }

Status CoreClient::start() {
  close();
  Result<std::unique_ptr<client::Adapter>> started =
      client::Adapter::start(command_, client::Limits{}, clock_);
  if (!started) return started.error();
  adapter_ = std::move(*started);
  CoreAnswer answer;
  Value said;
  if (!call("hello", client::hello_params(runner_version_), answer, &said)) {
    const std::string wrote = last_line(answer.stderr_text);
    return Error{"core.hello", command_.front(),
                 answer.text + (wrote.empty() ? "" : "; it wrote: " + wrote)};
  }
  Result<client::Hello> hello = client::read_hello(said);
  if (!hello) return Error{"core.hello", command_.front(), hello.error().text()};
  hello_ = std::move(*hello);
  if (!hello_.depths.contains("core") || !hello_.roles.contains("listener")) {
    return Error{"core.depth", command_.front(),
                 "hello declares no depth \"core\" for the role \"listener\""};
  }
  return Done{};
}

CoreAnswer CoreClient::tell(const std::vector<StagedBatch>& history, msc3888::Dialect dialect,
                            std::uint64_t seed) {
  CoreAnswer answer;
  if (adapter_ == nullptr) {
    if (const Status started = start(); !started) {
      return {CoreAnswer::Kind::fault, {}, started.error().text(), {}};
    }
  }
  if (!call("open", open_params(dialect, seed), answer)) return answer;
  const Feeding feeding(history);
  for (const Value& body : feeding.bodies()) {
    if (!call("feed", body, answer)) return answer;
  }
  Value shown;
  if (!call("observe", Value::object(), answer, &shown)) return answer;
  Result<client::Snapshot> snapshot = client::read_snapshot(shown);
  if (!snapshot) {
    answer = {CoreAnswer::Kind::fault, {}, snapshot.error().text(), adapter_->take_stderr()};
    close();
    return answer;
  }
  answer.snapshot = std::move(*snapshot);
  if (!hello_.has("reset")) {
    close();
    return answer;
  }
  CoreAnswer after;
  return call("reset", Value::object(), after) ? answer : after;
}

Value CoreClient::open_params(msc3888::Dialect dialect, std::uint64_t seed) {
  if (storage_ == nullptr || !storage_->clear()) storage_ = std::make_unique<run::Storage>();
  const run::QuietScene scene;
  const run::Cast& cast = scene.cast();
  Value user = Value::object({{"user_id", cast.user_id}});
  user.add("password", "").add("access_token", "").add("device_id", "LISTENER");
  Value params = Value::object({{"scenario", "hidden"}, {"depth", "core"}, {"role", "listener"}});
  params.add("seed", static_cast<std::int64_t>(seed % std::uint64_t{seed_max}));
  params.add("dialect", msc3888::name_of(dialect)).add("user", std::move(user));
  params.add("room", Value::object({{"room_id", cast.room_id}}));
  params.add("storage", storage_->path());
  return params;
}

bool CoreClient::call(std::string_view method, const Value& params, CoreAnswer& into,
                      Value* result) {
  const Reply reply = adapter_->call(method, params, call_ms_, nullptr);
  if (reply.ok()) {
    if (result != nullptr) *result = reply.value;
    return true;
  }
  into = {kind_of(reply), {}, text_of(reply, method, call_ms_), adapter_->take_stderr()};
  close();
  return false;
}

void CoreClient::close() {
  if (adapter_ == nullptr) return;
  static_cast<void>(adapter_->finish());
  adapter_.reset();
}

}  // namespace deadair::told
