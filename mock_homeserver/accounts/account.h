// One account of a scene: its devices, and what it keeps on the server.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "harness/base/json.h"
#include "mock_homeserver/accounts/device_keys.h"
#include "mock_homeserver/accounts/inbox.h"
#include "mock_homeserver/accounts/signing.h"

namespace deadair::mock {

inline constexpr std::size_t devices_max = 100;  // of one account

struct Device {
  std::string display_name;
  DeviceKeys keys;
  Inbox inbox;
};

// Nothing in it is ever told to another account but its name and keys, which are public.
struct Account {
  std::string password;
  json::Value profile = json::Value::object();
  std::map<std::string, json::Value, std::less<>> filters;                  // by filter ID
  std::map<std::pair<std::string, std::string>, json::Value> account_data;  // room or "", type
  json::Value room_keys;  // the backup's version object, or null
  std::uint64_t backups_made = 0;
  std::map<std::string, Device, std::less<>> devices;
  Signing signing;
  std::string interactive_session;  // of user-interactive authentication; empty before the first
};

}  // namespace deadair::mock
