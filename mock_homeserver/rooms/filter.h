// Filters that a client asks for: which events it wants to see, and how many.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/result.h"
#include "mock_homeserver/rooms/event_log.h"

namespace deadair::mock {

inline constexpr std::size_t filter_limit_max = 1000;

// The parts of a RoomEventFilter that decide what a listener sees.
struct EventFilter {
  std::optional<std::size_t> limit;               // at most filter_limit_max
  std::optional<std::vector<std::string>> types;  // '*' stands for any text
  std::vector<std::string> not_types;
  std::optional<std::vector<std::string>> senders;
  std::vector<std::string> not_senders;

  bool operator==(const EventFilter&) const = default;
};

struct Filter {
  EventFilter timeline;
  EventFilter state;
  std::optional<std::vector<std::string>> rooms;
  std::vector<std::string> not_rooms;
  bool include_leave = false;  // a first sync also shows rooms that the user has left

  bool operator==(const Filter&) const = default;
};

// Error request.bad_field: the place is the member, the message what stood there.
[[nodiscard]] Result<EventFilter> read_event_filter(const json::Value& value);
[[nodiscard]] Result<Filter> read_filter(const json::Value& value);

[[nodiscard]] bool lets_through(const EventFilter& filter, const Logged& event);
[[nodiscard]] bool lets_room_through(const Filter& filter, std::string_view room_id);

// Whether the text is of the pattern, in which each '*' stands for any text.
[[nodiscard]] bool matches_pattern(std::string_view pattern, std::string_view text);

}  // namespace deadair::mock
