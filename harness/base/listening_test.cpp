// Places where nobody can listen.
#include "harness/base/listening.h"

#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <string>

namespace deadair {
namespace {

int port_of(const Descriptor& socket) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  REQUIRE(getsockname(socket.number(), reinterpret_cast<sockaddr*>(&address), &size) == 0);
  return ntohs(address.sin_port);
}

TEST_CASE("a port belongs to one, until it is closed") {
  Result<Descriptor> first = listen_on("127.0.0.1", 0, 1);
  REQUIRE(first.ok());
  const int port = port_of(*first);
  CHECK(port > 0);
  const Result<Descriptor> second = listen_on("127.0.0.1", port, 1);
  REQUIRE_FALSE(second.ok());
  CHECK(second.error() ==
        Error{"socket.listen", "127.0.0.1:" + std::to_string(port), "Address already in use"});
  first->close();
  CHECK(listen_on("127.0.0.1", port, 1).ok());
}

TEST_CASE("what is no place is refused with a reason") {
  for (const int port : {-1, 65536}) {
    CHECK(listen_on("127.0.0.1", port, 1).error().message == "no such port");
  }
  for (const char* address : {"localhost", "127.0.0.1.1", "::g"}) {
    CAPTURE(address);
    const Result<Descriptor> socket = listen_on(address, 0, 1);
    REQUIRE_FALSE(socket.ok());
    CHECK(socket.error().place == std::string(address) + ":0");
    CHECK_FALSE(socket.error().message.empty());
  }
}

}  // namespace
}  // namespace deadair
