// The addresses of the endpoints that a listener needs. Source: Matrix client-server API.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace deadair::reference {

// Events of a timeline that either form of sync asks for.
inline constexpr int timeline_events_max = 50;

// Everything but letters, digits and -._~ percent-encoded.
[[nodiscard]] std::string percent_encoded(std::string_view text);

// `since` is empty for the first sync. Only the one room is asked for.
[[nodiscard]] std::string sync_target(std::string_view room_id, std::string_view since,
                                      std::int64_t timeout_ms);
// Simplified sliding sync, MSC4186; `pos` is empty for the first one.
[[nodiscard]] std::string sliding_sync_target(std::string_view pos, std::int64_t timeout_ms);
// Newest first; `to` empty: as far back as the room goes.
[[nodiscard]] std::string messages_target(std::string_view room_id, std::string_view from,
                                          std::string_view to);
// Events with an m.reference to that one, newest first; `from` empty: the first page.
[[nodiscard]] std::string relations_target(std::string_view room_id, std::string_view event_id,
                                           std::string_view from);
[[nodiscard]] std::string event_target(std::string_view room_id, std::string_view event_id);
[[nodiscard]] std::string redact_target(std::string_view room_id, std::string_view event_id,
                                        std::string_view transaction_id);
[[nodiscard]] std::string logout_target();
// With the token, or (`legacy`) as it was before Matrix 1.11. Nothing where `url` is no mxc://.
[[nodiscard]] std::optional<std::string> media_target(std::string_view url, bool legacy);

}  // namespace deadair::reference
