// Keys and account data as both syncs tell them.
#include "mock_homeserver/routes/sync_beside.h"

#include <utility>

#include "mock_homeserver/routes/reply.h"

namespace deadair::mock {

// An empty list of unused fallback keys would mean that the client lacks one, so the list tells
// what was really uploaded.
void add_keys(const SceneState& scene, bool keys_changed, json::Value& body) {
  json::Value counts = object_of("signed_curve25519", 0);
  for (const auto& [algorithm, keys] : scene.keys.one_time) counts.set(algorithm, keys.size());
  json::Value unused = json::Value::array();
  for (const auto& [algorithm, key] : scene.keys.fallback_unused) unused.push(algorithm);
  if (keys_changed) {
    json::Value lists = object_of("changed", json::Value::array({scene.cast.user_id}));
    lists.set("left", json::Value::array());
    body.set("device_lists", std::move(lists));
  }
  body.set("device_one_time_keys_count", std::move(counts));
  body.set("device_unused_fallback_key_types", std::move(unused));
}

std::vector<json::Value> kept_account_data(const SceneState& scene, std::string_view room) {
  std::vector<json::Value> events;
  for (const auto& [key, content] : scene.account_data) {
    if (key.first != room) continue;
    json::Value event = object_of("type", key.second);
    event.set("content", content);
    events.push_back(std::move(event));
  }
  return events;
}

}  // namespace deadair::mock
