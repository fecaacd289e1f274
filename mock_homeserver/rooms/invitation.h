// What somebody who is invited into a room sees of it.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "harness/base/json.h"
#include "mock_homeserver/rooms/room.h"

namespace deadair::mock {

// Stripped state when the log holds `end` events: the room as it stood when the user was invited,
// the member event of whoever invited, and the invitation itself, which comes last. Empty where
// the user is not invited. Source: Matrix client-server API, stripped state; MSC4319.
[[nodiscard]] std::vector<json::Value> invite_state(const Room& room, const std::string& user_id,
                                                    std::size_t end);

}  // namespace deadair::mock
