// The server over real sockets: framing, order, limits, what is no HTTP.
#include "mock_homeserver/http/server.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>
#include <vector>

#include "mock_homeserver/http/test_handler.h"
#include "mock_homeserver/http/test_peer.h"

namespace deadair::http {
namespace {

Outcome echo(const Request& request) {
  return text(fmt::format("{} {} {}", request.method, request.target, request.body));
}

TEST_CASE("requests behind each other in one segment are answered in order") {
  TestServer server(echo);
  TestPeer peer(server.server->port());
  std::string requests;
  for (int i = 0; i < 100; ++i) requests += fmt::format("GET /{} HTTP/1.1\r\n\r\n", i);
  peer.send(requests);
  for (int i = 0; i < 100; ++i) CHECK(body_of(peer.receive_answer()) == fmt::format("GET /{} ", i));
  CHECK(server.handler.ended(100).back() == Ended{100, Ending::answered});
}

TEST_CASE("a request in segments of one byte is one request") {
  TestServer server(echo);
  TestPeer peer(server.server->port());
  peer.send_bytewise("POST /a?b=c HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello");
  CHECK(body_of(peer.receive_answer()) == "POST /a?b=c hello");
  peer.send_bytewise("PUT /c HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
  CHECK(body_of(peer.receive_answer()) == "PUT /c abc");
}

}  // namespace
}  // namespace deadair::http
