// For tests: the client's side of TLS, by OpenSSL's own ways.
#include "mock_homeserver/http/test_tls.h"

#include <doctest/doctest.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <sys/socket.h>

#include <array>
#include <csignal>

namespace deadair::http {

SocketPair::SocketPair() {
  std::array<int, 2> ends{};
  REQUIRE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()) == 0);
  near = Descriptor(ends[0]);
  far = Descriptor(ends[1]);
}

void TestTls::Free::operator()(SSL* ssl) const { SSL_free(ssl); }
void TestTls::Free::operator()(SSL_CTX* context) const { SSL_CTX_free(context); }

TestTls::TestTls(const Descriptor& socket, const std::string& authority_pem, int version_max)
    : context_(SSL_CTX_new(TLS_client_method())) {
  // OpenSSL writes to sockets that the server has closed.
  static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
  SSL_CTX_set_max_proto_version(context_.get(), version_max);
  SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER, nullptr);
  BIO* const memory = BIO_new_mem_buf(authority_pem.data(), static_cast<int>(authority_pem.size()));
  if (X509* const authority = PEM_read_bio_X509(memory, nullptr, nullptr, nullptr)) {
    X509_STORE_add_cert(SSL_CTX_get_cert_store(context_.get()), authority);
    X509_free(authority);
  }
  BIO_free(memory);
  ssl_.reset(SSL_new(context_.get()));
  X509_VERIFY_PARAM* const verified = SSL_get0_param(ssl_.get());
  X509_VERIFY_PARAM_set_flags(verified, X509_V_FLAG_X509_STRICT);
  REQUIRE(X509_VERIFY_PARAM_set1_ip_asc(verified, "127.0.0.1") == 1);
  REQUIRE(SSL_set_fd(ssl_.get(), socket.number()) == 1);
}

bool TestTls::shake_hands() {
  ERR_clear_error();
  return SSL_connect(ssl_.get()) == 1;
}

bool TestTls::send(std::string_view bytes) {
  ERR_clear_error();
  return bytes.empty() || SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size())) ==
                              static_cast<int>(bytes.size());
}

Moved TestTls::receive(char* bytes, std::size_t size) {
  ERR_clear_error();
  std::size_t count = 0;
  const int result = SSL_read_ex(ssl_.get(), bytes, size, &count);
  if (result == 1) return {Moved::State::moved, count};
  const bool ended = SSL_get_error(ssl_.get(), result) == SSL_ERROR_ZERO_RETURN;
  return {ended ? Moved::State::ended : Moved::State::failed, 0};
}

bool TestTls::has_input() const { return SSL_pending(ssl_.get()) > 0; }

void TestTls::say_end() { static_cast<void>(SSL_shutdown(ssl_.get())); }

bool TestTls::told_end() const {
  return (SSL_get_shutdown(ssl_.get()) & SSL_RECEIVED_SHUTDOWN) != 0;
}

}  // namespace deadair::http
