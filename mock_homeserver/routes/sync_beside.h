// What both syncs tell beside the room's events: keys and account data.
#pragma once

#include <string_view>
#include <vector>

#include "harness/base/json.h"
#include "mock_homeserver/accounts/account.h"
#include "mock_homeserver/rooms/device_lists.h"

namespace deadair::mock {

// Sets device_one_time_keys_count, device_unused_fallback_key_types and, where there is news,
// device_lists.
void add_keys(const DeviceKeys& keys, const DeviceLists& lists, json::Value& body);

// All that is kept for that room, or beside the rooms where it is empty.
[[nodiscard]] std::vector<json::Value> kept_account_data(const Account& account,
                                                         std::string_view room);

}  // namespace deadair::mock
