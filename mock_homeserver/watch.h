// What the client under test is doing, as far as its requests tell.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "harness/run/stage.h"

namespace deadair::mock {

class Watch {
 public:
  // A request has come. For a sync: `since` is the number of batches that the client has seen,
  // `token` the text that says so.
  void began(std::uint64_t exchange);
  void sync_began(std::uint64_t exchange, std::optional<std::size_t> since, std::string token = {});
  // The answer to the newest sync leaves events out: the client may ask for them, and wait before
  // it tries that again, before it polls.
  void sync_left_out();
  // A connection is closed behind a good answer: a poll that the client sends on it is lost, and
  // the client may wait before it tries again.
  void drops_connection();
  // The answer waits for an event (a sync) or for the scenario's release.
  void parked(std::uint64_t exchange);
  void held(std::uint64_t exchange);
  // The answer is on its way.
  void answering(std::uint64_t exchange);
  // The exchange is over. `failed`: the client got nothing that it can use. `counts`: something may
  // have changed by it.
  void ended(std::uint64_t exchange, bool failed, bool counts);

  // `newest`: number of batches that there are; `session_good`: the client's token is known.
  [[nodiscard]] run::Rest rest(std::size_t newest, bool session_good) const;
  // Its connection was closed behind the last answer to a sync, which it may not have read yet.
  [[nodiscard]] bool may_be_reading() const { return drops_connection_; }
  // The largest number of batches that a sync came with; nothing before the first one.
  [[nodiscard]] std::optional<std::size_t> acknowledged() const { return acknowledged_; }
  // The newest token of that many; empty before the first one.
  [[nodiscard]] const std::string& acknowledged_token() const { return acknowledged_token_; }
  [[nodiscard]] std::uint64_t answered() const { return answered_; }
  // Exchanges that wait for the scenario's release.
  [[nodiscard]] std::size_t held_back() const;
  void let_go();  // what is held back is about to be answered
  // Grows with everything that may change rest().
  [[nodiscard]] std::uint64_t changes() const { return changes_; }

 private:
  enum class Phase { open, parked, held };

  std::map<std::uint64_t, Phase> exchanges_;
  std::optional<std::uint64_t> newest_sync_;  // the exchange of the sync that came last
  bool sync_held_ = false;
  std::optional<std::size_t> since_;  // with which it came
  bool sync_failed_ = false;
  bool left_out_ = false;
  bool drops_connection_ = false;
  bool failed_last_ = false;  // the exchange that was over last, whatever it was
  std::optional<std::size_t> acknowledged_;
  std::string acknowledged_token_;
  std::uint64_t answered_ = 0;
  std::uint64_t changes_ = 0;
};

}  // namespace deadair::mock
