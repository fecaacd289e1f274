// How some faulty variants misread events.
#pragma once

#include <optional>

#include "clients/reference/broadcast.h"
#include "clients/reference/mutant.h"
#include "harness/base/json.h"

namespace deadair::reference {

// The event as that variant takes it, in terms that a right reader understands; nothing where it
// reads the event as it stands. An event that it does not see at all becomes one without a type.
// `newest` is the broadcast of the room that was started last; nullptr where there is none.
[[nodiscard]] std::optional<json::Value> misread(const json::Value& event, Mutant mutant,
                                                 const Broadcast* newest);

}  // namespace deadair::reference
