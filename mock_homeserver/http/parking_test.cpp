// Requests whose answer is not there yet: woken, asked again at their deadline, given up.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "mock_homeserver/http/server.h"
#include "mock_homeserver/http/test_handler.h"
#include "mock_homeserver/http/test_peer.h"

namespace deadair::http {
namespace {

constexpr std::int64_t park_ms = 30000;

// Parks each request under its own path until it is asked again.
Outcome park_once(const Request& request) {
  if (!request.asked_again && request.target != "/now") return Park{request.target, park_ms};
  return text(fmt::format("{} after {} ms", request.target, request.parked_ms));
}

std::string get(std::string_view target) { return fmt::format("GET {} HTTP/1.1\r\n\r\n", target); }

TEST_CASE("a parked request is woken by its key and by no other") {
  TestServer server(park_once);
  TestPeer peer(server.server->port());
  peer.send(get("/a"));
  CHECK(server.handler.handled(1).size() == 1);
  server.server->wake("/b");
  server.server->wake("/");
  server.server->wake("");
  TestPeer other(server.server->port());
  other.send(get("/now"));
  CHECK(body_of(other.receive_answer()) == "/now after 0 ms");
  CHECK(server.handler.handled(2).size() == 2);
  CHECK(server.server->parked() == 1);

  server.clock.advance(700);
  server.server->wake("/a");
  CHECK(body_of(peer.receive_answer()) == "/a after 700 ms");
  const std::vector<Request> handled = server.handler.handled(3);
  CHECK(handled[2].asked_again);
  CHECK(handled[2].exchange == handled[0].exchange);
  CHECK(server.handler.ended(2).back() == Ended{1, Ending::answered});
  CHECK(server.server->parked() == 0);
}

TEST_CASE("one among 200 parked requests is woken alone") {
  TestServer server(park_once);
  std::vector<std::unique_ptr<TestPeer>> peers;
  for (int i = 0; i < 200; ++i) {
    peers.push_back(std::make_unique<TestPeer>(server.server->port()));
    peers.back()->send(get(fmt::format("/{}", i)));
  }
  CHECK(server.handler.handled(200).size() == 200);
  server.server->wake("/77");
  CHECK(body_of(peers[77]->receive_answer()) == "/77 after 0 ms");
  CHECK(server.handler.handled(201).size() == 201);
  CHECK(server.server->parked() == 199);
  server.server.reset();
  check_each_ended_once(server.handler);
}

TEST_CASE("all requests under one key are asked again by one wake, in their order") {
  TestServer server([](const Request& request) {
    if (!request.asked_again) return Outcome(Park{"all", park_ms});
    return Outcome(text("woken"));
  });
  std::vector<std::unique_ptr<TestPeer>> peers;
  for (int i = 0; i < 200; ++i) {
    peers.push_back(std::make_unique<TestPeer>(server.server->port()));
    peers.back()->send(get("/"));
  }
  CHECK(server.handler.handled(200).size() == 200);
  server.server->wake("all");
  for (const auto& peer : peers) CHECK(body_of(peer->receive_answer()) == "woken");
  const std::vector<Request> handled = server.handler.handled(400);
  for (std::size_t i = 1; i < 200; ++i) {
    CHECK(handled[200 + i].exchange > handled[199 + i].exchange);
  }
}

TEST_CASE("a parked request is asked again at its deadline and not before") {
  TestServer server(park_once);
  TestPeer peer(server.server->port());
  TestPeer other(server.server->port());
  peer.send(get("/a"));
  CHECK(server.handler.handled(1).size() == 1);
  server.advance(park_ms - 1);
  other.send(get("/now"));
  CHECK(body_of(other.receive_answer()) == "/now after 0 ms");
  CHECK(server.handler.handled(2).size() == 2);
  server.advance(1);
  CHECK(body_of(peer.receive_answer()) == "/a after 30000 ms");
}

TEST_CASE("a short deadline is kept by the machine's clock, without a wake") {
  TestHandler handler([](const Request& request) {
    if (!request.asked_again) return Outcome(Park{"never", 20});
    return Outcome(text(request.parked_ms >= 20 ? "in time" : "too early"));
  });
  SystemClock clock;
  const Result<std::unique_ptr<Server>> server = Server::start({}, handler, clock);
  REQUIRE(server.ok());
  TestPeer peer((*server)->port());
  peer.send(get("/"));
  CHECK(body_of(peer.receive_answer()) == "in time");
}

TEST_CASE("a request may be parked again and again, each time with a new deadline") {
  TestServer server([](const Request& request) {
    if (request.parked_ms < 250) return Outcome(Park{"again", 100});
    return Outcome(text("done"));
  });
  TestPeer peer(server.server->port());
  peer.send(get("/"));
  for (std::size_t asked = 1; asked <= 3; ++asked) {
    CHECK(server.handler.handled(asked).size() == asked);
    server.advance(100);
  }
  CHECK(body_of(peer.receive_answer()) == "done");
  CHECK(server.handler.ended(1).size() == 1);
}

TEST_CASE("a client that leaves its parked request has closed it") {
  struct Row {
    std::string name;
    void (*leave)(TestPeer&);
  };
  const std::vector<Row> rows = {
      {"closes", [](TestPeer& peer) { peer.close(); }},
      {"ends its side", [](TestPeer& peer) { peer.end_output(); }},
      {"resets", [](TestPeer& peer) { peer.reset(); }},
  };
  for (const Row& row : rows) {
    DOCTEST_SUBCASE(row.name.c_str()) {
      TestServer server(park_once);
      TestPeer peer(server.server->port());
      peer.send(get("/a"));
      CHECK(server.handler.handled(1).size() == 1);
      row.leave(peer);
      CHECK(server.handler.ended(1) == std::vector<Ended>{{1, Ending::closed_by_client}});
      server.server->wake("/a");
      server.advance(park_ms);
      server.server.reset();
      CHECK(server.handler.handled(0).size() == 1);
      check_each_ended_once(server.handler);
    }
  }
}

TEST_CASE("a parked request is asked again when another comes behind it") {
  TestServer server([](const Request& request) {
    if (request.target == "/poll" && !request.others_wait) return Outcome(Park{"poll", park_ms});
    return Outcome(text(fmt::format("{} after {} ms", request.target, request.parked_ms)));
  });
  TestPeer peer(server.server->port());
  SUBCASE("later") {
    peer.send(get("/poll"));
    CHECK(server.handler.handled(1).size() == 1);
    TestPeer other(server.server->port());
    other.send(get("/other"));
    CHECK(body_of(other.receive_answer()) == "/other after 0 ms");
    CHECK(server.server->parked() == 1);
    server.clock.advance(700);
    peer.send(get("/now"));
    CHECK(body_of(peer.receive_answer()) == "/poll after 700 ms");
  }
  SUBCASE("in part") {
    peer.send(get("/poll"));
    CHECK(server.handler.handled(1).size() == 1);
    peer.send("GET");
    CHECK(body_of(peer.receive_answer()) == "/poll after 0 ms");
    peer.send(" /now HTTP/1.1\r\n\r\n");
  }
  SUBCASE("at once") {
    peer.send(get("/poll") + get("/now"));
    CHECK(body_of(peer.receive_answer()) == "/poll after 0 ms");
  }
  CHECK(body_of(peer.receive_answer()) == "/now after 0 ms");
  CHECK(server.server->parked() == 0);
  server.server.reset();
  check_each_ended_once(server.handler);
}

TEST_CASE("a request waits behind one that is parked all the same") {
  TestServer server(park_once);
  TestPeer peer(server.server->port());
  peer.send(get("/a") + get("/now"));
  CHECK(server.handler.handled(1).size() == 1);
  peer.send(get("/b"));
  TestPeer other(server.server->port());
  other.send(get("/now"));
  CHECK(body_of(other.receive_answer()) == "/now after 0 ms");
  CHECK(server.handler.handled(2).size() == 2);
  server.server->wake("/a");
  CHECK(body_of(peer.receive_answer()) == "/a after 0 ms");
  CHECK(body_of(peer.receive_answer()) == "/now after 0 ms");
  CHECK(server.handler.handled(5).back().target == "/b");
  server.server->wake("/b");
  CHECK(body_of(peer.receive_answer()) == "/b after 0 ms");
}

TEST_CASE("a handler wakes others from within its own call") {
  Server* waking = nullptr;
  TestServer server([&waking](const Request& request) {
    if (request.target == "/wake") waking->wake("key");
    if (request.target == "/wait" && !request.asked_again) return Outcome(Park{"key", park_ms});
    return Outcome(text(request.target));
  });
  waking = server.server.get();
  TestPeer waiting(server.server->port());
  TestPeer other(server.server->port());
  waiting.send(get("/wait"));
  CHECK(server.handler.handled(1).size() == 1);
  other.send(get("/wake"));
  CHECK(body_of(other.receive_answer()) == "/wake");
  CHECK(body_of(waiting.receive_answer()) == "/wait");
}

}  // namespace
}  // namespace deadair::http
