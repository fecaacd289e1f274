// The server over TLS: who trusts it, what is the same as in the clear, and clients of no good
// will.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <openssl/ssl.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "mock_homeserver/http/server.h"
#include "mock_homeserver/http/test_handler.h"
#include "mock_homeserver/http/test_peer.h"
#include "mock_homeserver/http/tls_identity.h"

namespace deadair::http {
namespace {

constexpr std::int64_t park_ms = 30000;

// The first bytes of a greeting by TLS: a record that promises 512 bytes of handshake.
const std::string half_greeting("\x16\x03\x01\x02\x00\x01", 6);

Outcome park_or_echo(const Request& request) {
  const bool waits = request.target.starts_with("/wait") && !request.asked_again;
  if (waits) return Park{request.target, park_ms};
  return text(request.target + " " + request.body);
}

std::string get(std::string_view target) { return fmt::format("GET {} HTTP/1.1\r\n\r\n", target); }

struct TlsServer : TestServer {
  explicit TlsServer(const Limits& limits = {}) : TestServer(park_or_echo, limits, Over::tls) {}

  // A client that has done nothing so far.
  [[nodiscard]] TestPeer stranger() const { return TestPeer(server->port()); }
  void check_serves() const {
    TestPeer guest = peer();
    guest.send(get("/a"));
    CHECK(body_of(guest.receive_answer()) == "/a ");
  }
};

TEST_CASE("who trusts the authority is served, in both versions of TLS, and nobody else connects") {
  TlsServer server;
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    TestPeer peer = server.stranger();
    peer.secure(server.identity->authority_pem(), version);
    CHECK(SSL_version(peer.tls().ssl()) == version);
    peer.send("PUT /a HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello");
    CHECK(body_of(peer.receive_answer()) == "/a hello");
  }
  const auto other = TlsIdentity::make("127.0.0.1");
  REQUIRE(other.ok());
  TestPeer distrustful = server.stranger();
  CHECK_FALSE(distrustful.try_secure((*other)->authority_pem()));
  CHECK(server.handler.refused(1) == std::vector<int>{0});
  CHECK_FALSE(server.stranger().try_secure(server.identity->authority_pem(), TLS1_1_VERSION));
}

TEST_CASE("the key is made anew each time, and an address that is none is told") {
  const auto first = TlsIdentity::make("127.0.0.1");
  const auto second = TlsIdentity::make("::1");
  REQUIRE((first.ok() && second.ok()));
  CHECK((*first)->authority_pem() != (*second)->authority_pem());
  CHECK((*first)->authority_pem().starts_with("-----BEGIN CERTIFICATE-----\n"));
  CHECK((*first)->authority_pem().find("KEY") == std::string::npos);
  const auto nowhere = TlsIdentity::make("not an address");
  REQUIRE_FALSE(nowhere.ok());
  CHECK(nowhere.error().code == "http.tls");
}

TEST_CASE("a handshake and requests cut into single bytes are one handshake and its requests") {
  TlsServer server;
  TestPeer peer = server.peer();
  peer.send_bytewise("PUT /a HTTP/1.1\r\nContent-Length: 2\r\n\r\nxy");
  CHECK(body_of(peer.receive_answer()) == "/a xy");
  std::string many;
  for (int i = 0; i < 100; ++i) many += get(fmt::format("/{}", i));
  peer.send(many);
  for (int i = 0; i < 100; ++i) CHECK(body_of(peer.receive_answer()) == fmt::format("/{} ", i));
}

TEST_CASE("bodies larger than the windows arrive whole both ways") {
  TlsServer server;
  TestPeer peer = server.stranger();
  peer.limit_receive_buffer(128 * 1024);
  peer.secure(server.identity->authority_pem());
  const std::string large(std::size_t{4} * 1024 * 1024, 'x');
  peer.send(fmt::format("PUT /a HTTP/1.1\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{}",
                        large.size(), large));
  CHECK(body_of(peer.receive_all()) == "/a " + large);
  CHECK_FALSE(peer.was_reset());
  CHECK(server.handler.ended(1) == std::vector<Ended>{{1, Ending::answered}});
}

TEST_CASE("a long poll is woken, and given up when its client closes, with a word or without") {
  TlsServer server;
  TestPeer woken = server.peer();
  woken.send(get("/wait"));
  CHECK(server.handler.handled(1).size() == 1);
  server.server->wake("/wait");
  CHECK(body_of(woken.receive_answer()) == "/wait ");
  // Its word alone, its FIN alone, RST.
  const std::vector<void (*)(TestPeer&)> ways = {[](TestPeer& peer) { peer.end_output(); },
                                                 [](TestPeer& peer) { peer.close(); },
                                                 [](TestPeer& peer) { peer.reset(); }};
  std::uint64_t exchange = 1;
  for (const auto end : ways) {
    TestPeer peer = server.peer();
    peer.send(get("/wait"));
    CHECK(server.handler.handled(exchange + 2).size() == exchange + 2);
    end(peer);
    ++exchange;
    CHECK(server.handler.ended(exchange).back() == Ended{exchange, Ending::closed_by_client});
  }
  CHECK(server.server->parked() == 0);
}

TEST_CASE("a client that has said its end still gets the answer that is on its way") {
  TlsServer server;
  TestPeer peer = server.peer();
  peer.send("GET /a HTTP/1.1\r\nConnection: close\r\n\r\n");
  peer.end_output();
  CHECK(body_of(peer.receive_all()) == "/a ");
  CHECK_FALSE(peer.was_reset());
}

TEST_CASE("a server that stops says its end in TLS") {
  TlsServer server;
  TestPeer peer = server.peer();
  peer.send(get("/wait"));
  CHECK(server.handler.handled(1).size() == 1);
  server.server.reset();
  CHECK(peer.receive_all().empty());
  CHECK_FALSE(peer.was_reset());
  check_each_ended_once(server.handler);
}

TEST_CASE("a request in the clear is told in the clear what is wrong") {
  TlsServer server;
  TestPeer peer = server.stranger();
  peer.send(get("/_matrix/client/versions"));
  const std::string answer = peer.receive_all();
  CHECK(answer.starts_with("HTTP/1.1 400 Bad Request\r\n"));
  CHECK(answer.find("https://") != std::string::npos);
  CHECK_FALSE(peer.was_reset());
  CHECK(server.handler.refused(1) == std::vector<int>{400});
  CHECK(server.handler.handled(0).empty());
  server.check_serves();
}

TEST_CASE("what is no handshake is refused, and its connection closed") {
  TlsServer server;
  const std::vector<std::string> openings = {
      std::string(5000, '\xff'),
      std::string(5, '\0'),
      "hello there\r\n\r\n",
      "\x16\x03\x01\xff\xff",
      std::string("\x15\x03\x01\x00\x02\x02\x28", 7),
      std::string("\x16\x03\x01\x00\x05\x01\x00\x00\x01\x00", 10)};
  for (std::size_t i = 0; i < openings.size(); ++i) {
    CAPTURE(i);
    TestPeer peer = server.stranger();
    static_cast<void>(peer.try_send(openings[i]));
    // An alert at the most.
    CHECK(peer.receive_all().size() < 10);
    CHECK(server.handler.refused(i + 1).back() == 0);
  }
  CHECK(server.handler.handled(0).empty());
  server.check_serves();
}

TEST_CASE("a handshake that is spoilt anywhere ends its own connection alone") {
  TlsServer server;
  // A real greeting, taken down by a socket that answers nothing.
  const SocketPair sockets;
  TestTls greeter(sockets.near, server.identity->authority_pem());
  CHECK_FALSE(greeter.shake_hands());
  std::string greeting(4096, '\0');
  greeting.resize(receive(sockets.far, greeting.data(), greeting.size()).bytes);
  REQUIRE(greeting.size() > 100);
  for (std::size_t i = 0; i < greeting.size(); ++i) {
    std::string spoilt = greeting;
    spoilt[i] = static_cast<char>(~spoilt[i]);
    TestPeer peer = server.stranger();
    CHECK(peer.try_send(i % 2 == 0 ? spoilt : spoilt.substr(0, i)));
    // Whatever the server made of it, the client says no more.
    peer.end_output();
    static_cast<void>(peer.receive_all());
  }
  server.check_serves();
}

TEST_CASE("who does not shake hands is given up in time, whatever he sends meanwhile") {
  Limits limits;
  limits.request_ms_max = 5000;
  limits.idle_ms_max = 60000;
  TlsServer server(limits);
  TestPeer silent = server.stranger();
  TestPeer half = server.stranger();
  half.send(half_greeting);
  TestPeer good = server.peer();  // the last one: when it is served, the others were let in
  good.send(get("/a"));
  CHECK(body_of(good.receive_answer()) == "/a ");
  server.advance(4999);
  half.send("more");
  good.send(get("/b"));
  CHECK(body_of(good.receive_answer()) == "/b ");
  CHECK(server.handler.refused(0).empty());
  server.advance(1);
  CHECK(silent.receive_all().empty());
  CHECK(half.receive_all().empty());
  CHECK(server.handler.refused(2) == std::vector<int>{0, 0});
  // One that has shaken hands is another matter.
  good.send(get("/c"));
  CHECK(body_of(good.receive_answer()) == "/c ");
}

TEST_CASE("a thousand connections without a handshake stand in nobody's way") {
  Limits limits;
  limits.connections_max = 500;
  TlsServer server(limits);
  TestPeer good = server.peer();
  good.send(get("/wait"));
  CHECK(server.handler.handled(1).size() == 1);
  std::vector<std::unique_ptr<TestPeer>> crowd;
  for (std::size_t i = 0; i < 1000; ++i) {
    crowd.push_back(std::make_unique<TestPeer>(server.server->port()));
    if (i % 2 == 1) static_cast<void>(crowd.back()->try_send(half_greeting));
  }
  server.check_serves();
  CHECK(server.server->connections() <= limits.connections_max);
  server.server->wake("/wait");
  CHECK(body_of(good.receive_answer()) == "/wait ");
  server.server.reset();
  CHECK(server.handler.ended(0).size() == 2);
}

TEST_CASE("connections beyond the limit are closed without a word, as no handshake is over") {
  Limits limits;
  limits.connections_max = 1;
  TlsServer server(limits);
  TestPeer busy = server.peer();
  busy.send(get("/wait"));
  CHECK(server.handler.handled(1).size() == 1);
  CHECK_FALSE(server.stranger().try_secure(server.identity->authority_pem()));
  CHECK(server.handler.refused(1) == std::vector<int>{0});
}

TEST_CASE("a client that wants to negotiate again is told no, and served on") {
  TlsServer server;
  TestPeer peer = server.stranger();
  peer.secure(server.identity->authority_pem(), TLS1_2_VERSION);
  peer.send(get("/a"));
  CHECK(body_of(peer.receive_answer()) == "/a ");
  REQUIRE(SSL_renegotiate(peer.tls().ssl()) == 1);
  CHECK(SSL_do_handshake(peer.tls().ssl()) != 1);
  server.check_serves();
  CHECK(server.handler.ended(2).size() == 2);
}

TEST_CASE("a client that wants new keys again and again is served on, as others are") {
  TlsServer server;
  TestPeer peer = server.peer();
  for (int i = 0; i < 2000; ++i) {
    REQUIRE(SSL_key_update(peer.tls().ssl(), SSL_KEY_UPDATE_REQUESTED) == 1);
    REQUIRE(SSL_do_handshake(peer.tls().ssl()) == 1);
  }
  server.check_serves();
  peer.send(get("/a"));
  CHECK(body_of(peer.receive_answer()) == "/a ");
}

}  // namespace
}  // namespace deadair::http
