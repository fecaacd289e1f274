// An invitation is frozen: what changes in the room behind it is not for those who are outside.
#include "mock_homeserver/rooms/invitation.h"

#include <array>
#include <optional>
#include <utility>

namespace deadair::mock {

namespace {

constexpr std::array<std::string_view, 7> told_types = {
    "m.room.create", "m.room.join_rules", "m.room.canonical_alias", "m.room.name",
    "m.room.topic",  "m.room.avatar",     "m.room.encryption"};

json::Value stripped_state(const Room& room, std::size_t position, std::size_t end) {
  const json::Value whole = room.log.shown(position, end, "");
  json::Value event = json::Value::object();
  for (const std::string_view key : {"type", "state_key", "sender", "content"}) {
    const json::Value* const member = whole.find(key);
    if (member != nullptr) event.set(std::string(key), *member);
  }
  return event;
}

}  // namespace

std::vector<json::Value> invite_state(const Room& room, const std::string& user_id,
                                      std::size_t end) {
  std::vector<json::Value> events;
  if (room.membership_at(user_id, end) != "invite") return events;
  const std::size_t invitation = room.log.state_at(end).at({"m.room.member", user_id});
  const std::string& inviter = room.log.at(invitation).sender;
  const EventLog::State state = room.log.synced_state_at(invitation);
  const auto tell = [&](std::string_view type, const std::string& key) {
    const auto found = state.find({std::string(type), key});
    if (found != state.end()) events.push_back(stripped_state(room, found->second, invitation));
  };
  for (const std::string_view type : told_types) tell(type, "");
  tell("m.room.member", inviter);
  events.push_back(stripped_state(room, invitation, end));
  return events;
}

}  // namespace deadair::mock
