// Encrypted attachments: AES-256 in counter mode, as `file` objects of messages describe it.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "harness/base/json.h"
#include "harness/base/random.h"

namespace deadair::mock {

struct AttachmentKey {
  std::array<unsigned char, 32> key{};
  std::array<unsigned char, 16> iv{};  // its last eight bytes, the counter, begin at zero

  bool operator==(const AttachmentKey&) const = default;
};

[[nodiscard]] AttachmentKey make_attachment_key(Random& random);

// The text encrypted, or decrypted: in counter mode that is one thing.
[[nodiscard]] std::string apply_attachment_key(std::string_view text, const AttachmentKey& key);

// The EncryptedFile object (version v2) for that ciphertext.
// Source: Matrix client-server API, sending encrypted attachments.
[[nodiscard]] json::Value encrypted_file(std::string url, std::string_view ciphertext,
                                         const AttachmentKey& key);

// Base64 without padding; `url_safe` writes '-' and '_' for '+' and '/'.
[[nodiscard]] std::string unpadded_base64(std::string_view bytes, bool url_safe);

}  // namespace deadair::mock
