// What a sync answer shows of a room.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/json.h"
#include "mock_homeserver/rooms/filter.h"
#include "mock_homeserver/rooms/room.h"

namespace deadair::mock {

inline constexpr std::size_t timeline_limit_default = 20;

// Who looks, and how.
struct SyncAsk {
  std::string user_id;  // whose membership decides what is seen
  std::string token;    // whose transaction IDs are shown
  Filter filter;
  bool full_state = false;
};

// Among which rooms it stands in an answer: by what the user is in it.
enum class Section { join, invite, leave };
[[nodiscard]] std::string_view name_of(Section section);
[[nodiscard]] Section section_of(const Room& room, std::string_view user_id, std::size_t end);
// The log's size as far as the user may see it: whoever has left sees what was before, and that.
[[nodiscard]] std::size_t end_for(const Room& room, std::string_view user_id, std::size_t end);

// A room's part of a sync answer, before it is JSON.
struct RoomSync {
  bool shown = false;  // false: the answer says nothing about the room
  Section section = Section::leave;
  std::vector<json::Value> timeline;
  bool limited = false;
  std::string prev_batch;
  std::vector<json::Value> state;         // the state before the timeline
  std::vector<json::Value> state_after;   // the state behind the timeline (MSC4222)
  std::vector<json::Value> invite_state;  // where the section is `invite`, and then nothing else
};

// The room as a client sees it that has no token yet, when the log holds `end` events: all of them,
// the timeline from behind the last event that was kept out of it, and at most the filter's limit.
// Whoever has left sees it where the filter includes it, as it was then.
[[nodiscard]] RoomSync first_view(const Room& room, const SyncAsk& ask, std::size_t end);

// The room as the batch shows it. Events look as they did when the batch was made, so one token
// always gives one answer.
[[nodiscard]] RoomSync batch_view(const Room& room, const Batch& batch, const SyncAsk& ask);

// The whole state and no event: what full_state adds where there is nothing new.
[[nodiscard]] RoomSync state_view(const Room& room, const SyncAsk& ask);

// The room's entry in its section. `state_after` chooses between the two forms of state:
// empty for `state`, else the member's name ("state_after" or its unstable spelling). The other two
// are events that are not in the room's log.
[[nodiscard]] json::Value room_json(const RoomSync& view, std::string_view state_after,
                                    const std::vector<json::Value>& account_data,
                                    const std::vector<json::Value>& ephemeral);

}  // namespace deadair::mock
