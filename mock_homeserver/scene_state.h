// All that belongs to one scene: its people, room, tokens, media, faults and clock.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/random.h"
#include "harness/base/result.h"
#include "harness/judge/codes.h"
#include "harness/judge/trace.h"
#include "harness/run/stage.h"
#include "mock_homeserver/accounts/account.h"
#include "mock_homeserver/faults/rack.h"
#include "mock_homeserver/media/media_item.h"
#include "mock_homeserver/rooms/room.h"
#include "mock_homeserver/rooms/sliding_positions.h"
#include "mock_homeserver/watch.h"

namespace deadair::mock {

inline constexpr std::string_view server_name = "deadair.test";
// The instant at which every scene begins: 2023-11-14 22:13:20 UTC, in milliseconds.
inline constexpr std::int64_t scene_start_ms = 1700000000000;

inline constexpr std::uint64_t findings_max = 1000;

// A session of the client under test, or of a client of one of the others.
struct Session {
  std::string token, user_id, device_id;
  bool good = true;
  bool soft_logout = false;  // where it is not good: the client may log in again and keep its data
};

// What a client does once however often it asks: what is done, with the names in the path apart, so
// that no two paths are one.
struct Transaction {
  std::string token, deed, target, id;

  auto operator<=>(const Transaction&) const = default;  // NOLINT(modernize-use-nullptr)
};

// Plain data; the mutex of the World that it lives in guards it.
struct SceneState {
  SceneState(const run::SceneSetup& setup, std::string base_url, const std::string& room_version,
             judge::TraceLog& trace);

  std::string case_id;
  run::Cast cast;
  judge::TraceLog& log;
  Random chance;
  Room room;
  FaultRack faults;
  Watch watch;
  SlidingPositions sliding;
  std::map<std::string, Account, std::less<>> accounts;  // by user ID
  std::map<std::string, Session, std::less<>> sessions;  // by token
  std::map<std::string, MediaItem, std::less<>> media;   // by ID
  std::string first_media;                               // ID; empty if none was made
  std::size_t uploaded_bytes = 0;
  std::map<Transaction, std::string> transactions;  // event ID
  std::int64_t now_ms = scene_start_ms;
  std::uint64_t requests = 0;         // asked so far, preflights left out
  std::uint64_t held_generation = 0;  // answers held before the last release may go
  std::uint64_t counter = 0;          // for names of things that the client makes
  std::uint64_t findings = 0;         // about the client, at most findings_max
  std::size_t json_bytes = 0;         // in the bodies of those requests, and kept for them
  bool storm = false;                 // too many of either: only 429 from here on

  [[nodiscard]] std::string park_key() const { return "scene " + cast.room_id; }
  [[nodiscard]] std::string hold_key() const { return "held " + cast.room_id; }

  // Chance for one named thing; the same name gives the same chance.
  [[nodiscard]] Random chance_for(std::string_view purpose) const { return chance.fork(purpose); }
  // A name that was not used before: `prefix` and letters.
  [[nodiscard]] std::string fresh(std::string_view prefix, std::size_t letters);

  [[nodiscard]] bool joined(const std::string& user_id) const {
    return room.membership(user_id) == "join";
  }
  // The content of a member event: a user with an account is named in it as in its profile.
  [[nodiscard]] json::Value member_content(const std::string& user_id,
                                           std::string_view membership) const;
  // Whether a client of the user under test is logged in.
  [[nodiscard]] bool session_good() const;
  // Ends a session; its device goes with it, unless the logout is soft or another session has it.
  void end_session(Session& session, bool soft);
  // The newest sync batch that there is.
  [[nodiscard]] std::size_t newest() const { return room.batches.size(); }

  // Appends one event to the log; in no batch yet.
  std::size_t append(std::string label, json::Value event, scenario::Via via);
  // Puts these events into one new batch of their own, if somebody with a client is in the room.
  void deliver(const std::vector<std::size_t>& positions, scenario::Via via, bool again);
  // Adds a batch as it is.
  void add_batch(Batch batch);
  // Keeps account data of a user (`room` is empty where it is not of the room), and tells it by
  // sync.
  void set_account_data(const std::string& user_id, const std::string& room,
                        const std::string& type, json::Value content);
  // Tells that keys of a user have changed: all who share the room, or that one alone.
  void tell_keys_changed(const std::string& of, const std::string& only_to = {});

  // Puts an event of the session's user into the room and the trace; returns its ID. One second
  // passes.
  std::string accept(std::string type, std::optional<std::string> state_key, json::Value content,
                     const Session& session, std::string transaction_id);

  void move_clock(std::int64_t ms);
  void find_fault_with_client(const judge::Code& code, std::string detail, std::string_view route);
  // The label of an event's ID; empty if it has none.
  [[nodiscard]] std::string label_of_event(std::string_view event_id) const;
};

// The password of the caster and the stranger, who may have clients too. The client under test is
// never told.
[[nodiscard]] std::string others_password(const run::Cast& cast);

// A complete event of the room's own: ID, sender, time and room filled in.
[[nodiscard]] json::Value make_event(std::string event_id, std::string_view type,
                                     std::string_view sender, std::string_view room_id,
                                     std::int64_t at_ms, json::Value content);

}  // namespace deadair::mock
