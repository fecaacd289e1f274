// What a redaction leaves of an event.
#include <array>
#include <initializer_list>
#include <string_view>

#include "mock_homeserver/rooms/event_log.h"

namespace deadair::mock {

namespace {

using Keys = std::initializer_list<std::string_view>;

json::Value only(const json::Value& object, Keys keys) {
  json::Value kept = json::Value::object();
  for (const std::string_view key : keys) {
    const json::Value* const value = object.find(key);
    if (value != nullptr) kept.set(std::string(key), *value);
  }
  return kept;
}

json::Value kept_membership(const json::Value& content, bool version_11) {
  json::Value kept = only(content, {"membership", "join_authorised_via_users_server"});
  const json::Value* const proof = content.find({"third_party_invite", "signed"});
  if (version_11 && proof != nullptr) {
    json::Value invite = json::Value::object();
    invite.set("signed", *proof);
    kept.set("third_party_invite", std::move(invite));
  }
  return kept;
}

json::Value kept_content(std::string_view type, const json::Value& content, bool version_11) {
  if (type == "m.room.member") return kept_membership(content, version_11);
  if (type == "m.room.create") return version_11 ? content : only(content, {"creator"});
  if (type == "m.room.join_rules") return only(content, {"join_rule", "allow"});
  if (type == "m.room.history_visibility") return only(content, {"history_visibility"});
  if (type == "m.room.redaction" && version_11) return only(content, {"redacts"});
  if (type == "m.room.power_levels") {
    json::Value kept = only(content, {"ban", "events", "events_default", "kick", "redact",
                                      "state_default", "users", "users_default"});
    const json::Value* const invite = content.find("invite");
    if (version_11 && invite != nullptr) kept.set("invite", *invite);
    return kept;
  }
  return json::Value::object();
}

}  // namespace

json::Value stripped(const json::Value& event, std::string_view room_version) {
  const bool version_11 = room_version == "11";
  json::Value kept =
      only(event, {"type", "room_id", "sender", "state_key", "event_id", "origin_server_ts",
                   "hashes", "signatures", "depth", "prev_events", "auth_events"});
  if (!version_11) {
    for (const std::string_view key : {"origin", "prev_state", "membership"}) {
      const json::Value* const value = event.find(key);
      if (value != nullptr) kept.set(std::string(key), *value);
    }
  }
  const json::Value* const content = event.find("content");
  kept.set("content", content != nullptr && content->is_object()
                          ? kept_content(event.string_at("type"), *content, version_11)
                          : json::Value::object());
  return kept;
}

}  // namespace deadair::mock
