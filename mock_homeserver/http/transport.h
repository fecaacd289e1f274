// The way that the bytes of one connection take: a socket, in the clear or with TLS over it.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "mock_homeserver/http/socket.h"
#include "mock_homeserver/http/tls_stream.h"

namespace deadair::http {

// Everything above it is the same for both.
class Transport {
 public:
  // Over TLS where there is an identity.
  Transport(Descriptor socket, const TlsIdentity* identity);
  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;

  [[nodiscard]] const Descriptor& socket() const { return socket_; }
  [[nodiscard]] bool open() const { return socket_.is_open(); }

  // As socket.h and tls_stream.h have them.
  [[nodiscard]] Moved receive(char* bytes, std::size_t size) {
    return tls_ == nullptr ? http::receive(socket_, bytes, size) : tls_->receive(bytes, size);
  }
  [[nodiscard]] Moved send_some(std::string_view bytes, bool alone) {
    return tls_ == nullptr ? http::send_some(socket_, bytes, alone) : tls_->send_some(bytes, alone);
  }
  [[nodiscard]] bool say_end() { return tls_ == nullptr || tls_->say_end(); }
  [[nodiscard]] bool shaking_hands() const { return tls_ != nullptr && tls_->shaking_hands(); }
  [[nodiscard]] bool waits_to_send() const { return tls_ != nullptr && tls_->waits_to_send(); }

  // Takes bytes that nobody will read, and does not even decipher them.
  [[nodiscard]] Moved discard(char* bytes, std::size_t size) {
    return http::receive(socket_, bytes, size);
  }
  // Nothing more will be sent: said in TLS, if the socket takes it, and by FIN.
  void end_output();
  // The same and the end of the socket. Nothing happens where it has ended already.
  void close();
  // RST, and no word in TLS.
  void reset() { http::reset(socket_); }

  // After a handshake failed: whether the client speaks HTTP in the clear. It does from here on,
  // so that it can be answered.
  [[nodiscard]] bool falls_back_to_clear_text();
  // After a handshake failed: why.
  [[nodiscard]] std::string complaint() const { return tls_ == nullptr ? "" : tls_->complaint(); }

 private:
  Descriptor socket_;
  std::unique_ptr<TlsStream> tls_;  // null in the clear
};

}  // namespace deadair::http
