// Names of places, and how they expire.
#include "mock_homeserver/rooms/sliding_positions.h"

#include <charconv>
#include <utility>

#include "harness/base/check.h"
#include "mock_homeserver/rooms/room.h"

namespace deadair::mock {

namespace {

std::string name_of(std::uint64_t number, const SlidingPosition& position) {
  return sync_token(position.batches) + "_" + std::to_string(number);
}

// The number behind the '_'; 0, which no place has, if there is none.
std::uint64_t number_in(std::string_view pos) {
  const std::size_t bar = pos.find('_');
  if (bar == std::string_view::npos) return 0;
  std::uint64_t number = 0;
  std::from_chars(pos.data() + bar + 1, pos.data() + pos.size(), number);
  return number;
}

}  // namespace

std::string SlidingPositions::add(SlidingPosition position) {
  std::string name = name_of(++newest_, position);
  positions_.emplace(newest_, std::move(position));
  if (positions_.size() > sliding_positions_max) positions_.erase(positions_.begin());
  return name;
}

std::optional<SlidingPosition> SlidingPositions::find(std::string_view pos, std::string_view token,
                                                      std::string_view conn_id) const {
  const auto found = positions_.find(number_in(pos));
  if (found == positions_.end() || name_of(found->first, found->second) != pos) return std::nullopt;
  const SlidingPosition& position = found->second;
  if (position.token != token || position.conn_id != conn_id) return std::nullopt;
  return position;
}

const SlidingPosition& SlidingPositions::at(std::string_view pos) const {
  const auto found = positions_.find(number_in(pos));
  DEADAIR_CHECK(found != positions_.end(), std::string(pos));
  return found->second;
}

void SlidingPositions::keep_only(std::string_view pos) {
  const std::uint64_t number = number_in(pos);
  const auto kept = positions_.find(number);
  if (kept == positions_.end()) return;
  const SlidingPosition& position = kept->second;
  std::erase_if(positions_, [&](const auto& other) {
    return other.first != number && other.second.token == position.token &&
           other.second.conn_id == position.conn_id;
  });
}

void SlidingPositions::forget(std::string_view token, std::string_view conn_id) {
  std::erase_if(positions_, [&](const auto& entry) {
    return entry.second.token == token && entry.second.conn_id == conn_id;
  });
}

}  // namespace deadair::mock
