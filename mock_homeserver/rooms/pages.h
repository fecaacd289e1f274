// Pages of a room's events: relations of one event, messages, and what stands around an event.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mock_homeserver/rooms/filter.h"
#include "mock_homeserver/rooms/room.h"

namespace deadair::mock {

inline constexpr std::size_t page_limit_max = 100;

enum class Direction { backward, forward };  // newest first, oldest first

struct Page {
  std::vector<std::size_t> positions;  // in the order in which they are shown
  std::optional<std::size_t> next;     // place to go on from; nothing at the end
};

struct PageAsk {
  Direction direction = Direction::backward;
  std::optional<std::size_t> from;  // a place; nothing: from the newest or the oldest event
  std::optional<std::size_t> to;    // a place at which to stop
  std::size_t limit = 10;
};

// Which relations are asked for; empty texts ask for all.
struct RelationsAsk {
  std::string event_id, rel_type, event_type;
  PageAsk page;
};

// Events that relate to that event. A redacted event has no relation any more.
[[nodiscard]] Page relations_page(const Room& room, const RelationsAsk& ask);

[[nodiscard]] Page messages_page(const Room& room, const PageAsk& ask, const EventFilter& filter);

}  // namespace deadair::mock
