// Keys and account data as both syncs tell them.
#include "mock_homeserver/routes/sync_beside.h"

#include <utility>

#include "mock_homeserver/routes/reply.h"

namespace deadair::mock {

void add_keys(const DeviceKeys& keys, const DeviceLists& lists, json::Value& body) {
  if (!lists.empty()) body.set("device_lists", lists.news());
  body.set("device_one_time_keys_count", keys.counts());
  body.set("device_unused_fallback_key_types", keys.unused_fallbacks());
}

std::vector<json::Value> kept_account_data(const Account& account, std::string_view room) {
  std::vector<json::Value> events;
  for (const auto& [key, content] : account.account_data) {
    if (key.first != room) continue;
    json::Value event = object_of("type", key.second);
    event.set("content", content);
    events.push_back(std::move(event));
  }
  return events;
}

}  // namespace deadair::mock
