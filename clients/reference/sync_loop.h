// The sync loop: polls, applies what came, polls again; waits on the logical clock after a failure.
#pragma once

#include <deque>
#include <functional>
#include <string>
#include <string_view>

#include "clients/reference/gap_fill.h"
#include "clients/reference/mutant.h"
#include "clients/reference/network.h"
#include "clients/reference/room.h"
#include "clients/reference/sync_form.h"
#include "clients/reference/timers.h"

namespace deadair::reference {

class SyncLoop {
 public:
  // `history_lost` is called where a gap could not be filled: ask for each broadcast itself.
  SyncLoop(Network& network, Timers& timers, Room& room, std::string room_id, Mutant mutant,
           SyncForm form, std::function<void()> history_lost);

  void start() { poll(0); }
  // What an answer to the open poll says of the room, its token not empty; the next one is asked
  // then.
  void take(SyncNews news);

  [[nodiscard]] bool first_applied() const { return !since_.empty(); }
  // The session is over; nothing will be asked any more.
  [[nodiscard]] bool ended() const { return ended_; }
  // After a failure, until the next try.
  [[nodiscard]] bool waiting() const { return retry_ != 0; }
  // A poll is out whose answer comes at once, whether or not there is anything new.
  [[nodiscard]] bool catching_up() const { return catching_up_; }
  // Whether that token was polled with; its data is applied then.
  [[nodiscard]] bool has_used(std::string_view token) const;

 private:
  void poll(std::int64_t timeout_ms);
  void take(const Answer& answer);
  void fail(const Answer& answer);
  [[nodiscard]] bool dies_of(const Answer& answer) const;
  void apply(const SyncNews& news, std::vector<json::Value> gap);

  Network& network_;
  Timers& timers_;
  Room& room_;
  std::string room_id_;
  Mutant mutant_;
  SyncForm form_;
  std::function<void()> history_lost_;
  GapFill gap_fill_;
  std::string since_;
  std::deque<std::string> used_;  // tokens, the newest last
  int failures_ = 0;              // in a row
  Timers::Id retry_ = 0;
  bool catching_up_ = false;
  bool ended_ = false;
};

}  // namespace deadair::reference
