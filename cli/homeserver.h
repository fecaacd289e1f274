// Starting the mock homeserver for a verb.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/authority_file.h"
#include "harness/base/clock.h"
#include "mock_homeserver/homeservers.h"
#include "mock_homeserver/http/tls_identity.h"

namespace deadair::cli {

inline constexpr const char* loopback = "127.0.0.1";

// Where the server listens, and what it offers.
struct ServerArguments {
  std::string address = loopback;
  int port = 0;  // 0: the system picks one
  bool tls = false;
  std::string sync = "both";  // which syncs are served: both, or only the sliding one
  std::shared_ptr<const http::TlsIdentity> identity = nullptr;  // with tls, after prepare_tls()

  void add_to(CLI::App& verb);
  // Where TLS was asked for: makes the servers' identity and announces its authority. Errors
  // http.tls and cli.tls.
  [[nodiscard]] Status prepare_tls(AuthorityFile& authority);
  // How the command line says what differs from the usual; "" or " --…".
  [[nodiscard]] std::string again() const;
};

// Warns on standard error where the address is not loopback; says there too why it could not be
// started (nullptr).
[[nodiscard]] std::unique_ptr<mock::Homeserver> start_homeserver(const ServerArguments& arguments,
                                                                 Clock& clock);

// The same, with one for each of the cores (one if there are none).
[[nodiscard]] std::optional<mock::Homeservers> start_homeservers(const ServerArguments& arguments,
                                                                 const std::vector<int>& cores,
                                                                 Clock& clock);

}  // namespace deadair::cli
