// For tests: a client that speaks raw bytes on a loopback socket, in the clear or over TLS.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "mock_homeserver/http/socket.h"
#include "mock_homeserver/http/test_tls.h"

namespace deadair::http {

// Every wait ends after a deadline with a failed check that says what was waited for; those of the
// verbs that begin with try_ are for other threads than the test's, and return instead.
class TestPeer {
 public:
  explicit TestPeer(int port, int wait_ms_max = 20000);

  // From here on over TLS, with whom that authority (PEM) vouches for.
  void secure(const std::string& authority_pem, int version_max = 0);
  // The same; false where the handshake fails.
  [[nodiscard]] bool try_secure(const std::string& authority_pem, int version_max = 0);
  [[nodiscard]] TestTls& tls() { return *tls_; }

  void send(std::string_view bytes);
  // As much as the server takes; false if it closed the connection or the deadline passed.
  [[nodiscard]] bool try_send(std::string_view bytes);
  // One byte a segment.
  void send_bytewise(std::string_view bytes);

  // Exactly so many bytes, fewer if the connection ends before.
  [[nodiscard]] std::string receive(std::size_t count);
  // Until the text stands at the end of what came.
  [[nodiscard]] std::string receive_until(std::string_view ending);
  // One answer with a Content-Length.
  [[nodiscard]] std::string receive_answer();
  // The same; nothing if the connection ended or the deadline passed.
  [[nodiscard]] std::optional<std::string> try_receive_answer();
  // Everything until the server closes.
  [[nodiscard]] std::string receive_all();
  // Whether the connection ended with RST, over TLS without the server's word; after receive_all().
  [[nodiscard]] bool was_reset() const { return reset_; }

  // Over TLS only with its word, the socket stays open both ways.
  void end_output() { tls_ != nullptr ? tls_->say_end() : http::end_output(socket_); }
  void close() { socket_.close(); }
  void reset() { http::reset(socket_); }
  void limit_receive_buffer(int bytes);
  [[nodiscard]] const Descriptor& socket() const { return socket_; }

 private:
  [[nodiscard]] bool wait_for(short events) const;
  [[nodiscard]] bool receive_more(const char* what);
  // What is there to be read; false at the end.
  [[nodiscard]] bool receive_now();

  Descriptor socket_;
  std::unique_ptr<TestTls> tls_;  // null in the clear
  int wait_ms_max_;
  std::string received_;
  bool ended_ = false;
  bool reset_ = false;
};

// The body of an answer: what follows the header.
[[nodiscard]] std::string body_of(const std::string& answer);

}  // namespace deadair::http
