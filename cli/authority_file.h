// The certificate of the server's test authority, where clients find it.
#pragma once

#include <mutex>
#include <string>

#include "harness/base/result.h"

namespace deadair::cli {

// A file in a new folder among the system's temporary ones; both go with this object.
class AuthorityFile {
 public:
  AuthorityFile() = default;
  ~AuthorityFile() { remove(); }
  AuthorityFile(const AuthorityFile&) = delete;
  AuthorityFile& operator=(const AuthorityFile&) = delete;

  // Writes the file, says on standard error where it is, and names it in the environment of what is
  // started from here on: SSL_CERT_FILE (OpenSSL, Go, rustls), NODE_EXTRA_CA_CERTS,
  // REQUESTS_CA_BUNDLE, CURL_CA_BUNDLE. Before there are threads that might look at the
  // environment. Error cli.tls: the cause.
  [[nodiscard]] Status announce(const std::string& pem);
  // Once, from any thread.
  void remove();

 private:
  std::mutex mutex_;
  std::string folder_;  // "": there is none
};

}  // namespace deadair::cli
