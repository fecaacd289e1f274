// Who the server is to clients that come over TLS.
#pragma once

#include <openssl/types.h>

#include <memory>
#include <string>

#include "harness/base/result.h"

namespace deadair::http {

// A certificate, its key and the settings of TLS, shared by all connections. The key stays in
// memory.
class TlsIdentity {
 public:
  // Made anew each time (tls_certificates.h). Error http.tls: what OpenSSL says.
  [[nodiscard]] static Result<std::shared_ptr<const TlsIdentity>> make(const std::string& address);
  ~TlsIdentity();
  TlsIdentity(const TlsIdentity&) = delete;
  TlsIdentity& operator=(const TlsIdentity&) = delete;

  // The certificate that a client has to trust.
  [[nodiscard]] const std::string& authority_pem() const { return authority_pem_; }
  [[nodiscard]] SSL_CTX* context() const { return context_; }

 private:
  TlsIdentity(SSL_CTX* context, std::string authority_pem);

  SSL_CTX* context_;  // owned
  std::string authority_pem_;
};

}  // namespace deadair::http
