// TLS over one socket that blocks nobody: OpenSSL, which reads and writes by socket.h.
#include "mock_homeserver/http/tls_stream.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include "mock_homeserver/http/tls_certificates.h"

namespace deadair::http {

void TlsStream::FreeSsl::operator()(SSL* ssl) const { SSL_free(ssl); }

// OpenSSL's own would raise SIGPIPE, and could not keep the bytes of a dribble apart.
struct TlsStream::SocketBio {
  static TlsStream& owner(BIO* bio) { return *static_cast<TlsStream*>(BIO_get_data(bio)); }

  static int read(BIO* bio, char* bytes, int size) {
    BIO_clear_retry_flags(bio);
    const Moved moved = http::receive(owner(bio).socket_, bytes, static_cast<std::size_t>(size));
    if (moved.state == Moved::State::moved) return static_cast<int>(moved.bytes);
    if (moved.state == Moved::State::would_block) BIO_set_retry_read(bio);
    owner(bio).socket_ended_ = moved.state == Moved::State::ended;
    return owner(bio).socket_ended_ ? 0 : -1;
  }

  static int write(BIO* bio, const char* bytes, int size) {
    BIO_clear_retry_flags(bio);
    const std::string_view view(bytes, static_cast<std::size_t>(size));
    const Moved moved = http::send_some(owner(bio).socket_, view, owner(bio).send_alone_);
    if (moved.state == Moved::State::moved) return static_cast<int>(moved.bytes);
    if (moved.state == Moved::State::would_block) BIO_set_retry_write(bio);
    return -1;
  }

  static long control(BIO* bio, int command, long /*number*/, void* /*pointer*/) {
    if (command == BIO_CTRL_FLUSH) return 1;  // nothing is kept here
    if (command == BIO_CTRL_EOF) return owner(bio).socket_ended_ ? 1 : 0;
    return 0;
  }

  static const BIO_METHOD* method() {
    static const std::unique_ptr<BIO_METHOD, decltype(&BIO_meth_free)> made = [] {
      BIO_METHOD* const one = BIO_meth_new(BIO_TYPE_SOURCE_SINK, "deadair socket");
      BIO_meth_set_read(one, read);
      BIO_meth_set_write(one, write);
      BIO_meth_set_ctrl(one, control);
      return std::unique_ptr<BIO_METHOD, decltype(&BIO_meth_free)>(one, BIO_meth_free);
    }();
    return made.get();
  }
};

TlsStream::TlsStream(const TlsIdentity& identity, const Descriptor& socket)
    : socket_(socket), ssl_(SSL_new(identity.context())) {
  BIO* const bio = BIO_new(SocketBio::method());
  if (ssl_ == nullptr || bio == nullptr) {
    BIO_free(bio);
    ssl_.reset();
    return;
  }
  BIO_set_data(bio, this);
  BIO_set_init(bio, 1);
  SSL_set_bio(ssl_.get(), bio, bio);
  SSL_set_accept_state(ssl_.get());
}

TlsStream::~TlsStream() = default;

Moved TlsStream::receive(char* bytes, std::size_t size) {
  waits_to_send_ = false;
  if (ssl_ == nullptr || failed_) return {Moved::State::failed, 0};
  ERR_clear_error();
  std::size_t count = 0;
  const int result = SSL_read_ex(ssl_.get(), bytes, size, &count);
  if (SSL_is_init_finished(ssl_.get()) == 1) shaking_hands_ = false;
  return outcome_of(result, count);
}

Moved TlsStream::send_some(std::string_view bytes, bool alone) {
  if (ssl_ == nullptr || failed_) return {Moved::State::failed, 0};
  send_alone_ = alone;
  ERR_clear_error();
  std::size_t count = 0;
  const int result = SSL_write_ex(ssl_.get(), bytes.data(), bytes.size(), &count);
  const Moved moved = outcome_of(result, count);
  send_alone_ = false;
  // Half of a message about keys, and then silence: no answer can be sent before its other half.
  const bool waits_to_read = moved.state == Moved::State::would_block && !waits_to_send_;
  waits_to_send_ = false;
  return waits_to_read ? Moved{Moved::State::failed, 0} : moved;
}

bool TlsStream::say_end() {
  if (ssl_ == nullptr || failed_ || shaking_hands_ || said_end_) return true;
  ERR_clear_error();
  const int result = SSL_shutdown(ssl_.get());
  said_end_ = result >= 0 || SSL_get_error(ssl_.get(), result) != SSL_ERROR_WANT_WRITE;
  return said_end_;
}

Moved TlsStream::outcome_of(int result, std::size_t bytes) {
  if (result == 1) return {Moved::State::moved, bytes};
  switch (SSL_get_error(ssl_.get(), result)) {
    case SSL_ERROR_WANT_READ: return {Moved::State::would_block, 0};
    case SSL_ERROR_WANT_WRITE: waits_to_send_ = true; return {Moved::State::would_block, 0};
    case SSL_ERROR_ZERO_RETURN: return {Moved::State::ended, 0};
    default: note_failure(); return {Moved::State::failed, 0};
  }
}

void TlsStream::note_failure() {
  failed_ = true;
  const int reason = ERR_GET_REASON(ERR_peek_last_error());
  met_clear_text_ = reason == SSL_R_HTTP_REQUEST || reason == SSL_R_HTTPS_PROXY_REQUEST;
  complaint_ = last_tls_complaint();
}

}  // namespace deadair::http
