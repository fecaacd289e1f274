// Spans of the trace in which the client saw nothing of the room.
#include "harness/judge/absence.h"

#include <algorithm>
#include <iterator>
#include <limits>

namespace deadair::judge {

namespace {

constexpr std::size_t open_end = std::numeric_limits<std::size_t>::max();

}  // namespace

void Absence::leaves_room(std::size_t at) {
  begin(at);
  outside_ = true;
}

void Absence::joins_room(std::size_t at) {
  outside_ = false;
  end(at);
}

void Absence::loses_session(std::size_t at) {
  begin(at);
  logged_out_ = true;
  logged_in_at_.reset();
}

void Absence::logs_in(std::size_t at) { logged_in_at_ = at; }

void Absence::syncs(std::size_t began, std::size_t at) {
  if (logged_out_ && (!logged_in_at_ || began <= *logged_in_at_)) return;
  logged_out_ = false;
  end(at);
}

const Absence::Span* Absence::around(std::size_t at) const {
  const auto next =
      std::upper_bound(spans_.begin(), spans_.end(), at,
                       [](std::size_t one, const Span& span) { return one < span.from; });
  if (next == spans_.begin()) return nullptr;
  const Span& span = *std::prev(next);
  return at < span.until ? &span : nullptr;
}

bool Absence::covers(std::size_t at) const { return around(at) != nullptr; }

bool Absence::back_between(std::size_t at, std::size_t until) const {
  const Span* const span = around(at);
  return span == nullptr || span->until < until;
}

void Absence::begin(std::size_t at) {
  if (outside_ || logged_out_) return;
  const std::size_t before = spans_.empty() ? 0 : spans_.back().until;
  spans_.push_back({std::max(at, before), open_end});
}

void Absence::end(std::size_t at) {
  if (outside_ || logged_out_ || spans_.empty() || spans_.back().until != open_end) return;
  spans_.back().until = at;
}

}  // namespace deadair::judge
