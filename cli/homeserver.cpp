// One place that warns about addresses that others can reach.
#include "cli/homeserver.h"

#include <iostream>
#include <utility>

#include "cli/adapters.h"

namespace deadair::cli {

void ServerArguments::add_to(CLI::App& verb) {
  verb.add_option("--bind", address,
                  "Address of the mock homeserver; leave it on loopback unless you must")
      ->capture_default_str();
  verb.add_option("--port", port, "Port of the mock homeserver; 0: a free one")
      ->check(CLI::Range(0, 65535))
      ->capture_default_str();
  verb.add_flag("--tls", tls,
                "Serve over TLS. Clients must trust an authority made at start: its file is named\n"
                "on standard error and, for what deadair starts, by SSL_CERT_FILE and the like");
  verb.add_option("--sync", sync,
                  "Which syncs the server has: both, or sliding (MSC4186) and no other")
      ->check(CLI::IsMember({"both", "sliding"}))
      ->capture_default_str();
}

Status ServerArguments::prepare_tls(AuthorityFile& authority) {
  if (!tls) return Done{};
  Result<std::shared_ptr<const http::TlsIdentity>> made = http::TlsIdentity::make(address);
  if (!made) return made.error();
  identity = std::move(*made);
  return authority.announce(identity->authority_pem());
}

std::string ServerArguments::again() const {
  return std::string(tls ? " --tls" : "") + (sync == "both" ? "" : " --sync " + sync);
}

namespace {

mock::Homeserver::Options options_of(const ServerArguments& arguments) {
  const std::string& address = arguments.address;
  mock::Homeserver::Options options;
  options.address = address;
  options.port = arguments.port;
  options.tls = arguments.identity;
  options.world.only_sliding_sync = arguments.sync == "sliding";
  options.limits.connections_max = connections_allowed();
  if (!address.starts_with("127.")) {
    std::cerr << "deadair: WARNING: the mock homeserver listens on " << address
              << ", where others may reach it; it has no protection of its own\n";
  }
  return options;
}

}  // namespace

std::unique_ptr<mock::Homeserver> start_homeserver(const ServerArguments& arguments, Clock& clock) {
  Result<std::unique_ptr<mock::Homeserver>> homeserver =
      mock::Homeserver::start(options_of(arguments), clock);
  if (homeserver) return std::move(*homeserver);
  std::cerr << "deadair: " << homeserver.error().text() << "\n";
  return nullptr;
}

std::optional<mock::Homeservers> start_homeservers(const ServerArguments& arguments,
                                                   const std::vector<int>& cores, Clock& clock) {
  Result<mock::Homeservers> started = mock::Homeservers::start(options_of(arguments), cores, clock);
  if (started) return std::move(*started);
  std::cerr << "deadair: " << started.error().text() << "\n";
  return std::nullopt;
}

}  // namespace deadair::cli
