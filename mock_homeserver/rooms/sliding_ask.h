// What a request of simplified sliding sync asks for.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/result.h"

namespace deadair::mock {

inline constexpr std::size_t sliding_lists_max = 100;
inline constexpr std::size_t sliding_timeline_max = 1000;
inline constexpr std::size_t to_device_events_default = 100;

// How a client wants to see a room. By type, the state keys: '*' stands for any text in either,
// "$ME" for the client's user, "$LAZY" for those who have to do with the timeline.
struct RoomAsk {
  std::size_t timeline_limit = 0;
  std::map<std::string, std::set<std::string>> required_state;

  bool operator==(const RoomAsk&) const = default;
};

// A room that is wanted in two ways is shown with what either of them asks for.
void widen(RoomAsk& ask, const RoomAsk& other);

// A list of rooms, of which windows are shown.
struct ListAsk {
  std::string name;
  std::vector<std::pair<std::size_t, std::size_t>> ranges;  // both ends belong to it
  json::Value filters;                                      // an object of well-typed members
  RoomAsk room;
};

// An extension that tells of rooms: of those of these lists and subscriptions, '*' for all of them.
struct ExtensionAsk {
  bool enabled = false;
  std::vector<std::string> lists = {"*"}, rooms = {"*"};
};

struct ToDeviceAsk {
  std::string since;  // empty: all that there is
  std::size_t limit = to_device_events_default;
};

struct SlidingAsk {
  std::string conn_id;
  std::vector<ListAsk> lists;
  std::map<std::string, RoomAsk, std::less<>> subscriptions;  // by room ID
  std::optional<ToDeviceAsk> to_device;
  bool e2ee = false;
  ExtensionAsk account_data, receipts, typing;

  // Whether it is about rooms at all: clients keep a connection of its own for keys.
  [[nodiscard]] bool about_rooms() const { return !lists.empty() || !subscriptions.empty(); }
};

// Errors request.bad_field and request.missing_field: the place is the member, the message what was
// expected. Source: MSC4186, request; members that it does not name are ignored.
[[nodiscard]] Result<SlidingAsk> read_sliding_ask(const json::Value& body);

}  // namespace deadair::mock
