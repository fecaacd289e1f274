// The part of the reference client that reads what servers answer: sync loop, history and room,
// with a network that answers what the target says.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "clients/reference/history.h"
#include "clients/reference/room.h"
#include "clients/reference/sync_form.h"
#include "clients/reference/sync_loop.h"
#include "clients/reference/timers.h"
#include "fuzz/held_network.h"
#include "harness/base/json.h"

namespace deadair::fuzz {

inline constexpr std::string_view room_id = "!r:h";

class ReadingClient final : private reference::Room::Watcher {
 public:
  ReadingClient();

  // Answers the open poll, with a body or with what was read of one; what the client asks for
  // besides is refused.
  void sync(std::string_view body);
  void sync(reference::SyncNews news);
  // Past everything that reads answers: what the room makes of the events alone.
  void tell(std::span<const json::Value> state, std::span<const json::Value> timeline);
  void tell_related(const std::string& started_id, std::span<const json::Value> oldest_first);
  // Asks for the relations of a broadcast, which get these pages and then empty ones. Returns how
  // many were asked for.
  std::size_t read_relations(const std::string& started_id, std::span<const json::Value> pages);

  // What the user would see: broadcasts with their state and chunks.
  [[nodiscard]] json::Value view();
  // It polls, or waits to poll again: none of the answers here ends its session.
  [[nodiscard]] bool is_alive() const;
  [[nodiscard]] bool has_used(std::string_view token) const { return sync_.has_used(token); }

 private:
  void refuse_loads();
  void changed(reference::Broadcast& /*broadcast*/) override {}
  void gone(reference::Broadcast& /*broadcast*/) override {}
  void start_missing(const std::string& /*event_id*/) override {}
  void first_chunk(const std::string& /*event_id*/) override {}

  HeldNetwork network_;
  reference::Timers timers_;
  reference::Room room_{reference::Mutant::none, *this};
  reference::SyncLoop sync_;
  reference::History history_;
};

// Whether the client can make anything of the event: an object with an ID that is no broadcast
// event, or one that can be decoded, or whose redaction is told with it.
[[nodiscard]] bool is_meaningful(const json::Value& event);
[[nodiscard]] std::vector<json::Value> meaningful_ones(std::span<const json::Value> events);

}  // namespace deadair::fuzz
