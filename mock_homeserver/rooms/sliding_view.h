// What an answer of sliding sync shows of a room: the views of /sync in another form.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "harness/base/json.h"
#include "mock_homeserver/rooms/room.h"
#include "mock_homeserver/rooms/sliding_ask.h"
#include "mock_homeserver/rooms/sliding_positions.h"
#include "mock_homeserver/rooms/sync_view.h"

namespace deadair::mock {

// From where to where one answer leads.
struct SlidingStep {
  const SlidingPosition* from = nullptr;  // null: the connection begins
  std::optional<std::size_t> batch;       // the number of the batch that it carries
  std::size_t end = 0;                    // the log's size behind it
};

// The room's entry under `rooms`, or null where there is nothing to tell of it. `after` learns what
// the connection knows of the room from then on. Source: MSC4186, response; Synapse where the text
// leaves it open.
[[nodiscard]] json::Value sliding_room(const Room& room, const SyncAsk& viewer,
                                       const RoomAsk& wanted, const SlidingStep& step,
                                       SlidingPosition& after);

// What filters of lists ask about a room, when the log holds `end` events.
struct RoomTraits {
  Section section = Section::leave;
  bool listed = false;  // lists know it: a room that the user has left of itself is in none
  bool encrypted = false, direct = false;
  std::string type;  // of the room; empty where it has none
  std::string name;
  json::Value tags;  // an object, by name
};
[[nodiscard]] RoomTraits traits_of(const Room& room, const std::string& user_id, std::size_t end);
[[nodiscard]] bool is_in_list(const ListAsk& list, const RoomTraits& traits);

}  // namespace deadair::mock
