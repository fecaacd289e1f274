// Requests and events for tests of the mock homeserver.
#include "mock_homeserver/test_world.h"

#include <atomic>

#include "harness/base/check.h"
#include "mock_homeserver/http/target.h"
#include "mock_homeserver/routes/reply.h"

namespace deadair::mock {

namespace {

std::unique_ptr<run::Scene> open_scene(World& world, const std::string& case_id,
                                       judge::TraceLog& log) {
  Result<std::shared_ptr<SceneState>> state = world.open(run::SceneSetup{case_id, 8731}, log);
  DEADAIR_CHECK(state.ok(), case_id);
  return std::make_unique<WorldScene>(world, *state);
}

std::uint64_t next_exchange() {
  static std::atomic<std::uint64_t> last = 0;
  return ++last;
}

}  // namespace

TestScene::TestScene(World& world, const std::string& case_id)
    : scene_(open_scene(world, case_id, log_)) {}

std::string TestScene::room() const { return scene_->cast().room_id; }

std::size_t TestScene::count(judge::EntryKind kind) const { return entries(kind).size(); }

std::vector<json::Value> TestScene::entries(judge::EntryKind kind) const {
  std::vector<json::Value> found;
  for (const judge::Entry& entry : log_.copy().entries) {
    if (entry.kind == kind) found.push_back(entry.body);
  }
  return found;
}

std::vector<std::string> TestScene::findings() const {
  std::vector<std::string> codes;
  for (const json::Value& entry : entries(judge::EntryKind::finding)) {
    codes.emplace_back(entry.string_at("code"));
  }
  return codes;
}

json::Value TestScene::event(const std::string& label, std::string_view type,
                             json::Value content) const {
  return make_event("$" + label, type, scene_->cast().caster_id, scene_->cast().room_id,
                    scene_->now_ms(), std::move(content));
}

json::Value TestScene::message(const std::string& label) const {
  json::Value content = object_of("msgtype", "m.text");
  content.set("body", label);
  return event(label, "m.room.message", std::move(content));
}

json::Value TestScene::info(const std::string& label, const std::string& state) const {
  json::Value content = object_of("state", state);
  if (state != "started") {
    json::Value relation = object_of("rel_type", "m.reference");
    relation.set("event_id", "$S");
    content.set("m.relates_to", std::move(relation));
  }
  json::Value made = event(label, "m.voice_broadcast_info", std::move(content));
  made.set("state_key", scene_->cast().caster_id);
  return made;
}

json::Value TestScene::started(const std::string& label) const { return info(label, "started"); }

json::Value TestScene::chunk(const std::string& label, std::int64_t sequence) const {
  json::Value relation = object_of("rel_type", "m.reference");
  relation.set("event_id", "$S");
  json::Value content = object_of("sequence", sequence);
  content.set("m.relates_to", std::move(relation));
  return event(label, "m.voice_broadcast_chunk", std::move(content));
}

json::Value TestScene::redaction(const std::string& label, const std::string& target) const {
  json::Value made = event(label, "m.room.redaction", object_of("redacts", "$" + target));
  made.set("redacts", "$" + target);
  return made;
}

void TestScene::emit(const std::string& label, json::Value event, scenario::Via via) {
  scene_->publish({run::RoomEvent{label, std::move(event)}}, via);
}

void TestScene::emit_all(const std::vector<std::pair<std::string, json::Value>>& events,
                         scenario::Via via) {
  std::vector<run::RoomEvent> batch;
  batch.reserve(events.size());
  for (const auto& [label, event] : events) batch.push_back({label, event});
  scene_->publish(batch, via);
}

Answered TestClient::take(const http::Request& request) {
  http::Outcome outcome = world_.handle(request);
  Answered answered;
  answered.exchange = request.exchange;
  if (const http::Park* const park = std::get_if<http::Park>(&outcome)) {
    answered.parked = true;
    answered.park_ms = park->ms_max;
    return answered;
  }
  answered.response = std::move(std::get<http::Response>(outcome));
  Result<json::Value> body = json::read(answered.response.body);
  if (body.ok()) answered.body = std::move(body).value();
  return answered;
}

Answered TestClient::begin(const std::string& method, const std::string& target,
                           const std::string& body) {
  http::Request request;
  request.exchange = next_exchange();
  request.method = method;
  request.target = target;
  http::Target split = http::split_target(target);
  request.segments = std::move(split.segments);
  request.query = std::move(split.query);
  request.body = body;
  if (!token_.empty()) request.headers.emplace_back("authorization", "Bearer " + token_);
  if (!content_type.empty()) request.headers.emplace_back("content-type", content_type);
  open_[request.exchange] = request;
  return take(request);
}

Answered TestClient::again(const Answered& parked, std::int64_t parked_ms, bool others_wait) {
  http::Request request = open_.at(parked.exchange);
  request.asked_again = true;
  request.parked_ms = parked_ms;
  request.others_wait = others_wait;
  return take(request);
}

void TestClient::end(const Answered& answered, http::Ending ending) {
  open_.erase(answered.exchange);
  world_.ended(answered.exchange, ending);
}

Answered TestClient::ask(const std::string& method, const std::string& target,
                         const std::string& body) {
  Answered answered = begin(method, target, body);
  if (!answered.parked) end(answered);
  return answered;
}

std::string log_in(World& world, const std::string& user, const std::string& password,
                   const std::string& device) {
  json::Value body = json::Value::object({{"type", "m.login.password"}, {"password", password}});
  body.set("identifier", json::Value::object({{"type", "m.id.user"}, {"user", user}}));
  body.set("device_id", device);
  const Answered login = TestClient(world, "").post("/_matrix/client/v3/login", json::write(body));
  DEADAIR_CHECK(login.status() == 200, login.response.body);
  return std::string(login.body.string_at("access_token"));
}

json::Value identity_of(const std::string& user, const std::string& device) {
  json::Value keys = json::Value::object({{"user_id", user}, {"device_id", device}});
  keys.set("algorithms", json::Value::array({"m.olm.v1.curve25519-aes-sha2"}));
  keys.set("keys", object_of("ed25519:" + device, "public"));
  keys.set("signatures", object_of(user, object_of("ed25519:" + device, "signed")));
  return keys;
}

json::Value keys_named(const std::vector<std::string>& names) {
  json::Value keys = json::Value::object();
  for (const std::string& name : names) {
    json::Value key = object_of("key", "of " + name);
    keys.set(name, key.set("signatures", json::Value::object()));
  }
  return keys;
}

json::Value parsed(std::string_view text) {
  Result<json::Value> read = json::read(text);
  DEADAIR_CHECK(read.ok(), std::string(text));
  return std::move(read).value();
}

std::vector<std::string> ids(const json::Value* events) {
  std::vector<std::string> found;
  if (events == nullptr) return found;
  for (const json::Value& event : events->items()) found.emplace_back(event.string_at("event_id"));
  return found;
}

const json::Value* room_in(const json::Value& sync, const std::string& room,
                           std::string_view kind) {
  return sync.find({"rooms", kind, room});
}

}  // namespace deadair::mock
