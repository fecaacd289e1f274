// Attachments by OpenSSL.
#include "mock_homeserver/media/attachment.h"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <cstddef>
#include <memory>
#include <utility>

#include "harness/base/check.h"

namespace deadair::mock {

namespace {

struct CipherCloser {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string_view text_of(const unsigned char* bytes, std::size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

}  // namespace

AttachmentKey make_attachment_key(Random& random) {
  AttachmentKey made;
  for (unsigned char& byte : made.key) byte = static_cast<unsigned char>(random.below(256));
  for (std::size_t index = 0; index < 8; ++index) {
    made.iv[index] = static_cast<unsigned char>(random.below(256));
  }
  return made;
}

std::string apply_attachment_key(std::string_view text, const AttachmentKey& key) {
  const std::unique_ptr<EVP_CIPHER_CTX, CipherCloser> context(EVP_CIPHER_CTX_new());
  std::string out(text.size(), '\0');
  int written = 0;
  const bool good =
      EVP_EncryptInit_ex(context.get(), EVP_aes_256_ctr(), nullptr, key.key.data(),
                         key.iv.data()) == 1 &&
      (text.empty() ||
       EVP_EncryptUpdate(context.get(), reinterpret_cast<unsigned char*>(out.data()), &written,
                         bytes_of(text), static_cast<int>(text.size())) == 1);
  DEADAIR_CHECK(good, std::to_string(text.size()));
  return out;
}

std::string unpadded_base64(std::string_view bytes, bool url_safe) {
  std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes_of(bytes),
                                   static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(size));
  while (!text.empty() && text.back() == '=') text.pop_back();
  for (char& letter : text) {
    if (url_safe && letter == '+') letter = '-';
    if (url_safe && letter == '/') letter = '_';
  }
  return text;
}

json::Value encrypted_file(std::string url, std::string_view ciphertext, const AttachmentKey& key) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(bytes_of(ciphertext), ciphertext.size(), digest.data());
  json::Value web_key = json::Value::object();
  web_key.set("kty", "oct").set("alg", "A256CTR").set("ext", true);
  web_key.set("key_ops", json::Value::array({"encrypt", "decrypt"}));
  web_key.set("k", unpadded_base64(text_of(key.key.data(), key.key.size()), true));
  json::Value hashes = json::Value::object();
  hashes.set("sha256", unpadded_base64(text_of(digest.data(), digest.size()), false));
  json::Value file = json::Value::object();
  file.set("v", "v2").set("url", std::move(url));
  file.set("key", std::move(web_key));
  file.set("iv", unpadded_base64(text_of(key.iv.data(), key.iv.size()), false));
  file.set("hashes", std::move(hashes));
  return file;
}

}  // namespace deadair::mock
