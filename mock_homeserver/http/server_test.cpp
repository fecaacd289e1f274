// The server over real sockets: framing, order, limits, what is no HTTP.
#include "mock_homeserver/http/server.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "mock_homeserver/http/test_handler.h"
#include "mock_homeserver/http/test_peer.h"

namespace deadair::http {
namespace {

// More than the kernel takes for one connection, on both of its sides together.
constexpr std::size_t answer_bytes = std::size_t{12} * 1024 * 1024;
// Two of loopback's segments: with less the kernel waits before it sends each of them.
constexpr int window_bytes = 128 * 1024;

Outcome echo(const Request& request) {
  return text(fmt::format("{} {} {}", request.method, request.target, request.body));
}

std::string status_line_of(const std::string& answer) {
  return answer.substr(0, answer.find("\r\n"));
}

TEST_CASE("requests behind each other in one segment are answered in order") {
  TestServer server(echo);
  TestPeer peer(server.server->port());
  std::string requests;
  for (int i = 0; i < 100; ++i) requests += fmt::format("GET /{} HTTP/1.1\r\n\r\n", i);
  peer.send(requests);
  for (int i = 0; i < 100; ++i) CHECK(body_of(peer.receive_answer()) == fmt::format("GET /{} ", i));
  CHECK(server.handler.ended(100).back() == Ended{100, Ending::answered});
  server.server.reset();
  check_each_ended_once(server.handler);
}

TEST_CASE("a request in segments of one byte is one request") {
  TestServer server(echo);
  TestPeer peer(server.server->port());
  peer.send_bytewise("POST /a?b=c HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello");
  CHECK(body_of(peer.receive_answer()) == "POST /a?b=c hello");
  peer.send_bytewise("PUT /c HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
  CHECK(body_of(peer.receive_answer()) == "PUT /c abc");
}

TEST_CASE("a body in chunks is one body, and what stands behind it is the next request") {
  TestServer server(echo);
  TestPeer peer(server.server->port());
  peer.send(
      "POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
      "5;ext=1\r\nhello\r\n6\r\n world\r\n0\r\nX-Trailer: x\r\n\r\nGET /b HTTP/1.1\r\n\r\n");
  CHECK(body_of(peer.receive_answer()) == "POST /a hello world");
  CHECK(body_of(peer.receive_answer()) == "GET /b ");
}

TEST_CASE("POST without a length is answered at once, with an empty body") {
  TestServer server(echo);
  TestPeer peer(server.server->port());
  peer.send("POST /a HTTP/1.1\r\n\r\n");
  CHECK(body_of(peer.receive_answer()) == "POST /a ");
}

TEST_CASE("a client that waits for 100 Continue is told to go on") {
  TestServer server(echo);
  TestPeer peer(server.server->port());
  peer.send("PUT /a HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
  CHECK(peer.receive_until("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
  peer.send("abc");
  CHECK(body_of(peer.receive_answer()) == "PUT /a abc");
  peer.send("PUT /b HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc");
  CHECK(body_of(peer.receive_answer()) == "PUT /b abc");
}

TEST_CASE("segments are decoded after the path is split") {
  TestServer server([](const Request& request) {
    std::string shown;
    for (const std::string& segment : request.segments) shown += "[" + segment + "]";
    return Outcome(text(shown + std::string(request.parameter("q").value_or("-"))));
  });
  TestPeer peer(server.server->port());
  peer.send("GET /a%2Fb/c%zz/%?q=x%2By+z HTTP/1.1\r\n\r\n");
  CHECK(body_of(peer.receive_answer()) == "[a/b][c%zz][%]x+y z");
}

TEST_CASE("a connection ends when the client, the answer or HTTP/1.0 says so") {
  struct Row {
    std::string name;
    std::string request;
    bool ends;
  };
  const std::vector<Row> rows = {
      {"kept", "GET / HTTP/1.1\r\n\r\n", false},
      {"the client says so", "GET / HTTP/1.1\r\nConnection: close\r\n\r\n", true},
      {"the answer says so", "GET /close HTTP/1.1\r\n\r\n", true},
      {"HTTP/1.0", "GET / HTTP/1.0\r\n\r\n", true},
      {"HTTP/1.0, kept", "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", false},
  };
  for (const Row& row : rows) {
    DOCTEST_SUBCASE(row.name.c_str()) {
      TestServer server([](const Request& request) {
        Response response = text("x");
        if (request.target == "/close") response.headers.emplace_back("Connection", "close");
        return Outcome(response);
      });
      TestPeer peer(server.server->port());
      peer.send(row.request);
      const std::string answer = peer.receive_answer();
      CHECK((answer.find("Connection: close\r\n") != std::string::npos) == row.ends);
      if (row.ends) {
        CHECK(peer.receive_all().empty());
        CHECK_FALSE(peer.was_reset());
      } else {
        peer.send("GET / HTTP/1.1\r\n\r\n");
        CHECK(body_of(peer.receive_answer()) == "x");
      }
    }
  }
}

TEST_CASE("what is no request is refused, said so in JSON, and its connection closed") {
  struct Row {
    std::string name;
    std::string bytes;
    int status;
  };
  const std::vector<Row> rows = {
      {"a TLS greeting", std::string("\x16\x03\x01\0\xa5\x01", 6), 400},
      {"words", "hello there\r\n\r\n", 400},
      {"two lengths", "POST / HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", 400},
      {"a claimed body of 100 MB", "PUT / HTTP/1.1\r\nContent-Length: 104857600\r\n\r\n", 413},
      {"a target too long", "GET /" + std::string(40000, 'a'), 414},
      {"a header too long", "GET / HTTP/1.1\r\nx: " + std::string(70000, 'a'), 431},
  };
  for (const Row& row : rows) {
    DOCTEST_SUBCASE(row.name.c_str()) {
      TestServer server(echo);
      TestPeer peer(server.server->port());
      peer.send(row.bytes);
      const std::string answer = peer.receive_all();
      CHECK(status_line_of(answer).starts_with(fmt::format("HTTP/1.1 {} ", row.status)));
      CHECK(body_of(answer).starts_with("{\"errcode\":\"M_"));
      CHECK_FALSE(peer.was_reset());
      CHECK(server.handler.refused(1) == std::vector<int>{row.status});
      CHECK(server.handler.handled(0).empty());
      TestPeer other(server.server->port());
      other.send("GET / HTTP/1.1\r\n\r\n");
      CHECK(body_of(other.receive_answer()) == "GET / ");
    }
  }
}

TEST_CASE("an unknown method is refused and its connection kept") {
  TestServer server(echo);
  TestPeer peer(server.server->port());
  peer.send("BREW /pot HTTP/1.1\r\nContent-Length: 3\r\n\r\ntea");
  const std::string answer = peer.receive_answer();
  CHECK(status_line_of(answer) == "HTTP/1.1 405 Method Not Allowed");
  CHECK(body_of(answer).find("M_UNRECOGNIZED") != std::string::npos);
  peer.send("GET / HTTP/1.1\r\n\r\n");
  CHECK(body_of(peer.receive_answer()) == "GET / ");
}

TEST_CASE("a request that does not come to its end is given up at its deadline") {
  Limits limits;
  limits.request_ms_max = 5000;
  TestServer server(echo, limits);
  TestPeer slow(server.server->port());
  TestPeer other(server.server->port());
  slow.send("GET /whole HTTP/1.1\r\n\r\nGET /slow HTTP/1.1\r\nHost:");
  CHECK(body_of(slow.receive_answer()) == "GET /whole ");
  server.advance(4999);
  slow.send(" x");
  other.send("GET /meanwhile HTTP/1.1\r\n\r\n");
  CHECK(body_of(other.receive_answer()) == "GET /meanwhile ");
  CHECK(server.handler.refused(0).empty());
  server.advance(1);
  CHECK(status_line_of(slow.receive_all()) == "HTTP/1.1 408 Request Timeout");
  CHECK(server.handler.refused(1) == std::vector<int>{408});
}

TEST_CASE("a connection that says nothing is closed after its time, without an answer") {
  Limits limits;
  limits.idle_ms_max = 5000;
  TestServer server(echo, limits);
  TestPeer idle(server.server->port());
  idle.send("GET / HTTP/1.1\r\n\r\n");
  CHECK(body_of(idle.receive_answer()) == "GET / ");
  server.advance(5000);
  CHECK(idle.receive_all().empty());
  CHECK(server.handler.refused(0).empty());
}

TEST_CASE("connections beyond the limit are turned away, and there is room again later") {
  Limits limits;
  limits.connections_max = 2;
  TestServer server(echo, limits);
  TestPeer first(server.server->port());
  first.send("GET /1 HTTP/1.1\r\n\r\n");
  CHECK(body_of(first.receive_answer()) == "GET /1 ");
  {
    TestPeer second(server.server->port());
    second.send("GET /2 HTTP/1.1\r\n\r\n");
    CHECK(body_of(second.receive_answer()) == "GET /2 ");
    TestPeer third(server.server->port());
    CHECK(status_line_of(third.receive_all()) == "HTTP/1.1 503 Service Unavailable");
    CHECK(server.handler.refused(1) == std::vector<int>{503});
  }
  // The two that ended are gone once the server has seen their FIN: asked again until then.
  bool served = false;
  for (int i = 0; i < 1000 && !served; ++i) {
    TestPeer fourth(server.server->port());
    const bool sent = fourth.try_send("GET /4 HTTP/1.1\r\nConnection: close\r\n\r\n");
    served = sent && body_of(fourth.receive_all()) == "GET /4 ";
  }
  CHECK(served);
}

TEST_CASE("the oldest connection that has asked nothing makes room for another") {
  Limits limits;
  limits.connections_max = 3;
  TestServer server(echo, limits);
  TestPeer busy(server.server->port());
  busy.send("GET /1 HTTP/1.1\r\n\r\n");
  CHECK(body_of(busy.receive_answer()) == "GET /1 ");
  TestPeer silent(server.server->port());
  TestPeer half(server.server->port());
  half.send("GET / HT");
  for (const char* const target : {"/2", "/3"}) {
    TestPeer newcomer(server.server->port());
    newcomer.send(std::string("GET ") + target + " HTTP/1.1\r\n\r\n");
    CHECK(body_of(newcomer.receive_answer()) == std::string("GET ") + target + " ");
  }
  CHECK(silent.receive_all().empty());
  busy.send("GET /4 HTTP/1.1\r\n\r\n");
  CHECK(body_of(busy.receive_answer()) == "GET /4 ");
}

TEST_CASE("requests together hold no more memory than they may") {
  Limits limits;
  limits.held_bytes_max = 100000;
  TestServer server(echo, limits);
  TestPeer first(server.server->port());
  first.send("PUT /1 HTTP/1.1\r\nContent-Length: 80001\r\n\r\n" + std::string(80000, 'a'));
  TestPeer second(server.server->port());
  // Whichever of the two the server reads last is the one too many.
  second.send("PUT /2 HTTP/1.1\r\nContent-Length: 80001\r\n\r\n" + std::string(80000, 'b'));
  CHECK(server.handler.refused(1) == std::vector<int>{503});
}

TEST_CASE("answers that nobody reads make room for those of others") {
  const std::string large(answer_bytes, 'x');
  Limits limits;
  limits.answer_bytes_max = 3 * answer_bytes + 10000;  // three of them, with their headers
  TestServer server([&large](const Request&) { return Outcome(text(large)); }, limits);
  std::vector<TestPeer> peers;
  for (int i = 0; i < 6; ++i) {
    peers.emplace_back(server.server->port());
    peers.back().limit_receive_buffer(window_bytes);
    peers.back().send("GET / HTTP/1.1\r\n\r\n");
    CHECK(server.handler.handled(peers.size()).size() == peers.size());
  }
  // The oldest of them were given up; who reads its answer then gets all of it.
  CHECK(server.handler.refused(3) == std::vector<int>(3, 0));
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(server.handler.ended(3)[i] == Ended{i + 1, Ending::closed_by_client});
    CHECK(peers[i].receive_all().size() < answer_bytes);
  }
  for (std::size_t i = 3; i < 6; ++i) {
    const bool whole = body_of(peers[i].receive_answer()) == large;
    CHECK(whole);
  }
  TestPeer newcomer(server.server->port());
  newcomer.send("GET / HTTP/1.1\r\n\r\n");
  const bool whole = body_of(newcomer.receive_answer()) == large;
  CHECK(whole);
}

TEST_CASE("an answer larger than the client's window arrives whole") {
  const std::string large(answer_bytes, 'x');
  TestServer server([&large](const Request&) { return Outcome(text(large)); });
  TestPeer peer(server.server->port());
  peer.limit_receive_buffer(window_bytes);
  peer.send("GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\nConnection: close\r\n\r\n");
  const std::string all = peer.receive_all();
  CHECK(all.size() > 2 * large.size());
  CHECK(all.ends_with(large));
  CHECK(server.handler.ended(2) ==
        std::vector<Ended>{{1, Ending::answered}, {2, Ending::answered}});
}

TEST_CASE("a client that goes away within its answer has closed") {
  const std::string large(answer_bytes, 'x');
  TestServer server([&large](const Request&) { return Outcome(text(large)); });
  TestPeer peer(server.server->port());
  peer.limit_receive_buffer(window_bytes);
  peer.send("GET / HTTP/1.1\r\n\r\n");
  CHECK(peer.receive(100).size() == 100);
  peer.reset();
  CHECK(server.handler.ended(1) == std::vector<Ended>{{1, Ending::closed_by_client}});
}

TEST_CASE("a server that stops ends what is open, once, and closes every connection") {
  TestServer server([](const Request& request) {
    if (request.target == "/park") return Outcome(Park{"never", 60000});
    return Outcome(text("x"));
  });
  TestPeer idle(server.server->port());
  TestPeer partial(server.server->port());
  TestPeer parked(server.server->port());
  idle.send("GET / HTTP/1.1\r\n\r\n");
  CHECK(body_of(idle.receive_answer()) == "x");
  partial.send("GET / HTT");
  parked.send("GET /park HTTP/1.1\r\n\r\n");
  CHECK(server.handler.handled(2).size() == 2);
  server.server.reset();
  CHECK(server.handler.ended(0) ==
        std::vector<Ended>{{1, Ending::answered}, {2, Ending::closed_by_fault}});
  CHECK(idle.receive_all().empty());
  CHECK(parked.receive_all().empty());
  CHECK(partial.receive_all().empty());
}

TEST_CASE("an address or a port that cannot be had is told") {
  TestServer server(echo);
  Options taken;
  taken.port = server.server->port();
  const auto second = Server::start(taken, server.handler, server.clock);
  REQUIRE_FALSE(second.ok());
  CHECK(second.error().code == "http.listen");
  Options nowhere;
  nowhere.address = "not an address";
  CHECK_FALSE(Server::start(nowhere, server.handler, server.clock).ok());
}

}  // namespace
}  // namespace deadair::http
