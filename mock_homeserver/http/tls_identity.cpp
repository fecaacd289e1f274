// The settings of TLS: what suits a loop that waits for nobody.
#include "mock_homeserver/http/tls_identity.h"

#include <openssl/ssl.h>

#include <utility>

#include "mock_homeserver/http/tls_certificates.h"

namespace deadair::http {
namespace {

void settle(SSL_CTX& context) {
  SSL_CTX_set_min_proto_version(&context, TLS1_2_VERSION);
  // Many clients close their connection without saying so in TLS; HTTP knows what is whole.
  SSL_CTX_set_options(&context, SSL_OP_IGNORE_UNEXPECTED_EOF | SSL_OP_NO_RENEGOTIATION |
                                    SSL_OP_NO_COMPRESSION | SSL_OP_NO_TICKET);
  // Without tickets nothing is sent behind the handshake but answers: who waits for one and looks
  // at its socket is not misled.
  SSL_CTX_set_num_tickets(&context, 0);
  SSL_CTX_set_session_cache_mode(&context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_mode(&context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                 SSL_MODE_RELEASE_BUFFERS);
  // One record at a time, and none read ahead: whatever is left is in the socket, where epoll sees
  // it, and records that carry nothing for us cannot hold up the other connections.
  SSL_CTX_clear_mode(&context, SSL_MODE_AUTO_RETRY);
  SSL_CTX_set_read_ahead(&context, 0);
}

}  // namespace

Result<std::shared_ptr<const TlsIdentity>> TlsIdentity::make(const std::string& address) {
  Result<TlsCertificates> made = make_tls_certificates(address);
  if (!made) return made.error();
  const std::shared_ptr<const TlsIdentity> identity(
      new TlsIdentity(SSL_CTX_new(TLS_server_method()), std::move(made->authority_pem)));
  SSL_CTX* const context = identity->context_;
  if (context == nullptr || SSL_CTX_use_certificate(context, made->server.get()) != 1 ||
      SSL_CTX_use_PrivateKey(context, made->server_key.get()) != 1) {
    return Error{"http.tls", "", last_tls_complaint()};
  }
  settle(*context);
  return identity;
}

TlsIdentity::TlsIdentity(SSL_CTX* context, std::string authority_pem)
    : context_(context), authority_pem_(std::move(authority_pem)) {}

TlsIdentity::~TlsIdentity() { SSL_CTX_free(context_); }

}  // namespace deadair::http
