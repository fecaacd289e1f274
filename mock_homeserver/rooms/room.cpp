// Membership, and the tokens that stand for places in a room.
#include "mock_homeserver/rooms/room.h"

#include <algorithm>
#include <charconv>

namespace deadair::mock {

namespace {

std::optional<std::size_t> read_number(std::string_view text) {
  std::size_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, problem] = std::from_chars(text.data(), end, number);
  if (text.empty() || problem != std::errc() || stop != end) return std::nullopt;
  return number;
}

}  // namespace

std::string Room::membership_at(std::string_view user_id, std::size_t end) const {
  for (std::size_t position = std::min(end, log.size()); position-- > 0;) {
    const Logged& logged = log.at(position);
    if (!logged.is_member(user_id)) continue;
    const json::Value* const membership = logged.event.find({"content", "membership"});
    if (membership == nullptr) return "leave";
    return std::string(membership->as_string().value_or("leave"));
  }
  return "leave";
}

json::Value Room::shown(std::size_t position, std::size_t end, const Viewer& viewer,
                        Place place) const {
  json::Value event = log.shown(position, end, viewer.token);
  if (!event.is_object()) return event;
  const bool in_sync = place == Place::sync_timeline || place == Place::sync_state;
  const bool is_state = place == Place::sync_state || place == Place::room_state;
  if (in_sync) event.erase("room_id");
  const json::Value* const before = event.find("unsigned");
  if (before != nullptr && !before->is_object()) return event;  // odd on purpose
  json::Value notes = before != nullptr ? *before : json::Value::object();
  if (!is_state) notes.set("membership", membership_at(viewer.user_id, position + 1));
  const json::Value* const redaction = notes.find("redacted_because");
  if (in_sync && redaction != nullptr && redaction->is_object()) {
    json::Value because = *redaction;
    because.erase("room_id");
    notes.set("redacted_because", std::move(because));
  }
  if (!notes.members().empty()) event.set("unsigned", std::move(notes));
  return event;
}

bool tells_membership(const Room& room, const Batch& batch, std::string_view user_id) {
  return std::any_of(batch.deliveries.begin(), batch.deliveries.end(), [&](const Delivery& told) {
    return !told.again && room.log.at(told.position).is_member(user_id);
  });
}

std::string sync_token(std::size_t batches) { return "s" + std::to_string(batches); }

std::string log_token(std::size_t position) { return "t" + std::to_string(position); }

std::optional<std::size_t> read_sync_token(std::string_view text) {
  if (text.empty() || text.front() != 's') return std::nullopt;
  return read_number(text.substr(1));
}

std::optional<std::size_t> read_place(std::string_view text, const Room& room) {
  if (text.empty()) return std::nullopt;
  if (text.front() == 's') {
    const std::optional<std::size_t> batches = read_sync_token(text);
    if (!batches.has_value() || *batches > room.batches.size()) return std::nullopt;
    return *batches == 0 ? 0 : room.batches[*batches - 1].log_end;
  }
  if (text.front() != 't') return std::nullopt;
  const std::optional<std::size_t> position = read_number(text.substr(1, text.find('_') - 1));
  if (!position.has_value() || *position > room.log.size()) return std::nullopt;
  return position;
}

}  // namespace deadair::mock
