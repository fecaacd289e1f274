// Faults over real sockets: what the client sees, byte for byte, and how the exchange ends.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstddef>
#include <string>
#include <vector>

#include "mock_homeserver/http/server.h"
#include "mock_homeserver/http/test_handler.h"
#include "mock_homeserver/http/test_peer.h"
#include "mock_homeserver/http/wire.h"

namespace deadair::http {
namespace {

using Kind = Wire::Kind;

constexpr const char* request_text = "GET / HTTP/1.1\r\n\r\n";

struct Way {
  Over over;
  std::string name;
};
const std::vector<Way> ways = {{Over::clear, "in the clear"}, {Over::tls, "over TLS"}};

struct Row {
  std::string name;
  Wire wire;
  std::string seen;
  bool reset;
  Ending ending;
};

void check(const Row& row, Over over) {
  const auto answer = [&row](const Request&) {
    Response response = text("0123456789");
    response.wire = row.wire;
    return Outcome(response);
  };
  TestServer server(answer, {}, over);
  TestPeer peer = server.peer();
  peer.send(request_text);
  CHECK(peer.receive_all() == row.seen);
  CHECK(peer.was_reset() == row.reset);
  CHECK(server.handler.ended(1) == std::vector<Ended>{{1, row.ending}});
  server.server.reset();
  check_each_ended_once(server.handler);
}

TEST_CASE("a client sees each fault byte for byte") {
  const std::string type = "Content-Type: text/plain\r\n\r\n";
  const std::string head = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n" + type;
  const std::string good = head + "0123456789";
  const std::vector<Row> rows = {
      {"reset before any byte", {Kind::reset, 0}, "", true, Ending::closed_by_fault},
      {"reset within the header",
       {Kind::reset, 20},
       good.substr(0, 20),
       true,
       Ending::closed_by_fault},
      {"reset within the body",
       {Kind::reset, head.size() + 5},
       head + "01234",
       true,
       Ending::closed_by_fault},
      {"cut", {Kind::cut, 4}, head + "0123", false, Ending::closed_by_fault},
      {"wrong length",
       {Kind::wrong_length, 5},
       "HTTP/1.1 200 OK\r\nContent-Length: 15\r\n" + type + "0123456789",
       false,
       Ending::closed_by_fault},
      {"bad chunk",
       {Kind::bad_chunk, 0},
       "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n" + type + "5\r\n01234\r\nzz\r\n56789\r\n",
       false,
       Ending::closed_by_fault},
      {"garbage", {Kind::garbage, 0}, garbage_bytes(), false, Ending::closed_by_fault},
      {"nothing", {Kind::nothing, 0}, "", false, Ending::closed_by_fault},
      {"close after", {Kind::close_after, 0}, good, false, Ending::answered},
  };
  for (const Row& row : rows) {
    for (const Way& way : ways) {
      DOCTEST_SUBCASE((row.name + ", " + way.name).c_str()) { check(row, way.over); }
    }
  }
}

TEST_CASE("without a fault and with a dribble the connection is kept") {
  // Longer than what goes out in one turn.
  const std::string body(2000, 'x');
  const auto answer = [&](const Request& request) {
    Response response = text(body);
    if (request.target == "/dribble") response.wire.kind = Kind::dribble;
    return Outcome(response);
  };
  for (const Way& way : ways) {
    CAPTURE(way.name);
    TestServer server(answer, {}, way.over);
    TestPeer peer = server.peer();
    for (const char* const target : {"/", "/dribble", "/dribble", "/"}) {
      peer.send(fmt::format("GET {} HTTP/1.1\r\n\r\n", target));
      CHECK(body_of(peer.receive_answer()) == body);
    }
    CHECK(server.handler.ended(4).back() == Ended{4, Ending::answered});
  }
}

TEST_CASE("a reset within a large answer comes after the bytes before it") {
  const std::size_t at = std::size_t{8} * 1024 * 1024;
  const auto answer = [&](const Request&) {
    Response response = text(std::string(2 * at, 'x'));
    response.wire = {Kind::reset, at};
    return Outcome(response);
  };
  for (const Way& way : ways) {
    CAPTURE(way.name);
    TestServer server(answer, {}, way.over);
    TestPeer peer = server.peer();
    peer.limit_receive_buffer(128 * 1024);
    peer.send(request_text);
    CHECK(peer.receive_all().size() == at);
    CHECK(peer.was_reset());
    CHECK(server.handler.ended(1) == std::vector<Ended>{{1, Ending::closed_by_fault}});
  }
}

TEST_CASE("other connections do not notice a fault") {
  TestServer server([](const Request& request) {
    Response response = text("0123456789");
    if (request.target == "/reset") response.wire = {Kind::reset, 3};
    return Outcome(response);
  });
  TestPeer calm(server.server->port());
  for (int i = 0; i < 20; ++i) {
    TestPeer peer(server.server->port());
    peer.send("GET /reset HTTP/1.1\r\n\r\n");
    CHECK(peer.receive_all() == "HTT");
    calm.send(request_text);
    CHECK(body_of(calm.receive_answer()) == "0123456789");
  }
}

}  // namespace
}  // namespace deadair::http
