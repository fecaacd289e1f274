// One session of the client: a user in a room, from login to the end.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "clients/reference/history.h"
#include "clients/reference/media.h"
#include "clients/reference/mutant.h"
#include "clients/reference/network.h"
#include "clients/reference/player.h"
#include "clients/reference/room.h"
#include "clients/reference/sound.h"
#include "clients/reference/sync_loop.h"
#include "clients/reference/timers.h"
#include "harness/base/result.h"

namespace deadair::reference {

// What the user perceives: sound and notifications. Outlives sessions.
class User : public Speaker {
 public:
  virtual void notify(const std::string& event_id) = 0;
};

// All of it runs on one thread; only the network has others, and hands its answers over when asked
// to. Waits for the network are bounded in real time, so that a server that never answers leaves
// the client able to say so.
class Session final : private Room::Watcher, private Supplier {
 public:
  Session(std::unique_ptr<Network> network, std::string room_id, User& user, Decoder& decoder,
          Mutant mutant, SyncForm form);

  // Syncs for the first time; time passes as far as retries need it.
  [[nodiscard]] Status open();
  // Waits until that token was polled with and nothing is loading; timers may be pending.
  [[nodiscard]] Status settle(const std::string& sync_token);
  // No timer is pending: the passing of time alone will change nothing.
  [[nodiscard]] bool idle() const { return !timers_.next_due_ms(); }
  // Lets logical time pass, with all that it causes.
  void advance(std::int64_t ms);
  // Applies what has come in; returns at once.
  void catch_up() { network_->deliver(0); }

  void redact(const std::string& event_id);
  // Falls silent and gives the token back; syncing ends when the server has taken it.
  void log_out();
  // nullptr where there is no such broadcast.
  [[nodiscard]] Player* player(const std::string& broadcast_id);
  [[nodiscard]] Room& room() { return room_; }
  [[nodiscard]] int descriptor() const { return network_->descriptor(); }

 private:
  void changed(Broadcast& broadcast) override;
  void gone(Broadcast& broadcast) override;
  void start_missing(const std::string& event_id) override;
  void first_chunk(const std::string& event_id) override;
  [[nodiscard]] bool load(const Broadcast& broadcast, const Chunk& chunk) override;
  void ask_history(const Broadcast& broadcast) override;

  void ask_all_history();
  // Nothing is under way that will come without new events or more time.
  [[nodiscard]] bool at_rest() const;
  bool deliver_until(const std::function<bool()>& condition);

  User& user_;
  Mutant mutant_;
  std::string room_id_;
  Timers timers_;
  std::unique_ptr<Network> network_;
  Room room_;
  History history_;
  Media media_;
  SyncLoop sync_;
  std::map<std::string, Player> players_;  // by broadcast
  int transactions_ = 0;
};

}  // namespace deadair::reference
