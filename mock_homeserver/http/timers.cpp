// Deadlines of many connections, the earliest at hand.
#include "mock_homeserver/http/timers.h"

namespace deadair::http {

void Timers::set(std::uint64_t id, Entry& entry, std::int64_t due_ms) {
  entry.due_ms = due_ms;
  if (entry.in_set && entry.asked_ms <= due_ms) return;
  remove(id, entry);
  entry.asked_ms = due_ms;
  entry.in_set = true;
  entries_.emplace(due_ms, id);
}

void Timers::remove(std::uint64_t id, Entry& entry) {
  if (entry.in_set) entries_.erase({entry.asked_ms, id});
  entry.in_set = false;
}

std::optional<std::int64_t> Timers::next_ms() const {
  if (entries_.empty()) return std::nullopt;
  return entries_.begin()->first;
}

std::vector<std::uint64_t> Timers::take(std::int64_t now_ms) {
  std::vector<std::uint64_t> ids;
  while (!entries_.empty() && entries_.begin()->first <= now_ms) {
    ids.push_back(entries_.begin()->second);
    entries_.erase(entries_.begin());
  }
  return ids;
}

}  // namespace deadair::http
