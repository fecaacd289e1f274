// Names are never asked for: an address is a number.
#include "harness/base/listening.h"

#include <netdb.h>
#include <sys/socket.h>

#include <cerrno>
#include <memory>
#include <system_error>

namespace deadair {

Result<Descriptor> listen_on(const std::string& address, int port, int backlog) {
  const auto refused = [&](const std::string& cause) {
    return Error{"socket.listen", address + ":" + std::to_string(port), cause};
  };
  if (port < 0 || port > 65535) return refused("no such port");
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE;
  addrinfo* found = nullptr;
  const int failed = getaddrinfo(address.c_str(), std::to_string(port).c_str(), &hints, &found);
  if (failed != 0) return refused(gai_strerror(failed));
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owner(found, freeaddrinfo);
  Descriptor socket(::socket(found->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  const int one = 1;
  // So that the run after this one can have the port at once.
  if (socket.is_open()) setsockopt(socket.number(), SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (!socket.is_open() || ::bind(socket.number(), found->ai_addr, found->ai_addrlen) != 0 ||
      ::listen(socket.number(), backlog) != 0) {
    return refused(std::generic_category().message(errno));
  }
  return socket;
}

}  // namespace deadair
