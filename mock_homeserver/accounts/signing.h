// Cross-signing keys of an account, and signatures as they are laid over keys.
#pragma once

#include <array>
#include <map>
#include <string>
#include <string_view>

#include "harness/base/json.h"
#include "harness/base/result.h"

namespace deadair::mock {

struct SigningKind {
  std::string_view member;  // of an upload; with an "s" behind it, of the answer to a query
  std::string_view usage;   // what the key says it is for
};
inline constexpr std::array signing_kinds = {SigningKind{"master_key", "master"},
                                             SigningKind{"self_signing_key", "self_signing"},
                                             SigningKind{"user_signing_key", "user_signing"}};

struct Signing {
  std::map<std::string, json::Value, std::less<>> keys;  // by member, "master_key"
  // What this account signed of others' master keys, which nobody else is shown: by user, then by
  // the key's ID, an object like the `signatures` of a key.
  std::map<std::string, std::map<std::string, json::Value>, std::less<>> of_others;
};

// Whether it is a key of that kind and user; the error's place is a member, its message what was
// expected there.
[[nodiscard]] Status check_signing_key(const json::Value& key, const SigningKind& kind,
                                       std::string_view user_id);

// The public key of a cross-signing key, which is its ID too; empty if it has none.
[[nodiscard]] std::string_view public_key(const json::Value& key);

// Adds signatures ({"user": {"key": "signature"}}) to those of a key.
void lay_over(json::Value& key, const json::Value& signatures);

// What `signer` signed in an upload of a key that reads `known` here: {"signer": {…}}.
//   errors  signing.other   what was signed is not the known key
//           signing.none    no signature of the signer's stands under it
[[nodiscard]] Result<json::Value> new_signatures(const json::Value& known,
                                                 const json::Value& uploaded,
                                                 std::string_view signer);

}  // namespace deadair::mock
