// The certificates of a server for tests: its own, and that of an authority that vouches for it.
#pragma once

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <string>

#include "harness/base/result.h"

namespace deadair::http {

struct FreeOfOpenSsl {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(X509* certificate) const { X509_free(certificate); }
};

struct TlsCertificates {
  std::unique_ptr<X509, FreeOfOpenSsl> server;  // signed by the authority
  std::unique_ptr<EVP_PKEY, FreeOfOpenSsl> server_key;
  std::string authority_pem;  // what a client has to trust
};

// New keys and certificates, good for a month: for that numeric address, 127.0.0.1 and localhost.
// Nothing is written to a file; the authority's key is thrown away, so that it vouches for nobody
// else. Error http.tls: what OpenSSL says.
[[nodiscard]] Result<TlsCertificates> make_tls_certificates(const std::string& address);

// What OpenSSL says about its last failure; forgets all it says.
[[nodiscard]] std::string last_tls_complaint();

}  // namespace deadair::http
