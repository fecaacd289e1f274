// Whose devices a client has to look at anew, and whose it may forget.
#pragma once

#include <cstddef>
#include <set>
#include <string>

#include "harness/base/json.h"
#include "mock_homeserver/rooms/room.h"

namespace deadair::mock {

struct DeviceLists {
  std::set<std::string> changed;
  std::set<std::string> left;

  [[nodiscard]] bool empty() const { return changed.empty() && left.empty(); }
  // What comes later counts: who has left and is back has changed.
  void add(const DeviceLists& later);
  // {"changed": […], "left": […]}
  [[nodiscard]] json::Value json() const;
  // The same without what is empty, as a sync tells it.
  [[nodiscard]] json::Value news() const;
};

// What the batch of that number (from 0) says of it to a user: others in the room whose keys are
// new, or who came; who shares the room no more. Source: Matrix client-server API, tracking the
// device list for a user.
[[nodiscard]] DeviceLists device_lists_of(const Room& room, std::size_t number,
                                          const std::string& user_id);

}  // namespace deadair::mock
