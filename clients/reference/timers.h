// Logical time: it stands still until it is moved, and every wait of the client is a timer on it.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <utility>

namespace deadair::reference {

class Timers {
 public:
  using Id = std::uint64_t;  // 0 is no timer

  [[nodiscard]] std::int64_t now_ms() const { return now_ms_; }

  // Calls `fire` when that much time has passed, never from inside this call.
  Id after(std::int64_t ms, std::function<void()> fire);
  // Forgets a timer and sets the ID to 0; a timer that fired, or none, is no error.
  void cancel(Id& id);

  // When the next timer is due; nothing where none is set.
  [[nodiscard]] std::optional<std::int64_t> next_due_ms() const;
  // Moves time to the next timer and fires it. Timers due at one moment fire in the order in which
  // they were set.
  void fire_next();
  // Moves time on; no timer may be due before.
  void move_to(std::int64_t ms);

 private:
  struct Timer {
    std::int64_t due_ms;
    Id id;
    auto operator<=>(const Timer&) const = default;  // NOLINT(modernize-use-nullptr)
  };
  std::int64_t now_ms_ = 0;
  Id last_id_ = 0;
  std::map<Timer, std::function<void()>> timers_;
};

}  // namespace deadair::reference
