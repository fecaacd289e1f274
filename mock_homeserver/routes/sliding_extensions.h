// The extensions of an answer of sliding sync.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "harness/base/json.h"
#include "mock_homeserver/rooms/sliding_ask.h"
#include "mock_homeserver/routes/call.h"

namespace deadair::mock {

// What an answer is about, as far as extensions ask.
struct SlidingScope {
  std::optional<std::size_t> batch;  // the number of the batch that it carries
  std::size_t batches = 0;           // that the client has seen behind it
  bool begins = false;               // the connection begins
  bool room_begins = false;          // the room is shown for the first time
  bool subscribed = false;           // the client has a subscription to the room
  std::vector<std::string> lists;    // in which the room stands
};

struct SlidingExtensions {
  json::Value body = json::Value::object();
  bool news = false;  // what they tell is worth an answer of its own
};

// Nothing where to_device.since is no token of an earlier answer. The token acknowledges what came
// with that answer.
// Source: MSC3884, MSC3885, MSC3959, MSC3960, MSC3961, under MSC4186.
[[nodiscard]] std::optional<SlidingExtensions> sliding_extensions(const Call& call,
                                                                  const SlidingAsk& ask,
                                                                  const SlidingScope& scope);

}  // namespace deadair::mock
