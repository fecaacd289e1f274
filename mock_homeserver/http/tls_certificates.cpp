// The certificates of a server for tests: two keys, two certificates, one signature each.
#include "mock_homeserver/http/tls_certificates.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <cstdint>
#include <utility>

namespace deadair::http {
namespace {

using Certificate = std::unique_ptr<X509, FreeOfOpenSsl>;
using Key = std::unique_ptr<EVP_PKEY, FreeOfOpenSsl>;

constexpr long x509_version_3 = 2;
constexpr long day_s = 24L * 60 * 60;

// The value in the notation of OpenSSL's configuration files, x509v3_config(5).
bool extend(X509& certificate, X509& issuer, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, &issuer, &certificate, nullptr, nullptr, 0);
  X509_EXTENSION* const extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
  const bool added = extension != nullptr && X509_add_ext(&certificate, extension, -1) == 1;
  X509_EXTENSION_free(extension);
  return added;
}

// A certificate for that key, without issuer and extensions; null where OpenSSL fails.
Certificate unsigned_certificate(const char* name, EVP_PKEY& key) {
  Certificate made(X509_new());
  std::uint64_t serial = 0;
  if (made == nullptr ||
      RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) != 1) {
    return nullptr;
  }
  const auto* const text = reinterpret_cast<const unsigned char*>(name);
  const bool good = X509_set_version(made.get(), x509_version_3) == 1 &&
                    ASN1_INTEGER_set_uint64(X509_get_serialNumber(made.get()), serial) == 1 &&
                    // From yesterday on, for clocks that are slow.
                    X509_gmtime_adj(X509_getm_notBefore(made.get()), -day_s) != nullptr &&
                    X509_gmtime_adj(X509_getm_notAfter(made.get()), 30 * day_s) != nullptr &&
                    X509_set_pubkey(made.get(), &key) == 1 &&
                    X509_NAME_add_entry_by_txt(X509_get_subject_name(made.get()), "CN",
                                               MBSTRING_ASC, text, -1, -1, 0) == 1;
  return good ? std::move(made) : nullptr;
}

Certificate make_authority(EVP_PKEY& key) {
  Certificate made = unsigned_certificate("deadair test authority", key);
  const bool good = made != nullptr &&
                    X509_set_issuer_name(made.get(), X509_get_subject_name(made.get())) == 1 &&
                    extend(*made, *made, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") &&
                    extend(*made, *made, NID_key_usage, "critical,keyCertSign,cRLSign") &&
                    extend(*made, *made, NID_subject_key_identifier, "hash") &&
                    X509_sign(made.get(), &key, EVP_sha256()) != 0;
  return good ? std::move(made) : nullptr;
}

Certificate make_server(const std::string& address, EVP_PKEY& key, X509& authority,
                        EVP_PKEY& authority_key) {
  Certificate made = unsigned_certificate("deadair mock homeserver", key);
  const std::string names = "IP:" + address + ",IP:127.0.0.1,DNS:localhost";
  const bool good = made != nullptr &&
                    X509_set_issuer_name(made.get(), X509_get_subject_name(&authority)) == 1 &&
                    extend(*made, authority, NID_basic_constraints, "critical,CA:FALSE") &&
                    extend(*made, authority, NID_key_usage, "critical,digitalSignature") &&
                    extend(*made, authority, NID_ext_key_usage, "serverAuth") &&
                    extend(*made, authority, NID_subject_key_identifier, "hash") &&
                    extend(*made, authority, NID_authority_key_identifier, "keyid") &&
                    extend(*made, authority, NID_subject_alt_name, names) &&
                    X509_sign(made.get(), &authority_key, EVP_sha256()) != 0;
  return good ? std::move(made) : nullptr;
}

std::string pem_of(X509& certificate) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> memory(BIO_new(BIO_s_mem()), BIO_free);
  if (memory == nullptr || PEM_write_bio_X509(memory.get(), &certificate) != 1) return {};
  char* text = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

}  // namespace

std::string last_tls_complaint() {
  const char* const reason = ERR_reason_error_string(ERR_peek_last_error());
  ERR_clear_error();
  return reason != nullptr ? reason : "no reason given";
}

Result<TlsCertificates> make_tls_certificates(const std::string& address) {
  const auto failed = [] { return Error{"http.tls", "", last_tls_complaint()}; };
  const Key authority_key(EVP_EC_gen("P-256"));
  TlsCertificates made;
  made.server_key.reset(EVP_EC_gen("P-256"));
  if (authority_key == nullptr || made.server_key == nullptr) return failed();
  const Certificate authority = make_authority(*authority_key);
  if (authority == nullptr) return failed();
  made.server = make_server(address, *made.server_key, *authority, *authority_key);
  made.authority_pem = pem_of(*authority);
  if (made.server == nullptr || made.authority_pem.empty()) return failed();
  return made;
}

}  // namespace deadair::http
