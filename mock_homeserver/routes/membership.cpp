// Into the room and out of it: invitations, joining, leaving.
#include <optional>
#include <string>
#include <utility>

#include "mock_homeserver/routes/call.h"
#include "mock_homeserver/routes/power.h"

namespace deadair::mock {

namespace {

Reply forbidden(std::string_view error) { return error_reply(403, "M_FORBIDDEN", error); }

// A refusal where the body's reason is none, also of a request that changes nothing.
std::optional<Reply> wrong_reason(const Call& call) {
  const json::Value* const reason = call.body.find("reason");
  if (reason == nullptr || reason->is_string()) return std::nullopt;
  return call.bad_field("reason", "a string");
}

// Puts the member event into the room, with the reason that the body may give.
void change(Call& call, const std::string& user_id, json::Value content) {
  if (const json::Value* const reason = call.body.find("reason")) content.set("reason", *reason);
  call.in().accept("m.room.member", user_id, std::move(content), *call.session, "");
  call.asks_again = true;
}

// Whether this invitation is what the room says of the user already.
bool is_invited_by(const Call& call, const std::string& user_id) {
  const Room& room = call.in().room;
  if (room.membership(user_id) != "invite") return false;
  const std::size_t newest = room.log.state_at(room.log.size()).at({"m.room.member", user_id});
  return room.log.at(newest).sender == call.user();
}

Reply invite(Call& call) {
  if (call.body.find("user_id") == nullptr) return call.missing_field("user_id", "a user's ID");
  const std::string user_id = call.text_member("user_id").value_or("");
  if (!user_id.starts_with('@') || user_id.find(':') == std::string::npos) {
    return call.bad_field("user_id", "a user's ID");
  }
  if (const std::optional<Reply> wrong = wrong_reason(call)) return *wrong;
  SceneState& scene = call.in();
  if (level_of_user(call) < level_of_deed(scene, "invite", 0)) {
    return forbidden("You may not invite");
  }
  const std::string membership = scene.room.membership(user_id);
  if (membership == "join") return forbidden("The user is in the room already");
  if (membership == "ban") return forbidden("The user is banned from the room");
  // Asking once more changes nothing, as at real servers.
  if (is_invited_by(call, user_id)) return empty_reply();
  change(call, user_id, scene.member_content(user_id, "invite"));
  return empty_reply();
}

bool is_public(const Room& room) {
  const EventLog::State state = room.log.state_at(room.log.size());
  const auto rules = state.find({"m.room.join_rules", ""});
  if (rules == state.end()) return false;
  const json::Value* const rule = room.log.at(rules->second).event.find({"content", "join_rule"});
  return rule != nullptr && *rule == json::Value("public");
}

Reply enter(Call& call) {
  if (const std::optional<Reply> wrong = wrong_reason(call)) return *wrong;
  SceneState& scene = call.in();
  if (call.parameter("room") != scene.room.id) {
    return error_reply(404, "M_NOT_FOUND", "No known servers");
  }
  const std::string membership = scene.room.membership(call.user());
  if (membership == "ban") return forbidden("You are banned from the room");
  if (membership == "leave" && !is_public(scene.room)) return forbidden("You are not invited");
  if (membership != "join") change(call, call.user(), scene.member_content(call.user(), "join"));
  return json_reply(object_of("room_id", scene.room.id));
}

// Out of the room, or away from an invitation.
Reply leave(Call& call) {
  if (const std::optional<Reply> wrong = wrong_reason(call)) return *wrong;
  const SceneState& scene = call.in();
  if (call.parameter("room") != scene.room.id) {
    return error_reply(404, "M_NOT_FOUND", "Not a known room");
  }
  const std::string membership = scene.room.membership(call.user());
  if (membership == "ban") return forbidden("You are banned from the room");
  if (membership == "leave") return empty_reply();
  change(call, call.user(), object_of("membership", "leave"));
  return empty_reply();
}

}  // namespace

std::vector<Route> membership_routes() {
  constexpr Access token = Access::token;
  constexpr Body maybe = Body::object_or_nothing;
  return {
      {"POST", "/_matrix/client/(v3|r0)/join/{room}", "join", token, maybe, enter},
      {"POST", "/_matrix/client/(v3|r0)/rooms/{room}/join", "join", token, maybe, enter},
      {"POST", "/_matrix/client/(v3|r0)/rooms/{room}/leave", "join", token, maybe, leave},
      {"POST", "/_matrix/client/(v3|r0)/rooms/{room}/invite", "join", Access::member, Body::object,
       invite},
  };
}

}  // namespace deadair::mock
