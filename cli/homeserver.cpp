// One place that warns about addresses that others can reach.
#include "cli/homeserver.h"

#include <iostream>
#include <utility>

#include "cli/adapters.h"

namespace deadair::cli {

std::unique_ptr<mock::Homeserver> start_homeserver(const std::string& address, int port,
                                                   Clock& clock) {
  mock::Homeserver::Options options;
  options.address = address;
  options.port = port;
  options.limits.connections_max = connections_allowed();
  if (!address.starts_with("127.")) {
    std::cerr << "deadair: WARNING: the mock homeserver listens on " << address
              << ", where others may reach it; it has no protection of its own\n";
  }
  Result<std::unique_ptr<mock::Homeserver>> homeserver = mock::Homeserver::start(options, clock);
  if (homeserver) return std::move(*homeserver);
  std::cerr << "deadair: " << homeserver.error().text() << "\n";
  return nullptr;
}

}  // namespace deadair::cli
