// Reading the body of a sliding sync request.
#include "mock_homeserver/rooms/sliding_ask.h"

#include <algorithm>
#include <array>

namespace deadair::mock {

namespace {

Error bad_field(const std::string& place, std::string expected) {
  return Error{"request.bad_field", place, "expected " + std::move(expected)};
}

Error missing_field(const std::string& place, std::string expected) {
  return Error{"request.missing_field", place, "expected " + std::move(expected)};
}

// A member; nullptr if it is not there, or null, which Matrix clients write for the same.
const json::Value* given(const json::Value& value, std::string_view key) {
  const json::Value* const member = value.find(key);
  return member == nullptr || member->is_null() ? nullptr : member;
}

Status read_required_state(const json::Value& value, const std::string& place, RoomAsk& ask) {
  const json::Value* const pairs = given(value, "required_state");
  if (pairs == nullptr) return missing_field(place, "required_state");
  if (!pairs->is_array()) return bad_field(place, "an array of pairs of a type and a state key");
  for (const json::Value& pair : pairs->items()) {
    const auto parts = pair.items();
    if (parts.size() != 2 || !parts[0].is_string() || !parts[1].is_string()) {
      return bad_field(place + ".required_state", "pairs of a type and a state key");
    }
    ask.required_state[parts[0].text()].insert(parts[1].text());
  }
  return Done{};
}

Result<RoomAsk> read_room_ask(const json::Value& value, const std::string& place) {
  if (!value.is_object()) return bad_field(place, "an object");
  RoomAsk ask;
  const json::Value* const limit = given(value, "timeline_limit");
  if (limit == nullptr) return missing_field(place, "timeline_limit");
  const std::int64_t number = limit->as_integer().value_or(-1);
  if (number < 0 || number > static_cast<std::int64_t>(sliding_timeline_max)) {
    return bad_field(place + ".timeline_limit", "an integer from 0 to 1000");
  }
  ask.timeline_limit = static_cast<std::size_t>(number);
  if (Status read = read_required_state(value, place, ask); !read.ok()) return read.error();
  return ask;
}

Status read_ranges(const json::Value& value, const std::string& place, ListAsk& list) {
  const json::Value* const ranges = given(value, "ranges");
  if (ranges == nullptr) return Done{};
  if (!ranges->is_array()) return bad_field(place + ".ranges", "an array");
  for (const json::Value& range : ranges->items()) {
    const auto ends = range.items();
    const std::int64_t first = ends.size() == 2 ? ends[0].as_integer().value_or(-1) : -1;
    const std::int64_t last = ends.size() == 2 ? ends[1].as_integer().value_or(-1) : -1;
    if (first < 0 || last < 0) return bad_field(place + ".ranges", "pairs of integers from 0");
    list.ranges.emplace_back(static_cast<std::size_t>(first), static_cast<std::size_t>(last));
  }
  return Done{};
}

enum class Shape { truth, text, texts, texts_or_null };

struct FilterInfo {
  std::string_view name;
  Shape shape;
};

constexpr std::array filters_known = {
    FilterInfo{"is_dm", Shape::truth},
    FilterInfo{"is_encrypted", Shape::truth},
    FilterInfo{"is_invite", Shape::truth},
    FilterInfo{"room_name_like", Shape::text},
    FilterInfo{"spaces", Shape::texts},
    FilterInfo{"tags", Shape::texts},
    FilterInfo{"not_tags", Shape::texts},
    FilterInfo{"room_types", Shape::texts_or_null},
    FilterInfo{"not_room_types", Shape::texts_or_null},
};

bool is_of(Shape shape, const json::Value& value) {
  const auto all = [&value](bool or_null) {
    return value.is_array() &&
           std::all_of(value.items().begin(), value.items().end(), [=](const json::Value& item) {
             return item.is_string() || (or_null && item.is_null());
           });
  };
  switch (shape) {
    case Shape::truth: return value.as_bool().has_value();
    case Shape::text: return value.is_string();
    case Shape::texts: return all(false);
    case Shape::texts_or_null: return all(true);
  }
  return false;
}

Status read_filters(const json::Value& value, const std::string& place, ListAsk& list) {
  list.filters = json::Value::object();
  const json::Value* const filters = given(value, "filters");
  if (filters == nullptr) return Done{};
  if (!filters->is_object()) return bad_field(place + ".filters", "an object");
  for (const FilterInfo& info : filters_known) {
    const json::Value* const filter = given(*filters, info.name);
    if (filter == nullptr) continue;
    if (!is_of(info.shape, *filter)) {
      return bad_field(place + ".filters." + std::string(info.name), "a value of its type");
    }
    list.filters.set(std::string(info.name), *filter);
  }
  return Done{};
}

Status read_lists(const json::Value& body, SlidingAsk& ask) {
  const json::Value* const lists = given(body, "lists");
  if (lists == nullptr) return Done{};
  if (!lists->is_object() || lists->members().size() > sliding_lists_max) {
    return bad_field("lists", "an object of at most 100 members");
  }
  for (const json::Member& member : lists->members()) {
    const std::string place = "lists." + member.key;
    Result<RoomAsk> room = read_room_ask(member.value, place);
    if (!room.ok()) return room.error();
    ListAsk list{member.key, {}, {}, std::move(room).value()};
    if (Status read = read_ranges(member.value, place, list); !read.ok()) return read.error();
    if (Status read = read_filters(member.value, place, list); !read.ok()) return read.error();
    ask.lists.push_back(std::move(list));
  }
  return Done{};
}

Status read_subscriptions(const json::Value& body, SlidingAsk& ask) {
  const json::Value* const rooms = given(body, "room_subscriptions");
  if (rooms == nullptr) return Done{};
  if (!rooms->is_object()) return bad_field("room_subscriptions", "an object");
  for (const json::Member& member : rooms->members()) {
    Result<RoomAsk> room = read_room_ask(member.value, "room_subscriptions." + member.key);
    if (!room.ok()) return room.error();
    ask.subscriptions[member.key] = std::move(room).value();
  }
  return Done{};
}

Status read_names(const json::Value& extension, const std::string& key,
                  std::vector<std::string>& names) {
  const json::Value* const given_names = given(extension, key);
  if (given_names == nullptr) return Done{};
  if (!is_of(Shape::texts, *given_names)) return bad_field("extensions", key + " as strings");
  names.clear();
  for (const json::Value& name : given_names->items()) names.push_back(name.text());
  return Done{};
}

Status read_room_extension(const json::Value& extensions, const std::string& name,
                           ExtensionAsk& ask) {
  const json::Value* const extension = given(extensions, name);
  if (extension == nullptr) return Done{};
  if (!extension->is_object()) return bad_field("extensions." + name, "an object");
  ask.enabled = extension->bool_at("enabled", false);
  if (Status read = read_names(*extension, "lists", ask.lists); !read.ok()) return read;
  return read_names(*extension, "rooms", ask.rooms);
}

Status read_to_device(const json::Value& extensions, SlidingAsk& ask) {
  const json::Value* const extension = given(extensions, "to_device");
  if (extension == nullptr || !extension->bool_at("enabled", false)) return Done{};
  const std::int64_t limit =
      extension->integer_at("limit", static_cast<std::int64_t>(to_device_events_default));
  if (limit < 0) return bad_field("extensions.to_device.limit", "an integer from 0");
  ask.to_device = ToDeviceAsk{std::string(extension->string_at("since")),
                              std::min(static_cast<std::size_t>(limit), sliding_timeline_max)};
  return Done{};
}

Status read_extensions(const json::Value& body, SlidingAsk& ask) {
  const json::Value* const extensions = given(body, "extensions");
  if (extensions == nullptr) return Done{};
  if (!extensions->is_object()) return bad_field("extensions", "an object");
  const json::Value* const e2ee = given(*extensions, "e2ee");
  ask.e2ee = e2ee != nullptr && e2ee->bool_at("enabled", false);
  if (Status read = read_to_device(*extensions, ask); !read.ok()) return read;
  if (Status read = read_room_extension(*extensions, "account_data", ask.account_data); !read.ok())
    return read;
  if (Status read = read_room_extension(*extensions, "receipts", ask.receipts); !read.ok())
    return read;
  return read_room_extension(*extensions, "typing", ask.typing);
}

}  // namespace

void widen(RoomAsk& ask, const RoomAsk& other) {
  ask.timeline_limit = std::max(ask.timeline_limit, other.timeline_limit);
  for (const auto& [type, keys] : other.required_state) {
    ask.required_state[type].insert(keys.begin(), keys.end());
  }
}

Result<SlidingAsk> read_sliding_ask(const json::Value& body) {
  SlidingAsk ask;
  const json::Value* const conn_id = given(body, "conn_id");
  if (conn_id != nullptr && !conn_id->is_string()) return bad_field("conn_id", "a string");
  ask.conn_id = conn_id == nullptr ? std::string() : conn_id->text();
  if (Status read = read_lists(body, ask); !read.ok()) return read.error();
  if (Status read = read_subscriptions(body, ask); !read.ok()) return read.error();
  if (Status read = read_extensions(body, ask); !read.ok()) return read.error();
  return ask;
}

}  // namespace deadair::mock
