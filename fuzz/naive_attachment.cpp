// Encrypted attachments, read a second time as simply as possible.
#include "fuzz/naive_attachment.h"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>

#include "harness/base/check.h"

namespace deadair::fuzz {
namespace {

constexpr std::size_t block_bytes = 16;

struct Closer {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::optional<std::uint32_t> value_of(char letter) {
  if (letter >= 'A' && letter <= 'Z') return static_cast<std::uint32_t>(letter - 'A');
  if (letter >= 'a' && letter <= 'z') return static_cast<std::uint32_t>(letter - 'a' + 26);
  if (letter >= '0' && letter <= '9') return static_cast<std::uint32_t>(letter - '0' + 52);
  if (letter == '+' || letter == '-') return 62;
  if (letter == '/' || letter == '_') return 63;
  return std::nullopt;
}

void count_on(std::string& counter) {
  for (std::size_t at = counter.size(); at-- > 0;) {
    counter[at] = static_cast<char>(static_cast<unsigned char>(counter[at]) + 1);
    if (counter[at] != 0) return;
  }
}

}  // namespace

std::optional<std::string> naive_base64(std::string_view text) {
  while (text.ends_with('=')) text.remove_suffix(1);
  if (text.size() % 4 == 1) return std::nullopt;
  std::string bytes;
  std::uint32_t held = 0;
  int bits = 0;
  for (const char letter : text) {
    const std::optional<std::uint32_t> value = value_of(letter);
    if (!value) return std::nullopt;
    held = (held << 6U | *value) & 0xFFFU;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes += static_cast<char>(held >> static_cast<unsigned>(bits) & 0xFFU);
  }
  return bytes;
}

std::string naive_sha256(std::string_view bytes) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(bytes_of(bytes), bytes.size(), digest.data());
  return {digest.begin(), digest.end()};
}

std::string naive_counter_mode(std::string_view bytes, const std::string& key,
                               std::string counter) {
  const std::unique_ptr<EVP_CIPHER_CTX, Closer> context(EVP_CIPHER_CTX_new());
  DEADAIR_CHECK(
      EVP_EncryptInit_ex(context.get(), EVP_aes_256_ecb(), nullptr, bytes_of(key), nullptr) == 1,
      std::to_string(key.size()));
  std::string out;
  std::array<unsigned char, 2 * block_bytes> pad{};
  for (std::size_t at = 0; at < bytes.size(); at += block_bytes, count_on(counter)) {
    int size = 0;
    DEADAIR_CHECK(EVP_EncryptUpdate(context.get(), pad.data(), &size, bytes_of(counter),
                                    static_cast<int>(counter.size())) == 1,
                  std::to_string(at));
    const std::string_view block = bytes.substr(at, block_bytes);
    for (std::size_t i = 0; i < block.size(); ++i) {
      out += static_cast<char>(static_cast<unsigned char>(block[i]) ^ pad[i]);
    }
  }
  return out;
}

}  // namespace deadair::fuzz
