// Reading filters, and asking them.
#include "mock_homeserver/rooms/filter.h"

#include <algorithm>
#include <utility>

namespace deadair::mock {

namespace {

Error bad_field(std::string place, std::string message) {
  return Error{"request.bad_field", std::move(place), std::move(message)};
}

Result<std::vector<std::string>> read_texts(const json::Value& value, const std::string& place) {
  if (!value.is_array()) return bad_field(place, "expected an array of strings");
  std::vector<std::string> texts;
  for (const json::Value& item : value.items()) {
    if (!item.is_string()) return bad_field(place, "expected an array of strings");
    texts.push_back(item.text());
  }
  return texts;
}

// Fills `texts` if the member is there.
template <class Texts>
Status read_member(const json::Value& value, const std::string& key, Texts& texts) {
  const json::Value* const member = value.find(key);
  if (member == nullptr) return Done{};
  Result<std::vector<std::string>> read = read_texts(*member, key);
  if (!read.ok()) return read.error();
  texts = std::move(read).value();
  return Done{};
}

bool any_matches(const std::vector<std::string>& patterns, std::string_view text) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [text](const std::string& pattern) { return matches_pattern(pattern, text); });
}

bool holds(const std::vector<std::string>& texts, std::string_view text) {
  return std::find(texts.begin(), texts.end(), text) != texts.end();
}

}  // namespace

bool matches_pattern(std::string_view pattern, std::string_view text) {
  std::size_t at_pattern = 0;
  std::size_t at_text = 0;
  std::size_t star = std::string_view::npos;
  std::size_t star_text = 0;
  while (at_text < text.size()) {
    if (at_pattern < pattern.size() && pattern[at_pattern] == '*') {
      star = at_pattern++;
      star_text = at_text;
    } else if (at_pattern < pattern.size() && pattern[at_pattern] == text[at_text]) {
      ++at_pattern;
      ++at_text;
    } else if (star != std::string_view::npos) {
      at_pattern = star + 1;
      at_text = ++star_text;
    } else {
      return false;
    }
  }
  while (at_pattern < pattern.size() && pattern[at_pattern] == '*') ++at_pattern;
  return at_pattern == pattern.size();
}

Result<EventFilter> read_event_filter(const json::Value& value) {
  if (!value.is_object()) return bad_field("filter", "expected an object");
  EventFilter filter;
  const json::Value* const limit = value.find("limit");
  if (limit != nullptr) {
    const std::optional<std::int64_t> number = limit->as_integer();
    if (!number.has_value() || *number < 0) return bad_field("limit", "expected an integer from 0");
    filter.limit = std::min(static_cast<std::size_t>(*number), filter_limit_max);
  }
  const Status read[] = {read_member(value, "types", filter.types),
                         read_member(value, "not_types", filter.not_types),
                         read_member(value, "senders", filter.senders),
                         read_member(value, "not_senders", filter.not_senders)};
  for (const Status& status : read) {
    if (!status.ok()) return status.error();
  }
  return filter;
}

Result<Filter> read_filter(const json::Value& value) {
  if (!value.is_object()) return bad_field("filter", "expected an object");
  Filter filter;
  const json::Value* const room = value.find("room");
  if (room == nullptr) return filter;
  if (!room->is_object()) return bad_field("room", "expected an object");
  const Status read[] = {read_member(*room, "rooms", filter.rooms),
                         read_member(*room, "not_rooms", filter.not_rooms)};
  for (const Status& status : read) {
    if (!status.ok()) return status.error();
  }
  if (const json::Value* const leave = room->find("include_leave")) {
    const std::optional<bool> wanted = leave->as_bool();
    if (!wanted.has_value()) return bad_field("room.include_leave", "expected true or false");
    filter.include_leave = *wanted;
  }
  for (const auto& [key, target] :
       {std::pair("timeline", &filter.timeline), std::pair("state", &filter.state)}) {
    const json::Value* const part = room->find(key);
    if (part == nullptr) continue;
    Result<EventFilter> inner = read_event_filter(*part);
    if (!inner.ok()) return bad_field(std::string("room.") + key, inner.error().text());
    *target = std::move(inner).value();
  }
  return filter;
}

bool lets_through(const EventFilter& filter, const Logged& event) {
  if (filter.types.has_value() && !any_matches(*filter.types, event.type)) return false;
  if (any_matches(filter.not_types, event.type)) return false;
  if (filter.senders.has_value() && !holds(*filter.senders, event.sender)) return false;
  return !holds(filter.not_senders, event.sender);
}

bool lets_room_through(const Filter& filter, std::string_view room_id) {
  if (filter.rooms.has_value() && !holds(*filter.rooms, room_id)) return false;
  return !holds(filter.not_rooms, room_id);
}

}  // namespace deadair::mock
