// The places in their streams that connections of sliding sync may come back with.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "mock_homeserver/rooms/sliding_ask.h"

namespace deadair::mock {

inline constexpr std::size_t sliding_positions_max = 256;

// What the server holds of a connection at one place.
struct SlidingPosition {
  std::string token;              // the access token
  std::string conn_id;            // a client may have several connections
  std::size_t batches = 0;        // that it has seen
  std::optional<RoomAsk> told;    // how the room was told; nothing: it was not yet
  std::set<std::string> members;  // who was told because of the timeline
  // How many batches it had seen when nothing asked for the room any more; nothing while it does.
  std::optional<std::size_t> out_of_sight;

  bool operator==(const SlidingPosition&) const = default;
};

class SlidingPositions {
 public:
  // The place's name, "s3_7": its batches, then a number that no other place has. At most
  // sliding_positions_max are kept; the oldest expire.
  std::string add(SlidingPosition position);
  // Nothing if it is unknown, has expired, or is of another connection.
  [[nodiscard]] std::optional<SlidingPosition> find(std::string_view pos, std::string_view token,
                                                    std::string_view conn_id) const;
  // The place of that name, which must be there.
  [[nodiscard]] const SlidingPosition& at(std::string_view pos) const;
  // The client has come back with that place: all others of its connection expire.
  void keep_only(std::string_view pos);
  // The client begins the connection anew.
  void forget(std::string_view token, std::string_view conn_id);

 private:
  std::map<std::uint64_t, SlidingPosition> positions_;  // by that number
  std::uint64_t newest_ = 0;
};

}  // namespace deadair::mock
