// For tests: the client's side of TLS, on a socket that somebody else has connected.
#pragma once

#include <openssl/types.h>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "mock_homeserver/http/socket.h"

namespace deadair::http {

// Two ends of one connection, neither of which blocks; no server is needed.
struct SocketPair {
  SocketPair();
  Descriptor near;
  Descriptor far;
};

class TestTls {
 public:
  // Trusts that authority and nobody else; speaks no newer version than `version_max` (of
  // openssl/ssl.h; 0: any). The socket must stay open.
  TestTls(const Descriptor& socket, const std::string& authority_pem, int version_max = 0);

  // Blocks, at most as long as the socket does. False: it failed, or the server is not 127.0.0.1.
  [[nodiscard]] bool shake_hands();
  // All of it; false if the connection failed.
  [[nodiscard]] bool send(std::string_view bytes);
  [[nodiscard]] Moved receive(char* bytes, std::size_t size);
  // Whether receive() has something at once.
  [[nodiscard]] bool has_input() const;
  void say_end();
  // Whether the server has said its end, by close_notify.
  [[nodiscard]] bool told_end() const;
  // For what no good client does.
  [[nodiscard]] SSL* ssl() const { return ssl_.get(); }

 private:
  struct Free {
    void operator()(SSL* ssl) const;
    void operator()(SSL_CTX* context) const;
  };
  std::unique_ptr<SSL_CTX, Free> context_;
  std::unique_ptr<SSL, Free> ssl_;
};

}  // namespace deadair::http
