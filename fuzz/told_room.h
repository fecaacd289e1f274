// The reference client's room, told a history as its deliveries say, and then the rest by request.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "clients/reference/room.h"
#include "harness/told/staged.h"

namespace deadair::fuzz {

using told::StagedBatch;

class ToldRoom final : private reference::Room::Watcher {
 public:
  explicit ToldRoom(const std::vector<StagedBatch>& history);

  [[nodiscard]] reference::Room& room() { return room_; }
  // Events that nothing has brought, and starts that were fetched, whose place is not known.
  [[nodiscard]] bool may_not_know(const std::string& event_id) const {
    return unseen_.contains(event_id);
  }

 private:
  void changed(reference::Broadcast& /*broadcast*/) override {}
  void gone(reference::Broadcast& /*broadcast*/) override {}
  void start_missing(const std::string& event_id) override { missing_.push_back(event_id); }
  void first_chunk(const std::string& /*event_id*/) override {}

  void deliver(const StagedBatch& batch);
  void deliver_as_state(const StagedBatch& batch);
  void fetch_missing(const std::vector<StagedBatch>& history);
  void fetch_related(const std::vector<StagedBatch>& history, const std::string& started_id);

  std::vector<std::string> missing_;
  std::set<std::string> unseen_, redacted_;
  reference::Room room_{reference::Mutant::none, *this};
};

}  // namespace deadair::fuzz
