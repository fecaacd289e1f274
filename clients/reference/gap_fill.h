// What a limited timeline left out, fetched page by page.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "clients/reference/mutant.h"
#include "clients/reference/network.h"
#include "clients/reference/paging.h"
#include "clients/reference/room.h"
#include "clients/reference/timers.h"
#include "harness/base/json.h"
#include "harness/base/result.h"

namespace deadair::reference {

// Goes back through /messages from where a timeline begins to what the room has seen already, or
// to its beginning. One at a time.
class GapFill {
 public:
  // `complete` is false where a page could not be had, or the gap is longer than the limit.
  using Then = std::function<void(std::vector<json::Value> oldest_first, bool complete)>;

  GapFill(Network& network, Timers& timers, const Room& room, std::string room_id, Mutant mutant)
      : network_(network),
        timers_(timers),
        room_(room),
        room_id_(std::move(room_id)),
        mutant_(mutant) {}

  void start(const std::string& from, std::string to, Then then);

 private:
  void next_page(const std::string& from);
  void take(const Result<json::Value>& page);
  void finish(bool complete);

  Network& network_;
  Timers& timers_;
  const Room& room_;
  std::string room_id_, to_;
  Mutant mutant_;
  Then then_;
  Paging paging_{0};
};

}  // namespace deadair::reference
