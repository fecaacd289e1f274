// Operations on a playlist as a history of a broadcast that would make a client do them.
#pragma once

#include <string_view>

#include "harness/told/history.h"

namespace deadair::told {

// A start, then a batch an operation: chunks, their redactions, paused and stopped events with the
// count that is announced, and seeks. A chunk that is added again is delivered again; an end that
// is taken back is a resume; what only asks the playlist is left out, a client asks all the time.
[[nodiscard]] History playlist_history(std::string_view input);

}  // namespace deadair::told
