// Keeping keys, and giving each one-time key out once.
#include "mock_homeserver/accounts/device_keys.h"

#include <algorithm>
#include <utility>

namespace deadair::mock {

namespace {

constexpr std::string_view usual_algorithm = "signed_curve25519";
constexpr std::size_t name_bytes_max = 255;

// "signed_curve25519:AAAA" is of the algorithm before the colon; empty if that is no name of a key.
std::string_view algorithm_of(std::string_view name) {
  const std::size_t colon = name.find(':');
  const bool whole = colon != std::string_view::npos && colon > 0 && colon + 1 < name.size();
  return whole && name.size() <= name_bytes_max ? name.substr(0, colon) : std::string_view();
}

bool all_text(const json::Value& value) {
  const auto is_text = [](const json::Value& item) { return item.is_string(); };
  const auto holds_text = [](const json::Member& member) { return member.value.is_string(); };
  return std::all_of(value.items().begin(), value.items().end(), is_text) &&
         std::all_of(value.members().begin(), value.members().end(), holds_text);
}

// By signer and by key of the signer.
bool are_signatures(const json::Value& value) {
  return value.is_object() && std::all_of(value.members().begin(), value.members().end(),
                                          [](const json::Member& signer) {
                                            return signer.value.is_object() &&
                                                   all_text(signer.value);
                                          });
}

// Text, or an object with the key and its signatures.
bool is_key(const json::Value& key) {
  if (key.is_string()) return true;
  const json::Value* const text = key.find("key");
  const json::Value* const signatures = key.find("signatures");
  return text != nullptr && text->is_string() && signatures != nullptr &&
         are_signatures(*signatures);
}

Status check_keys(const json::Value& keys) {
  for (const json::Member& key : keys.members()) {
    if (algorithm_of(key.key).empty() || !is_key(key.value)) {
      return Error{"keys.bad", key.key, "\"algorithm:ID\" with a key"};
    }
  }
  return Done{};
}

}  // namespace

Status DeviceKeys::add_one_time(const json::Value& keys) {
  if (Status good = check_keys(keys); !good.ok()) return good;
  std::size_t known = 0;
  for (const auto& [algorithm, kept] : one_time_) known += kept.size();
  std::vector<json::Member> fresh;
  for (const json::Member& key : keys.members()) {
    const auto kept = one_time_.find(algorithm_of(key.key));
    const std::vector<json::Member> none;
    const std::vector<json::Member>& others = kept == one_time_.end() ? none : kept->second;
    const auto same = std::find_if(others.begin(), others.end(),
                                   [&](const json::Member& other) { return other.key == key.key; });
    if (same == others.end()) {
      fresh.push_back(key);
    } else if (same->value != key.value) {
      return Error{"keys.taken", key.key, "a name that no other key has"};
    }
  }
  if (known + fresh.size() > one_time_keys_max) {
    return Error{"keys.too_many", "", "at most " + std::to_string(one_time_keys_max) + " keys"};
  }
  // An object has no order: those that come together are given out by their names.
  std::sort(fresh.begin(), fresh.end(),
            [](const json::Member& one, const json::Member& other) { return one.key < other.key; });
  for (json::Member& key : fresh) {
    one_time_[std::string(algorithm_of(key.key))].push_back(std::move(key));
  }
  return Done{};
}

Status DeviceKeys::add_fallback(const json::Value& keys) {
  if (Status good = check_keys(keys); !good.ok()) return good;
  auto fallback = fallback_;
  for (const json::Member& key : keys.members()) {
    fallback[std::string(algorithm_of(key.key))] = {key, false};
  }
  if (fallback.size() > fallback_algorithms_max) {
    return Error{"keys.too_many", "",
                 "at most " + std::to_string(fallback_algorithms_max) + " algorithms"};
  }
  fallback_ = std::move(fallback);
  return Done{};
}

json::Value DeviceKeys::take(std::string_view algorithm) {
  const auto kept = one_time_.find(algorithm);
  if (kept != one_time_.end() && !kept->second.empty()) {
    json::Value key = json::Value::object({kept->second.front()});
    kept->second.erase(kept->second.begin());
    return key;
  }
  const auto fallback = fallback_.find(algorithm);
  if (fallback == fallback_.end()) return {};
  fallback->second.used = true;
  return json::Value::object({fallback->second.key});
}

json::Value DeviceKeys::counts() const {
  json::Value counts = json::Value::object();
  counts.set(std::string(usual_algorithm), 0);
  for (const auto& [algorithm, kept] : one_time_) counts.set(algorithm, kept.size());
  return counts;
}

json::Value DeviceKeys::unused_fallbacks() const {
  json::Value unused = json::Value::array();
  for (const auto& [algorithm, fallback] : fallback_) {
    if (!fallback.used) unused.push(algorithm);
  }
  return unused;
}

Status check_identity(const json::Value& keys, std::string_view user_id,
                      std::string_view device_id) {
  const auto wrong = [](std::string_view member, std::string_view expected) {
    return Error{"keys.bad", "device_keys." + std::string(member), std::string(expected)};
  };
  if (keys.string_at("user_id") != user_id) return wrong("user_id", "the user's own ID");
  if (keys.string_at("device_id") != device_id) return wrong("device_id", "the device's own ID");
  const json::Value* const algorithms = keys.find("algorithms");
  if (algorithms == nullptr || !algorithms->is_array() || !all_text(*algorithms)) {
    return wrong("algorithms", "a list of strings");
  }
  const json::Value* const named = keys.find("keys");
  if (named == nullptr || !named->is_object() || !all_text(*named)) {
    return wrong("keys", "an object of strings");
  }
  const json::Value* const signatures = keys.find("signatures");
  if (signatures == nullptr || !are_signatures(*signatures)) {
    return wrong("signatures", "an object of objects of strings");
  }
  return Done{};
}

}  // namespace deadair::mock
