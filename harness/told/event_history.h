// One event of any shape in a history in which it must harm nothing.
#pragma once

#include <string_view>

#include "harness/base/result.h"
#include "harness/told/history.h"

namespace deadair::told {

// The event, sent by the broadcaster before a good broadcast of two chunks, between these, and in
// one batch with the second, since a client may trip over it in one of these places only. Type,
// state key, content and what else the event has stay as they are; ID, sender, room and time are
// the room's. A relation to any event becomes one to the good broadcast, but for that of a whole
// chunk, which would rightly be heard. Errors: those of json::read, and finding.event (no object:
// over HTTP that is no event, but an answer that is no JSON; a member of the event itself that a
// scenario cannot say).
[[nodiscard]] Result<History> event_history(std::string_view input);

}  // namespace deadair::told
