// Logical time: timers in the order in which they are due.
#include "clients/reference/timers.h"

#include <algorithm>
#include <string>

#include "harness/base/check.h"

namespace deadair::reference {

Timers::Id Timers::after(std::int64_t ms, std::function<void()> fire) {
  const Id id = ++last_id_;
  timers_.emplace(Timer{now_ms_ + std::max<std::int64_t>(ms, 0), id}, std::move(fire));
  return id;
}

void Timers::cancel(Id& id) {
  const auto same = [&](const auto& entry) { return entry.first.id == id; };
  const auto found = std::find_if(timers_.begin(), timers_.end(), same);
  if (found != timers_.end()) timers_.erase(found);
  id = 0;
}

std::optional<std::int64_t> Timers::next_due_ms() const {
  if (timers_.empty()) return std::nullopt;
  return timers_.begin()->first.due_ms;
}

void Timers::fire_next() {
  DEADAIR_CHECK(!timers_.empty(), std::string("no timer is set"));
  auto first = timers_.extract(timers_.begin());
  now_ms_ = std::max(now_ms_, first.key().due_ms);
  first.mapped()();
}

void Timers::move_to(std::int64_t ms) {
  DEADAIR_CHECK(!next_due_ms() || *next_due_ms() >= ms, std::to_string(ms));
  now_ms_ = std::max(now_ms_, ms);
}

}  // namespace deadair::reference
