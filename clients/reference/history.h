// What the timeline did not show: the relations of a broadcast, and started events by their ID.
#pragma once

#include <functional>
#include <map>
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

class History {
 public:
  History(Network& network, Timers& timers, Room& room, std::string room_id, Mutant mutant)
      : network_(network),
        timers_(timers),
        room_(room),
        room_id_(std::move(room_id)),
        mutant_(mutant) {}

  // Reads all pages of /relations into the room, then calls `then`, whether or not all could be
  // had. Asked again while it is being answered, it is asked once.
  void ask(const std::string& started_id, std::function<void()> then);
  // Fetches a started event, and then its relations.
  void find_started(const std::string& event_id);

 private:
  struct Asking {
    Paging paging;
    std::vector<std::function<void()>> waiting;
  };

  void next_page(const std::string& started_id, const std::string& from);
  void take(const std::string& started_id, const Result<json::Value>& page);
  void finish(const std::string& started_id);

  Network& network_;
  Timers& timers_;
  Room& room_;
  std::string room_id_;
  Mutant mutant_;
  std::map<std::string, Asking> asking_;  // by started event
};

}  // namespace deadair::reference
