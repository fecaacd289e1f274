// From the bytes of a download to sound.
#include "clients/reference/sound.h"

#include <openssl/evp.h>
#include <opusfile.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>

#include "clients/reference/ogg_links.h"

namespace deadair::reference {
namespace {

constexpr std::int64_t samples_per_ms = 48;
constexpr std::int64_t sound_ms_max = 3600000;
constexpr std::size_t decoder_bytes_max = std::size_t{16} * 1024 * 1024;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

constexpr std::string_view base64_letters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// Base64 with or without padding, in the ordinary and in the URL-safe alphabet. The library's
// decoder passes over blanks at both ends and takes '=' anywhere, so that it is shown letters only.
std::optional<std::string> from_base64(std::string text) {
  std::replace(text.begin(), text.end(), '-', '+');
  std::replace(text.begin(), text.end(), '_', '/');
  while (text.ends_with('=')) text.pop_back();
  if (text.find_first_not_of(base64_letters) != std::string::npos || text.size() % 4 == 1) {
    return std::nullopt;
  }
  const std::size_t size = text.size() * 3 / 4;
  text.append((4 - text.size() % 4) % 4, '=');
  std::string out(text.size() / 4 * 3, '\0');
  if (EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()), bytes_of(text),
                      static_cast<int>(text.size())) < 0) {
    return std::nullopt;
  }
  out.resize(size);
  return out;
}

}  // namespace

Result<std::string> decrypt(std::string_view bytes, const msc3888::EncryptedFile& file,
                            bool checks_hash) {
  const std::optional<std::string> key = from_base64(file.key);
  const std::optional<std::string> iv = from_base64(file.iv);
  const std::optional<std::string> hash = from_base64(file.sha256);
  if (!key || key->size() != 32 || !iv || iv->size() != 16 || !hash) {
    return Error{"decrypt.key", "content.file", "the key, the iv or the hash cannot be read"};
  }
  std::string digest(EVP_MAX_MD_SIZE, '\0');
  unsigned digest_size = 0;
  EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(digest.data()),
             &digest_size, EVP_sha256(), nullptr);
  digest.resize(digest_size);
  if (digest != *hash && checks_hash)
    return Error{"decrypt.hash", "content.file.hashes", "another SHA-256"};

  const std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context(
      EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
  std::string plain(bytes.size(), '\0');
  int size = 0;
  const bool done = context != nullptr &&
                    EVP_DecryptInit_ex(context.get(), EVP_aes_256_ctr(), nullptr, bytes_of(*key),
                                       bytes_of(*iv)) == 1 &&
                    EVP_DecryptUpdate(context.get(), reinterpret_cast<unsigned char*>(plain.data()),
                                      &size, bytes_of(bytes), static_cast<int>(bytes.size())) == 1;
  if (!done) return Error{"decrypt.key", "content.file", "AES failed"};
  return plain;
}

namespace {

// Reads on in a std::string_view.
int read_on(void* stream, unsigned char* out, int size) {
  auto& left = *static_cast<std::string_view*>(stream);
  const std::size_t count = std::min(left.size(), static_cast<std::size_t>(size));
  std::copy_n(left.begin(), count, out);
  left.remove_prefix(count);
  return static_cast<int>(count);
}

// The samples of one link, of each channel; at most a packet more than `samples_max`.
Result<std::int64_t> samples_of(std::string_view link, std::int64_t samples_max) {
  int problem = 0;
  // As a stream: the library (0.12) leaks the tags of some files through which it may seek.
  const OpusFileCallbacks callbacks{read_on, nullptr, nullptr, nullptr};
  const std::unique_ptr<OggOpusFile, decltype(&op_free)> file(
      op_open_callbacks(&link, &callbacks, nullptr, 0, &problem), op_free);
  if (file == nullptr) return Error{"decode.format", "", "no Ogg/Opus: " + std::to_string(problem)};
  std::array<float, 5760 * 2> samples{};  // the longest packet, in stereo
  std::int64_t total = 0;
  while (true) {
    const int got =
        op_read_float_stereo(file.get(), samples.data(), static_cast<int>(samples.size()));
    if (got < 0) return Error{"decode.format", "", "broken Ogg/Opus: " + std::to_string(got)};
    if (got == 0 || total > samples_max) return total;
    total += got;
  }
}

}  // namespace

Result<std::int64_t> decode(std::string_view bytes) {
  constexpr std::int64_t samples_max = sound_ms_max * samples_per_ms;
  std::int64_t total = 0;
  // Link by link: of a chain as a stream, the library leaks the tags before an empty link.
  for (const std::string_view link : ogg_links(bytes)) {
    const Result<std::int64_t> samples = samples_of(link, samples_max - total);
    if (!samples) return samples.error();
    total += *samples;
    if (total > samples_max) return Error{"decode.length", "", "longer than an hour"};
  }
  const std::int64_t sounding_ms = total / samples_per_ms;
  if (sounding_ms == 0) return Error{"decode.empty", "", "no sound in it"};
  return sounding_ms;
}

Result<std::int64_t> Decoder::decode(std::string_view bytes) {
  const auto known = outcomes_.find(bytes);
  if (known != outcomes_.end()) return known->second;
  Result<std::int64_t> outcome = reference::decode(bytes);
  if (kept_bytes_ + bytes.size() > decoder_bytes_max) {
    outcomes_.clear();
    kept_bytes_ = 0;
  }
  if (bytes.size() > decoder_bytes_max) return outcome;
  kept_bytes_ += bytes.size();
  outcomes_.emplace(bytes, outcome);
  return outcome;
}

}  // namespace deadair::reference
