// What both syncs tell beside the room's events: keys and account data.
#pragma once

#include <string_view>
#include <vector>

#include "harness/base/json.h"
#include "mock_homeserver/scene_state.h"

namespace deadair::mock {

// Sets device_one_time_keys_count, device_unused_fallback_key_types and, with `keys_changed`,
// device_lists.
void add_keys(const SceneState& scene, bool keys_changed, json::Value& body);

// All that is kept for that room, or beside the rooms where it is empty.
[[nodiscard]] std::vector<json::Value> kept_account_data(const SceneState& scene,
                                                         std::string_view room);

}  // namespace deadair::mock
