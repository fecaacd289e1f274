// The way of a request: whose it is, which route it takes, what is wrong with it, and its answer.
#include <algorithm>
#include <utility>

#include "mock_homeserver/faults/apply.h"
#include "mock_homeserver/schemas/answer_check.h"
#include "mock_homeserver/world.h"

namespace deadair::mock {

namespace {

constexpr std::size_t target_bytes_shown_max = 2048;
constexpr std::size_t json_bytes_max = std::size_t{1024} * 1024;
constexpr std::int64_t held_ms_max = 600000;
constexpr std::int64_t storm_retry_ms = 1000;

std::optional<std::string_view> token_of(const http::Request& request) {
  constexpr std::string_view bearer = "Bearer ";
  const std::optional<std::string_view> header = request.header("authorization");
  if (header.has_value() && header->starts_with(bearer)) return header->substr(bearer.size());
  return request.parameter("access_token");
}

std::string_view found_at(const RouteTable::Match& match, std::string_view name) {
  const auto found = match.parameters.find(name);
  return found == match.parameters.end() ? std::string_view() : std::string_view(found->second);
}

std::string label_of(const Call& call) {
  const auto event = call.parameters.find("event");
  if (event != call.parameters.end()) return call.in().label_of_event(event->second);
  const auto media = call.parameters.find("media");
  if (media == call.parameters.end()) return {};
  const auto item = call.in().media.find(media->second);
  return item == call.in().media.end() ? std::string() : item->second.label;
}

Reply unknown_token(const Session* session) {
  Reply reply = error_reply(401, "M_UNKNOWN_TOKEN", "Unknown access token");
  reply.body.set("soft_logout", session != nullptr && session->soft_logout);
  return reply;
}

// Whether the timeline of a sync answer leaves something out, so that the client has to ask for it.
bool leaves_out(const Reply& reply, std::string_view room) {
  const json::Value* limited = reply.body.find({"rooms", "join", room, "timeline", "limited"});
  if (limited == nullptr) limited = reply.body.find({"rooms", room, "limited"});
  return limited != nullptr && *limited == json::Value(true);
}

// An answer that no fault has touched yet is what the schemas say, and so is a body that was taken.
void watch_over(const Route* route, const SceneState* scene, const Reply& reply,
                const json::Value& taken) {
  if constexpr (schemas_watch) {
    hold_to_schemas(route, scene == nullptr ? nullptr : &scene->room, reply, taken);
  }
}

}  // namespace

std::shared_ptr<SceneState> World::scene_of_token(std::string_view token) const {
  for (const auto& [room_id, scene] : scenes_) {
    if (scene->sessions.find(token) != scene->sessions.end()) return scene;
  }
  return nullptr;
}

std::shared_ptr<SceneState> World::scene_of_path(const RouteTable::Match& match) const {
  const auto by_room = scenes_.find(found_at(match, "room"));
  if (by_room != scenes_.end()) return by_room->second;
  const std::string_view media = found_at(match, "media");
  if (media.empty()) return nullptr;
  for (const auto& [room_id, scene] : scenes_) {
    if (scene->media.find(media) != scene->media.end()) return scene;
  }
  return nullptr;
}

std::shared_ptr<SceneState> World::scene_of_user(std::string_view user) const {
  for (const auto& [room_id, scene] : scenes_) {
    if (scene->accounts.contains(user)) return scene;
  }
  return nullptr;
}

std::shared_ptr<SceneState> World::scene_of_login(const json::Value& body) const {
  const std::string_view name = login_name(body);
  for (const auto& [room_id, scene] : scenes_) {
    for (const auto& [user, account] : scene->accounts) {
      if (is_user(name, user)) return scene;
    }
  }
  return nullptr;
}

World::Attribution World::attribute(const http::Request& request,
                                    const RouteTable::Match& match) const {
  Attribution who;
  const std::optional<std::string_view> token = token_of(request);
  who.token_given = token.has_value() && !token->empty();
  std::shared_ptr<SceneState> by_path = scene_of_path(match);
  const bool by_name = match.route != nullptr && match.route->access == Access::named;
  if (by_path == nullptr && by_name && !who.token_given)
    by_path = scene_of_user(found_at(match, "user"));
  if (who.token_given) who.scene = scene_of_token(*token);
  const bool own = by_path == nullptr || by_path == who.scene;
  if (who.scene != nullptr && own) {
    who.session = &who.scene->sessions.find(*token)->second;
    return who;
  }
  // Who names a room and shows somebody else's token is the client of that room, as far as can be
  // told; the one whose token it is has no part in it.
  who.token_known = who.scene != nullptr;
  who.scene = by_path;
  who.foreign = who.token_given && by_path != nullptr;
  if (who.scene == nullptr && match.route != nullptr && match.route->access == Access::login) {
    const Result<json::Value> body = json::read(request.body);
    if (body.ok()) who.scene = scene_of_login(*body);
  }
  return who;
}

http::Outcome World::handle(const http::Request& request) {
  std::vector<std::string> wakes;
  std::function<void(std::string_view)> waker;
  http::Outcome outcome = http::Response{};
  {
    const std::lock_guard lock(mutex_);
    waker = waker_;
    outcome = dispatch(request, wakes);
    wake_waiting();
  }
  if (waker) {
    for (const std::string& key : wakes) waker(key);
  }
  return outcome;
}

http::Outcome World::handle_held(const http::Request& request, Exchange& exchange) {
  const std::shared_ptr<SceneState> scene = exchange.scene.lock();
  if (scene != nullptr && scene->held_generation == exchange.held_generation) {
    return http::Park{scene->hold_key(), held_ms_max};
  }
  if (scene != nullptr) scene->watch.answering(request.exchange);
  const std::unique_ptr<http::Response> held = std::move(exchange.held);
  return std::move(*held);
}

http::Outcome World::dispatch(const http::Request& request, std::vector<std::string>& wakes) {
  const auto known = exchanges_.find(request.exchange);
  if (known != exchanges_.end() && known->second.held != nullptr) {
    return handle_held(request, known->second);
  }
  if (request.method == "OPTIONS") return to_http(empty_reply());
  if (request.asked_again && known == exchanges_.end()) return to_http(unknown_token(nullptr));
  const RouteTable::Match match = routes_.find(request.method, request.segments);
  const Attribution who = attribute(request, match);
  SceneState* const scene = who.scene.get();
  if (scene != nullptr && known == exchanges_.end()) {
    ++scene->requests;
    Exchange& exchange = exchanges_[request.exchange];
    exchange.scene = who.scene;
    exchange.number = scene->requests;
    exchange.began = scene->log.size();
    scene->watch.began(request.exchange);
    if (scene->requests > options_.requests_max && !scene->storm) {
      scene->storm = true;
      scene->find_fault_with_client(
          judge::code::requests_storm,
          "more than " + std::to_string(options_.requests_max) + " requests in one scene",
          match.route == nullptr ? "unknown" : match.route->name);
    }
  }
  if (match.kind != RouteTable::Kind::found) {
    const Reply refusal = no_route(request, match, scene);
    watch_over(nullptr, scene, refusal, {});
    return finish(request, "unknown", who.scene, refusal, nullptr);
  }
  Call call{request, *match.route, match.parameters, scene, who.session};
  // The bodies of sliding sync are not kept, and the number of requests bounds them.
  const bool kept = match.route->body != Body::any && match.route->name != "sync";
  if (scene != nullptr && !request.asked_again && kept) {
    count_json(*scene, request.body.size(), match.route->name);
  }
  if (scene != nullptr && scene->storm) {
    if (call.route.name == "sync" && !call.of_others())
      scene->watch.sync_began(request.exchange, std::nullopt, "");
    return finish(request, call.route.name, who.scene, limit_reply(storm_retry_ms), &call);
  }
  std::optional<Reply> refusal = check_access(call, who);
  if (!refusal.has_value()) refusal = check_body(call);
  if (refusal.has_value()) {
    watch_over(match.route, scene, *refusal, {});
    return finish(request, call.route.name, who.scene, *refusal, &call);
  }
  http::Outcome outcome = run_route(call, who);
  if (call.asks_again) wakes.push_back(scene->park_key());
  return outcome;
}

// What a client sends is kept: in the room, in its account, in the trace.
void World::count_json(SceneState& scene, std::size_t bytes, std::string_view route) const {
  if (bytes > json_bytes_max) return;  // refused unread
  scene.json_bytes += bytes;
  if (scene.json_bytes <= options_.json_total_max || scene.storm) return;
  scene.storm = true;
  scene.find_fault_with_client(
      judge::code::requests_storm,
      "more than " + std::to_string(options_.json_total_max) + " bytes of JSON in one scene",
      route);
}

Reply World::no_route(const http::Request& request, const RouteTable::Match& match,
                      SceneState* scene) const {
  if (match.kind == RouteTable::Kind::wrong_method) {
    if (scene != nullptr) {
      scene->find_fault_with_client(judge::code::request_method,
                                    request.method + " is no method of this path", "unknown");
    }
    return error_reply(405, "M_UNRECOGNIZED", "Unknown method");
  }
  if (scene != nullptr && !is_specified_path(request.segments)) {
    scene->find_fault_with_client(
        judge::code::request_unknown_route,
        request.method + " " + request.target.substr(0, request.target.find('?')), "unknown");
  }
  return error_reply(404, "M_UNRECOGNIZED", "Unrecognized request");
}

std::optional<Reply> World::check_access(const Call& call, const Attribution& who) const {
  switch (call.route.access) {
    case Access::nobody:
    case Access::named: return std::nullopt;
    case Access::login:
      if (who.scene != nullptr) return std::nullopt;
      return error_reply(403, "M_FORBIDDEN", "Invalid username or password");
    case Access::token:
    case Access::member: break;
  }
  const auto fault = [&](const judge::Code& code, std::string_view detail) {
    if (who.scene == nullptr) return;
    who.scene->find_fault_with_client(code, std::string(detail), call.route.name);
  };
  if (!who.token_given) {
    fault(judge::code::request_no_token, "an access token is needed");
    return error_reply(401, "M_MISSING_TOKEN", "Missing access token");
  }
  if (who.foreign) fault(judge::code::request_foreign_token, "a token that is not of this case");
  if (who.foreign && who.token_known) return error_reply(403, "M_FORBIDDEN", "Not yours");
  if (who.session == nullptr || !who.session->good) return unknown_token(who.session);
  if (call.route.access == Access::token) return std::nullopt;
  if (call.parameter("room") == call.in().room.id && call.in().joined(call.user()))
    return std::nullopt;
  return error_reply(403, "M_FORBIDDEN", "You are not in this room");
}

std::optional<Reply> World::check_body(Call& call) const {
  if (call.route.body == Body::any || call.request.asked_again) return std::nullopt;
  if (call.route.body == Body::object_or_nothing && call.request.body.empty()) {
    call.body = json::Value::object();
    return std::nullopt;
  }
  if (call.request.body.size() > json_bytes_max) {
    return error_reply(413, "M_TOO_LARGE", "The body is too large");
  }
  Result<json::Value> read = json::read(call.request.body);
  if (read.ok() && read->is_object()) {
    call.body = std::move(read).value();
    return std::nullopt;
  }
  const std::string detail = read.ok() ? "the body is no object" : read.error().text();
  if (call.scene != nullptr) {
    call.scene->find_fault_with_client(judge::code::request_bad_json, detail, call.route.name);
  }
  return read.ok() ? error_reply(400, "M_BAD_JSON", detail)
                   : error_reply(400, "M_NOT_JSON", detail);
}

http::Outcome World::run_route(Call& call, const Attribution& who) {
  const bool is_sync = call.route.name == "sync";
  if (!is_sync && call.scene != nullptr && !call.of_others()) {
    call.strike = call.scene->faults.strike(call.route.name, label_of(call), false);
  }
  Reply reply;
  const bool answered = !call.strike.has_value() || !replaces(*call.strike);
  if (answered) reply = call.route.answer(call);
  if (reply.park_ms.has_value()) {
    // Whoever waits for an upload of its own is not at rest.
    if (is_sync) call.in().watch.parked(call.request.exchange);
    return http::Park{call.in().park_key(), *reply.park_ms};
  }
  if (answered) watch_over(&call.route, call.scene, reply, call.body);
  if (is_sync && !call.of_others()) {
    call.strike = call.in().faults.strike("sync", "", call.with_batch);
  }
  if (call.strike.has_value()) apply_strike(call, reply);
  if (is_sync && !call.of_others() && leaves_out(reply, call.in().room.id))
    call.in().watch.sync_left_out();
  const bool drops = reply.wire.kind == http::Wire::Kind::close_after;
  if (drops && call.scene != nullptr) call.in().watch.drops_connection();
  return finish(call.request, call.route.name, who.scene, reply, &call);
}

http::Outcome World::finish(const http::Request& request, std::string_view route,
                            const std::shared_ptr<SceneState>& scene, const Reply& reply,
                            const Call* call) {
  http::Response response = to_http(reply);
  const auto found = exchanges_.find(request.exchange);
  if (scene == nullptr || found == exchanges_.end()) return response;
  Exchange& exchange = found->second;
  const Strike* const strike =
      call != nullptr && call->strike.has_value() ? &*call->strike : nullptr;
  exchange.failed = reply.status >= 400 || (strike != nullptr && strike->info->fails);
  exchange.counts = call == nullptr || !call->says_nothing;
  scene->watch.answering(request.exchange);
  if (scene->storm) return response;
  json::Value entry = json::Value::object();
  entry.set("exchange", exchange.number).set("began", exchange.began);
  entry.set("method", request.method);
  entry.set("target", request.target.substr(0, target_bytes_shown_max)).set("route", route);
  if (call != nullptr) {
    for (const json::Member& member : call->noted.members()) entry.set(member.key, member.value);
  }
  entry.set("status", reply.status).set("bytes", response.body.size());
  entry.set("ending", "");
  if (strike != nullptr) entry.set("fault", strike->name());
  exchange.entry = std::move(entry);
  if (strike == nullptr || strike->name() != "hold") return response;
  exchange.held = std::make_unique<http::Response>(std::move(response));
  exchange.held_generation = scene->held_generation;
  scene->watch.held(request.exchange);
  return http::Park{scene->hold_key(), held_ms_max};
}

}  // namespace deadair::mock
