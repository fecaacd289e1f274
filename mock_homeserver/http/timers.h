// Deadlines of many connections, the earliest at hand.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace deadair::http {

// One entry a connection. Moving a deadline back costs nothing until the old one is reached, since
// almost every request does that.
class Timers {
 public:
  // Where the entry of one connection stands; kept with the connection.
  struct Entry {
    std::int64_t due_ms = 0;    // the deadline
    std::int64_t asked_ms = 0;  // when the set will next bring it up, never after due_ms
    bool in_set = false;
  };

  void set(std::uint64_t id, Entry& entry, std::int64_t due_ms);
  void remove(std::uint64_t id, Entry& entry);
  // When the earliest entry comes up; it may turn out not to be due.
  [[nodiscard]] std::optional<std::int64_t> next_ms() const;
  // Takes out what comes up until now. Those that are not due yet must be set again.
  [[nodiscard]] std::vector<std::uint64_t> take(std::int64_t now_ms);

 private:
  std::set<std::pair<std::int64_t, std::uint64_t>> entries_;
};

}  // namespace deadair::http
