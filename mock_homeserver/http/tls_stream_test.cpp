// TLS over a pair of sockets, without a server: what blocks, and on what.
#include "mock_homeserver/http/tls_stream.h"

#include <doctest/doctest.h>
#include <openssl/ssl.h>

#include <array>
#include <string>
#include <string_view>

#include "mock_homeserver/http/test_tls.h"
#include "mock_homeserver/http/tls_identity.h"

namespace deadair::http {
namespace {

struct Ends {
  Ends()
      : identity(TlsIdentity::make("127.0.0.1").value()),
        client(sockets.near, identity->authority_pem()),
        server(*identity, sockets.far) {}

  // Both sides in turn, a step each.
  void shake_hands() {
    for (int i = 0; i < 10 && server.shaking_hands(); ++i) {
      static_cast<void>(client.shake_hands());
      CHECK(receive() == Moved::State::would_block);
    }
    REQUIRE_FALSE(server.shaking_hands());
  }
  Moved::State receive() {
    const Moved moved = server.receive(bytes.data(), bytes.size());
    received.append(bytes.data(), moved.bytes);
    return moved.state;
  }

  SocketPair sockets;
  std::shared_ptr<const TlsIdentity> identity;
  TestTls client;
  TlsStream server;
  std::array<char, 65536> bytes{};
  std::string received;
};

TEST_CASE("a handshake waits for the client's bytes, and nothing else does") {
  Ends ends;
  CHECK(ends.receive() == Moved::State::would_block);
  CHECK_FALSE(ends.server.waits_to_send());
  ends.shake_hands();
  CHECK(ends.client.send("hello"));
  CHECK(ends.receive() == Moved::State::moved);
  CHECK(ends.received == "hello");
  CHECK(ends.receive() == Moved::State::would_block);
}

TEST_CASE("bytes are sent in records, and those that the socket does not take are sent later") {
  Ends ends;
  ends.shake_hands();
  const std::string large(1000000, 'x');
  std::size_t sent = 0;
  std::size_t blocked = 0;
  std::size_t arrived = 0;
  while (sent < large.size()) {
    const Moved moved = ends.server.send_some(std::string_view(large).substr(sent), false);
    sent += moved.bytes;
    if (moved.state == Moved::State::moved) continue;
    REQUIRE(moved.state == Moved::State::would_block);
    ++blocked;
    arrived += ends.client.receive(ends.bytes.data(), ends.bytes.size()).bytes;
  }
  CHECK(blocked > 0);
  while (arrived < large.size()) {
    const Moved moved = ends.client.receive(ends.bytes.data(), ends.bytes.size());
    REQUIRE(moved.state == Moved::State::moved);
    CHECK(std::string_view(ends.bytes.data(), moved.bytes).find_first_not_of('x') ==
          std::string_view::npos);
    arrived += moved.bytes;
  }
  CHECK(arrived == large.size());
}

TEST_CASE("an end is said once, and the other side still heard") {
  Ends ends;
  CHECK(ends.server.say_end());  // nobody is there yet to be told
  ends.shake_hands();
  CHECK(ends.server.say_end());
  CHECK(ends.server.say_end());
  CHECK(ends.client.receive(ends.bytes.data(), ends.bytes.size()).state == Moved::State::ended);
  CHECK(ends.client.told_end());
  CHECK(ends.client.send("hello"));
  CHECK(ends.receive() == Moved::State::moved);
  ends.client.say_end();
  CHECK(ends.receive() == Moved::State::ended);
}

TEST_CASE("a client that wants new keys and reads nothing makes the server wait to send") {
  Ends ends;
  ends.shake_hands();
  SSL* const client = ends.client.ssl();
  for (int i = 0; i < 100000 && !ends.server.waits_to_send(); ++i) {
    REQUIRE(SSL_key_update(client, SSL_KEY_UPDATE_REQUESTED) == 1);
    REQUIRE(SSL_do_handshake(client) == 1);
    // It takes two: one reads, one answers.
    CHECK(ends.receive() == Moved::State::would_block);
    CHECK(ends.receive() == Moved::State::would_block);
  }
  REQUIRE(ends.server.waits_to_send());
  CHECK_FALSE(ends.server.shaking_hands());
  // It reads at last.
  for (int i = 0; i < 100000 && ends.server.waits_to_send(); ++i) {
    CHECK(ends.client.receive(ends.bytes.data(), ends.bytes.size()).bytes == 0);
    CHECK(ends.receive() == Moved::State::would_block);
  }
  CHECK_FALSE(ends.server.waits_to_send());
  CHECK(ends.client.send("hello"));
  CHECK(ends.receive() == Moved::State::moved);
  CHECK(ends.received == "hello");
}

TEST_CASE("what is no TLS fails, and says why") {
  Ends ends;
  CHECK(send_some(ends.sockets.near, "GET / HTTP/1.1\r\n\r\n", false).bytes > 0);
  CHECK(ends.receive() == Moved::State::failed);
  CHECK(ends.server.met_clear_text());
  CHECK(ends.server.complaint() == "http request");
  CHECK(ends.receive() == Moved::State::failed);
  CHECK(ends.server.say_end());
  Ends others;
  CHECK(send_some(others.sockets.near, std::string(100, '\xff'), false).bytes > 0);
  CHECK(others.receive() == Moved::State::failed);
  CHECK_FALSE(others.server.met_clear_text());
  CHECK_FALSE(others.server.complaint().empty());
}

}  // namespace
}  // namespace deadair::http
