// The two ways of syncing: how a poll is asked, and what an answer says of the room.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "clients/reference/network.h"
#include "harness/base/json.h"

namespace deadair::reference {

// GET /sync, or simplified sliding sync (MSC4186) with a subscription to the room.
enum class SyncForm { v3, sliding };

// "v3", "sliding"; nothing for any other name.
[[nodiscard]] std::optional<SyncForm> sync_form_named(std::string_view name);

// `since` is the token of the answer before, empty for the first poll.
[[nodiscard]] Request sync_request(SyncForm form, std::string_view room_id, std::string_view since,
                                   std::int64_t timeout_ms);

// What one answer says of the room, whichever form it came in.
struct SyncNews {
  std::string next;                // the token to go on from; empty: this is no sync answer
  std::vector<json::Value> state;  // from before the timeline
  std::vector<json::Value> timeline;
  bool limited = false;    // the timeline leaves out what was before it
  std::string prev_batch;  // where the timeline begins
};
[[nodiscard]] SyncNews read_sync(SyncForm form, const json::Value& body, std::string_view room_id);

// The server does not know the token any more: the client is to begin anew.
[[nodiscard]] bool is_token_lost(SyncForm form, const Answer& answer);

}  // namespace deadair::reference
