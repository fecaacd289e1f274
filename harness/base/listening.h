// Sockets that wait for connections.
#pragma once

#include <string>

#include "harness/base/descriptor.h"
#include "harness/base/result.h"

namespace deadair {

// A listening TCP socket, non-blocking, not inherited by child processes. The address is a numeric
// one; port 0: a free one. Error socket.listen: ADDRESS:PORT, and the system's reason.
[[nodiscard]] Result<Descriptor> listen_on(const std::string& address, int port, int backlog);

}  // namespace deadair
