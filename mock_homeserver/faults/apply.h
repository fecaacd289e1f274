// What a fault does to an answer.
#pragma once

#include "mock_homeserver/faults/rack.h"
#include "mock_homeserver/routes/call.h"
#include "mock_homeserver/routes/reply.h"

namespace deadair::mock {

// Whether the fault stands in place of the answer, so that the request must have no effect.
[[nodiscard]] bool replaces(const Strike& strike);

// Applies the fault that strikes the call to its good answer.
void apply_strike(Call& call, Reply& reply);

}  // namespace deadair::mock
