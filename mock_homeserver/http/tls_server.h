// The server for clients that come over TLS.
#pragma once

#include <memory>

#include "mock_homeserver/http/server.h"
#include "mock_homeserver/http/tls_identity.h"

namespace deadair::http {

// As Server::start; in the clear where `identity` is null. A handshake has Limits::request_ms_max
// from the connection's beginning. A client that speaks in the clear is answered so, with 400.
[[nodiscard]] Result<std::unique_ptr<Server>> start_over_tls(
    const Options& options, std::shared_ptr<const TlsIdentity> identity, Handler& handler,
    Clock& clock);

}  // namespace deadair::http
