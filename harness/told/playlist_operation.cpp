// From bytes to operations: small numbers mostly, and those at which arithmetic breaks.
#include "harness/told/playlist_operation.h"

#include <algorithm>
#include <array>
#include <limits>

#include "harness/base/json.h"

namespace deadair::told {
namespace {

// What the last values of a byte stand for; the others are small numbers.
constexpr std::array<std::int64_t, 8> far_numbers = {json::integer_max,
                                                     json::integer_max - 1,
                                                     json::integer_max - 2,
                                                     4294967296,
                                                     4294967297,
                                                     2147483648,
                                                     9007199254740000,
                                                     1000};
constexpr std::int64_t highest = std::numeric_limits<std::int64_t>::max();
constexpr std::array<std::int64_t, 8> durations = {200,    0, 1, 7, 120000, -5, json::integer_max,
                                                   highest};

std::int64_t number_of(std::uint8_t value) {
  constexpr std::uint8_t far_from = 256 - far_numbers.size();
  return value >= far_from ? far_numbers[value - far_from] : value;
}

std::optional<std::int64_t> announced_by(const Record& record) {
  switch (record.more % 4) {
    case 1: return std::nullopt;
    case 2: return -number_of(record.value);
    case 3: return highest;
    default: return number_of(record.value);
  }
}

PlaylistVerb verb_of(const Record& record) {
  switch (record.operation % 8) {
    case 0:
    case 1:
    case 2: return PlaylistVerb::add;
    case 3: return PlaylistVerb::remove;
    case 4: return PlaylistVerb::announce;
    case 5: return PlaylistVerb::end;
    case 6: return PlaylistVerb::seek;
    default: return PlaylistVerb::play;
  }
}

}  // namespace

PlaylistOperation operation_of(const Record& record) {
  PlaylistOperation operation;
  operation.verb = verb_of(record);
  if (operation.verb == PlaylistVerb::add || operation.verb == PlaylistVerb::remove) {
    operation.event_id = "$" + std::to_string(record.id);
  }
  operation.sequence = std::max<std::int64_t>(number_of(record.value), 1);
  operation.duration_ms = durations[record.more % durations.size()];
  operation.last_sequence = announced_by(record);
  operation.is_ended = record.value % 2 == 0;
  operation.position_ms = number_of(record.value) * 100;
  operation.after = number_of(record.value) - 1;
  return operation;
}

}  // namespace deadair::told
