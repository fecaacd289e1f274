// Keys of end-to-end encryption: enough book-keeping to keep clients calm.
#include <string>
#include <utility>

#include "mock_homeserver/routes/call.h"

namespace deadair::mock {

namespace {

constexpr std::size_t keys_kept_max = 1000;

json::Value one_time_counts(const Keys& keys) {
  json::Value counts = object_of("signed_curve25519", 0);
  for (const auto& [algorithm, known] : keys.one_time) counts.set(algorithm, known.size());
  return counts;
}

// "signed_curve25519:AAAA": its algorithm, and the ID behind the colon.
std::pair<std::string, std::string> split_key(std::string_view name) {
  const std::size_t colon = name.find(':');
  if (colon == std::string_view::npos) return {std::string(name), std::string()};
  return {std::string(name.substr(0, colon)), std::string(name.substr(colon + 1))};
}

Reply upload(Call& call) {
  Keys& keys = call.in().keys;
  for (const std::string_view part : {"device_keys", "one_time_keys", "fallback_keys"}) {
    const json::Value* const value = call.body.find(part);
    if (value != nullptr && !value->is_object()) return call.bad_field(part, "an object");
  }
  const json::Value* const device = call.body.find("device_keys");
  if (device != nullptr) keys.devices[call.session->device_id] = *device;
  if (const json::Value* const one_time = call.body.find("one_time_keys")) {
    for (const json::Member& key : one_time->members()) {
      const auto [algorithm, id] = split_key(key.key);
      auto& known = keys.one_time[algorithm];
      if (known.size() >= keys_kept_max) return limit_reply(1000);
      known[id] = key.value;
    }
  }
  if (const json::Value* const fallback = call.body.find("fallback_keys")) {
    for (const json::Member& key : fallback->members()) {
      const std::string algorithm = split_key(key.key).first;
      keys.fallback_unused[algorithm] = object_of(key.key, key.value);
      keys.fallback_used.erase(algorithm);
    }
  }
  return json_reply(object_of("one_time_key_counts", one_time_counts(keys)));
}

Reply query(Call& call) {
  const json::Value* const asked = call.body.find("device_keys");
  if (asked == nullptr) return call.missing_field("device_keys", "an object");
  if (!asked->is_object()) return call.bad_field("device_keys", "an object");
  const SceneState& scene = call.in();
  json::Value devices = json::Value::object();
  json::Value body = json::Value::object();
  for (const json::Member& user : asked->members()) {
    json::Value of_user = json::Value::object();
    if (user.key == scene.cast.user_id) {
      for (const auto& [device_id, keys] : scene.keys.devices) of_user.set(device_id, keys);
      for (const auto& [kind, key] : scene.keys.cross_signing) {
        body.set(kind + "s", object_of(user.key, key));
      }
    }
    devices.set(user.key, std::move(of_user));
  }
  body.set("device_keys", std::move(devices)).set("failures", json::Value::object());
  return json_reply(std::move(body));
}

// A one-time key that was not given out before, then the fallback key.
std::optional<json::Value> take_key(Keys& keys, const std::string& algorithm) {
  const auto left = keys.one_time.find(algorithm);
  if (left != keys.one_time.end() && !left->second.empty()) {
    const auto first = left->second.begin();
    json::Value key = object_of(algorithm + ":" + first->first, first->second);
    left->second.erase(first);
    return key;
  }
  const auto unused = keys.fallback_unused.find(algorithm);
  if (unused != keys.fallback_unused.end()) {
    keys.fallback_used[algorithm] = unused->second;
    keys.fallback_unused.erase(unused);
  }
  const auto used = keys.fallback_used.find(algorithm);
  if (used == keys.fallback_used.end()) return std::nullopt;
  return used->second;
}

Reply claim(Call& call) {
  const json::Value* const asked = call.body.find("one_time_keys");
  if (asked == nullptr) return call.missing_field("one_time_keys", "an object");
  if (!asked->is_object()) return call.bad_field("one_time_keys", "an object");
  json::Value claimed = json::Value::object();
  for (const json::Member& user : asked->members()) {
    if (user.key != call.in().cast.user_id) continue;
    json::Value of_user = json::Value::object();
    for (const json::Member& device : user.value.members()) {
      if (call.in().keys.devices.count(device.key) == 0) continue;
      std::optional<json::Value> key =
          take_key(call.in().keys, std::string(device.value.as_string().value_or("")));
      if (key.has_value()) of_user.set(device.key, std::move(*key));
    }
    claimed.set(user.key, std::move(of_user));
  }
  json::Value body = object_of("one_time_keys", std::move(claimed));
  body.set("failures", json::Value::object());
  return json_reply(std::move(body));
}

// Clients wait until their own user stands in device_lists.changed.
void tell_keys_changed(Call& call) {
  Batch batch;
  batch.keys_changed = true;
  call.in().add_batch(std::move(batch));
  call.asks_again = true;
}

Reply upload_signing(Call& call) {
  for (const std::string_view kind : {"master_key", "self_signing_key", "user_signing_key"}) {
    const json::Value* const key = call.body.find(kind);
    if (key == nullptr) continue;
    if (!key->is_object()) return call.bad_field(kind, "an object");
    call.in().keys.cross_signing[std::string(kind)] = *key;
  }
  tell_keys_changed(call);
  return empty_reply();
}

// Adds the signatures of `from` to those of `to`.
void merge_signatures(json::Value& to, const json::Value& from) {
  const json::Value* const known = to.find("signatures");
  json::Value merged = known != nullptr && known->is_object() ? *known : json::Value::object();
  const json::Value* const added = from.find("signatures");
  if (added == nullptr) return;
  for (const json::Member& signer : added->members()) {
    const json::Value* const before = merged.find(signer.key);
    json::Value all = before != nullptr ? *before : json::Value::object();
    for (const json::Member& one : signer.value.members()) all.set(one.key, one.value);
    merged.set(signer.key, std::move(all));
  }
  to.set("signatures", std::move(merged));
}

// Whether the key object is the one of that public key.
bool is_key(const json::Value& key, const std::string& public_key) {
  const json::Value* const keys = key.find("keys");
  if (keys == nullptr) return false;
  for (const json::Member& member : keys->members()) {
    if (member.value.as_string() == public_key) return true;
  }
  return false;
}

Reply upload_signatures(Call& call) {
  Keys& keys = call.in().keys;
  const json::Value* const own = call.body.find(call.in().cast.user_id);
  if (own != nullptr) {
    for (const json::Member& signed_key : own->members()) {
      const auto device = keys.devices.find(signed_key.key);
      if (device != keys.devices.end()) merge_signatures(device->second, signed_key.value);
      for (auto& [kind, key] : keys.cross_signing) {
        if (is_key(key, signed_key.key)) merge_signatures(key, signed_key.value);
      }
    }
    tell_keys_changed(call);
  }
  return json_reply(object_of("failures", json::Value::object()));
}

Reply changes(Call& /*call*/) {
  json::Value body = object_of("changed", json::Value::array());
  body.set("left", json::Value::array());
  return json_reply(std::move(body));
}

Reply backup_version(Call& call) {
  if (call.in().room_keys.is_null()) return error_reply(404, "M_NOT_FOUND", "No current backup");
  return json_reply(call.in().room_keys);
}

Reply make_backup(Call& call) {
  json::Value backup = call.body;
  backup.set("version", "1").set("count", 0).set("etag", "0");
  call.in().room_keys = std::move(backup);
  return json_reply(object_of("version", "1"));
}

// What a client sends to its own device comes back by its sync; nobody else reads here.
Reply send_to_device(Call& call) {
  const json::Value* const messages = call.body.find("messages");
  if (messages == nullptr || !messages->is_object()) {
    return call.missing_field("messages", "an object");
  }
  const json::Value* const own = messages->find(call.in().cast.user_id);
  Batch batch;
  if (own != nullptr) {
    for (const json::Member& device : own->members()) {
      if (device.key != "*" && device.key != call.session->device_id) continue;
      json::Value event = object_of("type", call.parameter("type"));
      event.set("sender", call.in().cast.user_id).set("content", device.value);
      batch.to_device.push_back(std::move(event));
    }
  }
  const Transaction key = {call.session->token, "to_device", call.parameter("type"),
                           call.parameter("txn")};
  if (batch.to_device.empty() || !call.in().transactions.emplace(key, "").second) {
    return empty_reply();
  }
  call.in().add_batch(std::move(batch));
  call.asks_again = true;
  return empty_reply();
}

}  // namespace

std::vector<Route> key_routes() {
  constexpr Access token = Access::token;
  constexpr Body object = Body::object;
  return {
      {"POST", "/_matrix/client/(v3|r0)/keys/upload", "keys", token, object, upload},
      {"POST", "/_matrix/client/(v3|r0)/keys/upload/{device}", "keys", token, object, upload},
      {"POST", "/_matrix/client/(v3|r0)/keys/query", "keys", token, object, query},
      {"POST", "/_matrix/client/(v3|r0)/keys/claim", "keys", token, object, claim},
      {"GET", "/_matrix/client/(v3|r0)/keys/changes", "keys", token, Body::any, changes},
      {"POST", "/_matrix/client/(v3|r0|unstable)/keys/device_signing/upload", "keys", token, object,
       upload_signing},
      {"POST", "/_matrix/client/(v3|r0|unstable)/keys/signatures/upload", "keys", token, object,
       upload_signatures},
      {"GET", "/_matrix/client/(v3|r0|unstable)/room_keys/version", "keys", token, Body::any,
       backup_version},
      {"POST", "/_matrix/client/(v3|r0|unstable)/room_keys/version", "keys", token, object,
       make_backup},
      {"PUT", "/_matrix/client/(v3|r0)/sendToDevice/{type}/{txn}", "keys", token, object,
       send_to_device},
  };
}

}  // namespace deadair::mock
