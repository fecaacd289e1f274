// Words for people: labels rather than event IDs, one bounded line.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "harness/client/snapshot.h"
#include "harness/judge/timeline.h"

namespace deadair::judge {

inline constexpr std::size_t line_bytes_max = 300;

// One line of valid UTF-8: control characters become spaces, what is longer than `bytes_max` is
// cut and ends in "…".
[[nodiscard]] std::string one_line(std::string_view text, std::size_t bytes_max = line_bytes_max);

// "1, 2, 3"; an empty list is "nothing".
[[nodiscard]] std::string listed(const std::vector<std::string>& items);
// "a or b".
[[nodiscard]] std::string either(const std::vector<std::string>& items);

// The label of an event, or its ID where the room never had it.
[[nodiscard]] std::string event_name(const Timeline& timeline, std::string_view event_id);
// A chunk by its sequence, with its label where that says more: "2", "2 (c2')", "c9".
[[nodiscard]] std::string chunk_name(const Timeline& timeline, std::string_view event_id,
                                     const std::optional<std::int64_t>& sequence);
// "1, 2 (c2'), 3 cut, seek to 400 ms, 2".
[[nodiscard]] std::string heard_text(const Timeline& timeline,
                                     const std::vector<client::HeardEntry>& heard);

}  // namespace deadair::judge
