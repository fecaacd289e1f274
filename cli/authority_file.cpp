// Writes the certificate and names it to clients.
#include "cli/authority_file.h"
#include "harness/base/file.h"

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <system_error>

namespace deadair::cli {

Status AuthorityFile::announce(const std::string& pem) {
  std::error_code problem;
  const std::filesystem::path temporary = std::filesystem::temp_directory_path(problem);
  std::string folder = (temporary / "deadair-tls-XXXXXX").string();
  if (problem || ::mkdtemp(folder.data()) == nullptr) {
    return Error{"cli.tls", folder, "the folder cannot be made"};
  }
  {
    const std::lock_guard lock(mutex_);
    folder_ = folder;
  }
  const std::string path = folder + "/authority.pem";
  if (Status written = write_file(path, pem); !written) return written;
  for (const char* const name :
       {"SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"}) {
    ::setenv(name, path.c_str(), 1);
  }
  std::cerr << "deadair: clients must trust the authority in " << path
            << " (SSL_CERT_FILE of the adapter)\n";
  return Done{};
}

void AuthorityFile::remove() {
  const std::lock_guard lock(mutex_);
  std::error_code ignored;
  if (!folder_.empty()) std::filesystem::remove_all(folder_, ignored);
  folder_.clear();
}

}  // namespace deadair::cli
