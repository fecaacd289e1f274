// Keys of one device of end-to-end encryption: they are kept and given out, and never looked into.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/result.h"

namespace deadair::mock {

inline constexpr std::size_t one_time_keys_max = 1000;  // of one device, of all algorithms
inline constexpr std::size_t fallback_algorithms_max = 10;

// Source: Matrix client-server API, end-to-end encryption, key management.
class DeviceKeys {
 public:
  // What the device says of itself, the `device_keys` of its upload; null before.
  json::Value identity;

  // Takes what an upload names under one_time_keys: {"algorithm:ID": key}. All or nothing.
  //   errors  keys.bad         what is no key, by its name
  //           keys.taken       a key of that name is there that reads otherwise
  //           keys.too_many    the device would have more than one_time_keys_max
  [[nodiscard]] Status add_one_time(const json::Value& keys);
  // The same of fallback_keys; a new key of an algorithm takes the place of the one before.
  [[nodiscard]] Status add_fallback(const json::Value& keys);

  // One key of that algorithm, {"algorithm:ID": key}: a one-time key, in the order in which they
  // came and never twice; then the fallback key, which is used from then on. Null if there is none.
  [[nodiscard]] json::Value take(std::string_view algorithm);

  // {"algorithm": how many}, signed_curve25519 always among them.
  [[nodiscard]] json::Value counts() const;
  // Algorithms whose fallback key was not given out yet. An empty list tells the client to upload
  // one, so it is never said of a key that is there.
  [[nodiscard]] json::Value unused_fallbacks() const;

 private:
  struct Fallback {
    json::Member key;
    bool used = false;
  };

  std::map<std::string, std::vector<json::Member>, std::less<>> one_time_;  // by algorithm
  std::map<std::string, Fallback, std::less<>> fallback_;                   // by algorithm
};

// Whether the object is what the specification wants under device_keys, of that device; else the
// member that is wrong stands in the error's place, and what was expected in its message.
[[nodiscard]] Status check_identity(const json::Value& keys, std::string_view user_id,
                                    std::string_view device_id);

}  // namespace deadair::mock
