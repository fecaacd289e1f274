// From the bytes of a download to sound: decrypting an attachment, decoding Ogg/Opus.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "harness/base/result.h"
#include "harness/msc3888/event.h"

namespace deadair::reference {

// Decrypts an attachment. The hash is checked before anything is done with the bytes, but in a
// faulty variant.
// Errors: decrypt.hash, decrypt.key. Source: Matrix spec, sending encrypted attachments.
[[nodiscard]] Result<std::string> decrypt(std::string_view bytes,
                                          const msc3888::EncryptedFile& file,
                                          bool checks_hash = true);

// Decodes a whole Ogg/Opus file and tells for how long it sounds, in milliseconds, more than 0.
// Errors: decode.format, decode.empty, decode.length.
[[nodiscard]] Result<std::int64_t> decode(std::string_view bytes);

// Decodes each distinct file once: what came of it is kept by all of its bytes, over sessions.
class Decoder {
 public:
  // As decode() says.
  [[nodiscard]] Result<std::int64_t> decode(std::string_view bytes);

 private:
  std::map<std::string, Result<std::int64_t>, std::less<>> outcomes_;
  std::size_t kept_bytes_ = 0;
};

}  // namespace deadair::reference
