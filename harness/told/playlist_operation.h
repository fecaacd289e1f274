// What the records of the target `playlist` mean.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "harness/told/records.h"

namespace deadair::told {

//   add       a chunk
//   remove    the chunk of an event, by redaction
//   announce  a last_chunk_sequence, or that there is none
//   end       the broadcast is over, or goes on; then play from `after`
//   seek      to a position
//   play      from behind a sequence
enum class PlaylistVerb { add, remove, announce, end, seek, play };

struct PlaylistOperation {
  PlaylistVerb verb = PlaylistVerb::play;
  std::string event_id;                       // add, remove: "$7"
  std::int64_t sequence = 1;                  // add: from 1
  std::int64_t duration_ms = 0;               // add: any number
  std::optional<std::int64_t> last_sequence;  // announce: any number
  bool is_ended = false;                      // end
  std::int64_t position_ms = 0;               // seek
  std::int64_t after = 0;                     // end, play: from -1
};

[[nodiscard]] PlaylistOperation operation_of(const Record& record);

}  // namespace deadair::told
