// Starting the mock homeserver for a verb.
#pragma once

#include <memory>
#include <string>

#include "harness/base/clock.h"
#include "mock_homeserver/homeserver.h"

namespace deadair::cli {

inline constexpr const char* loopback = "127.0.0.1";

// Warns on standard error where the address is not loopback; says there too why it could not be
// started (nullptr).
[[nodiscard]] std::unique_ptr<mock::Homeserver> start_homeserver(const std::string& address,
                                                                 int port, Clock& clock);

}  // namespace deadair::cli
