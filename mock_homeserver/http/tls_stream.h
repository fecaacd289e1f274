// TLS over one socket that blocks nobody.
#pragma once

#include <openssl/types.h>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "mock_homeserver/http/socket.h"
#include "mock_homeserver/http/tls_identity.h"

namespace deadair::http {

// The server's side. Bytes count as sent when their records are with the kernel, whole.
class TlsStream {
 public:
  // The socket stays its owner's: it must outlive the stream and not move.
  TlsStream(const TlsIdentity& identity, const Descriptor& socket);
  ~TlsStream();
  TlsStream(const TlsStream&) = delete;
  TlsStream& operator=(const TlsStream&) = delete;

  // As socket.h has them. The handshake happens within receive(); `ended` is the client's word in
  // TLS, or the end of the socket; `would_block` may also mean that a record held no bytes.
  [[nodiscard]] Moved receive(char* bytes, std::size_t size);
  // Not before the handshake is over. What did not go must be tried again, the same bytes first.
  [[nodiscard]] Moved send_some(std::string_view bytes, bool alone);
  // Tells the client that nothing more will come (close_notify), after all that was to be sent has
  // gone; does nothing before the handshake is over. False: the socket takes nothing now, try
  // again.
  [[nodiscard]] bool say_end();

  [[nodiscard]] bool shaking_hands() const { return shaking_hands_; }
  // Whether receive() blocked because it has to send something first.
  [[nodiscard]] bool waits_to_send() const { return waits_to_send_; }
  // After receive() failed: why, and whether the bytes were a request in the clear.
  [[nodiscard]] const std::string& complaint() const { return complaint_; }
  [[nodiscard]] bool met_clear_text() const { return met_clear_text_; }

 private:
  struct FreeSsl {
    void operator()(SSL* ssl) const;
  };
  struct SocketBio;  // the socket as OpenSSL sees it

  [[nodiscard]] Moved outcome_of(int result, std::size_t bytes);
  void note_failure();

  const Descriptor& socket_;
  std::unique_ptr<SSL, FreeSsl> ssl_;  // null where there is no memory for one
  bool send_alone_ = false;
  bool socket_ended_ = false;
  bool shaking_hands_ = true;
  bool waits_to_send_ = false;
  bool failed_ = false;
  bool said_end_ = false;
  bool met_clear_text_ = false;
  std::string complaint_;
};

}  // namespace deadair::http
