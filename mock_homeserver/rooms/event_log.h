// The one truth about a room: its events in order, only ever appended to.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/base/json.h"
#include "harness/scenario/scenario.h"

namespace deadair::mock {

// One event as it was put into the room. Never changed afterwards: what a redaction takes away is
// taken away where the event is shown.
struct Logged {
  std::string label;  // its name in the scenario; empty for the room's own and the client's events
  std::string event_id, type, sender;
  std::optional<std::string> state_key;
  json::Value event;
  scenario::Via via = scenario::Via::sync;
  std::string transaction_id;     // with which the client sent it, else empty
  std::string transaction_token;  // the access token that it was sent with
  // The state event of the same type and key before it. The log finds it.
  std::optional<std::size_t> replaces = std::nullopt;

  // Whether it says what that user is in the room.
  [[nodiscard]] bool is_member(std::string_view user_id) const {
    return type == "m.room.member" && state_key == user_id;
  }
};

// What an event's content says that it belongs to; both empty where there is no relation.
struct Relation {
  std::string rel_type;
  std::string event_id;

  bool operator==(const Relation&) const = default;
};

// The relation of an event's content; empty where it is missing or not well-formed.
[[nodiscard]] Relation relation_of(const json::Value& event);

// The event that a redaction names, at the top level or in its content; empty if none.
[[nodiscard]] std::string redaction_target(const json::Value& event);

// Positions count events from 0; a position also stands for the place before that event.
class EventLog {
 public:
  // The version decides what a redaction leaves: "11", else the rules before it.
  explicit EventLog(std::string room_version) : room_version_(std::move(room_version)) {}

  std::size_t append(Logged logged);

  [[nodiscard]] std::size_t size() const { return events_.size(); }
  [[nodiscard]] const Logged& at(std::size_t position) const { return events_.at(position); }
  [[nodiscard]] const std::string& room_version() const { return room_version_; }
  // The first event of that ID.
  [[nodiscard]] std::optional<std::size_t> find(std::string_view event_id) const;

  // The first redaction of that event among the first `end` events: it may stand before its target.
  [[nodiscard]] std::optional<std::size_t> redacted_by(std::size_t position, std::size_t end) const;

  // The event as a server shows it when the log holds `end` events: stripped if it was redacted,
  // else with what it replaced. The transaction ID is shown to the token that sent it and to nobody
  // else.
  [[nodiscard]] json::Value shown(std::size_t position, std::size_t end,
                                  std::string_view token) const;

  // Position of the newest event of each (type, state key) among the first `end` events.
  using State = std::map<std::pair<std::string, std::string>, std::size_t>;
  [[nodiscard]] State state_at(std::size_t end) const;
  // The same as far as a sync ever tells: without events that no sync carries.
  [[nodiscard]] State synced_state_at(std::size_t end) const;

 private:
  [[nodiscard]] State fold(std::size_t end, bool with_unsynced) const;
  void note_replaced(std::size_t replaced, std::size_t end, json::Value& notes) const;

  std::string room_version_;
  std::vector<Logged> events_;
  State newest_;
  std::map<std::string, std::size_t, std::less<>> by_id_;
  std::map<std::string, std::vector<std::size_t>, std::less<>> redactions_;
};

// What a redaction leaves of an event, by the rules of the room version, without `unsigned`.
// Source: Matrix room versions 10 and 11, redactions.
[[nodiscard]] json::Value stripped(const json::Value& event, std::string_view room_version);

}  // namespace deadair::mock
