// A room: its log, and how the log reaches a client's sync, batch by batch.
#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/base/json.h"
#include "harness/scenario/scenario.h"
#include "mock_homeserver/rooms/event_log.h"

namespace deadair::mock {

// One event in one batch.
struct Delivery {
  std::size_t position = 0;
  scenario::Via via = scenario::Via::sync;
  bool again = false;  // it was delivered before
};

// Somebody's keys have changed: told to that user and to all who share the room, or to one alone.
struct KeyNews {
  std::string of;
  std::string only_to;  // empty: to all of them
};

// What one incremental sync answers with, for each account as far as it concerns it.
struct Batch {
  std::vector<Delivery> deliveries;
  std::size_t log_end = 0;        // the log's size when the batch was made
  std::set<std::string> entered;  // see the room as a first sync does: after a new join
  // Were not in the room and are not, and are told nothing of themselves: see none of its events.
  std::set<std::string> shut_out;
  bool limited = false;  // says that events are missing though none are
  // Beside the log: for that account alone, or for all who are in the room where it is empty.
  std::string account;
  std::vector<json::Value> account_data;                  // beside the room
  std::vector<json::Value> room_account_data, ephemeral;  // in the room
  std::vector<KeyNews> key_news;

  [[nodiscard]] bool tells(std::string_view user_id) const {
    return account.empty() || account == user_id;
  }
};

// Where an event is shown. A sync leaves the room's ID out, and state says nothing of who was in
// the room at its time. Source: Matrix client-server API, ClientEventWithoutRoomID, membership.
enum class Place { sync_timeline, sync_state, page, room_state };

struct Viewer {
  std::string_view user_id;  // whose membership is told
  std::string_view token;    // whose transaction IDs are shown
};

// Batches are counted from 1 in tokens: "s3" has seen three of them.
struct Room {
  explicit Room(std::string room_id, std::string room_version)
      : id(std::move(room_id)), log(std::move(room_version)) {}

  std::string id;
  EventLog log;
  std::vector<Batch> batches;

  [[nodiscard]] std::string membership_at(std::string_view user_id, std::size_t end) const;
  [[nodiscard]] std::string membership(std::string_view user_id) const {
    return membership_at(user_id, log.size());
  }

  // The event as that viewer sees it at that place when the log holds `end` events.
  [[nodiscard]] json::Value shown(std::size_t position, std::size_t end, const Viewer& viewer,
                                  Place place) const;
};

// Whether the batch brings news of what that user is in the room.
[[nodiscard]] bool tells_membership(const Room& room, const Batch& batch, std::string_view user_id);

// "s12" after twelve batches; "t7" before the event at position 7.
[[nodiscard]] std::string sync_token(std::size_t batches);
[[nodiscard]] std::string log_token(std::size_t position);

// The number in a sync token; nothing if it is none.
[[nodiscard]] std::optional<std::size_t> read_sync_token(std::string_view text);
// The position that a token of either kind stands for; nothing if it is none, or from the future.
// Text behind a '_' is ignored: two names for one place.
[[nodiscard]] std::optional<std::size_t> read_place(std::string_view text, const Room& room);

}  // namespace deadair::mock
