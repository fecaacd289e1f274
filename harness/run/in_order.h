// Results that are finished out of order, handed on in order.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <map>
#include <mutex>

#include "harness/run/run.h"

namespace deadair::run {

// What results that wait here may hold together, about. A client makes a trace as long as it likes.
// Beside them each job may hold two more: one that finds no room here, and the next one.
inline constexpr std::size_t waiting_bytes_max = std::size_t{128} * 1024 * 1024;

// About how much memory a result takes.
[[nodiscard]] std::size_t weight_of(const Finished& finished);

// A gate behind which results stand in the order of the schedule. While one case hangs, the results
// of those behind it wait here, and when there is no more room, so do those who bring them, with
// what they bring.
class InOrder {
 public:
  // Takes a result whose turn it is, one call at a time, from the thread that brought what it
  // waited for; false ends all.
  using HandOn = std::function<bool(const Finished&)>;

  explicit InOrder(HandOn hand_on, std::size_t bytes_max = waiting_bytes_max);

  // Each position, from 0, once; of one thread the lower ones first. Comes back when the result was
  // handed on or waits here. The one whose turn it is finds room always.
  void deliver(std::size_t position, Finished finished);
  // From any thread, also from within HandOn: nothing is handed on any more, and nobody waits.
  void close();
  // Once all is closed and nobody delivers any more: what is here, in order, whatever is missing
  // between, and whatever HandOn returns.
  void hand_on_rest();
  // How many were handed on.
  [[nodiscard]] std::size_t handed_on() const;
  [[nodiscard]] bool has_room(std::size_t bytes) const;

 private:
  struct Waiting {
    Finished finished;
    std::size_t bytes = 0;
  };

  void hand_on_what_is_due(std::unique_lock<std::mutex>& lock);

  const HandOn hand_on_;
  const std::size_t bytes_max_;
  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  std::map<std::size_t, Waiting> waiting_;
  std::size_t bytes_ = 0;
  std::size_t turn_ = 0;
  std::size_t handed_on_ = 0;
  bool handing_ = false;  // a thread is at it
  bool closed_ = false;
};

}  // namespace deadair::run
