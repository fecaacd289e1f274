// What each fault on the wire makes of a good answer, looked at in the bytes that leave the server.
#pragma once

#include <string>

#include "mock_homeserver/http/server.h"

namespace deadair::fuzz {

// Spoils that whole, good answer, and stops where it is not spoilt as the fault says, or where
// anything else about it is.
void check_spoilt(const std::string& answer, const http::Wire& wire, bool keep_alive);

}  // namespace deadair::fuzz
