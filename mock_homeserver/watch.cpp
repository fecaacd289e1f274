// Rest is derived from the exchanges that are open and from the last sync.
#include "mock_homeserver/watch.h"

#include <algorithm>
#include <utility>

namespace deadair::mock {

using run::Rest;

void Watch::began(std::uint64_t exchange) {
  exchanges_[exchange] = Phase::open;
  ++changes_;
}

void Watch::sync_began(std::uint64_t exchange, std::optional<std::size_t> since,
                       std::string token) {
  newest_sync_ = exchange;
  sync_held_ = false;
  sync_failed_ = false;
  left_out_ = false;
  drops_connection_ = false;
  since_ = since;
  if (since.has_value() && *since >= acknowledged_.value_or(0)) {
    acknowledged_ = since;
    acknowledged_token_ = std::move(token);
  }
  ++changes_;
}

void Watch::sync_left_out() { left_out_ = true; }
void Watch::drops_connection() { drops_connection_ = true; }

void Watch::parked(std::uint64_t exchange) {
  exchanges_[exchange] = Phase::parked;
  ++changes_;
}

void Watch::held(std::uint64_t exchange) {
  exchanges_[exchange] = Phase::held;
  if (newest_sync_ == exchange) sync_held_ = true;
  ++changes_;
}

void Watch::answering(std::uint64_t exchange) {
  exchanges_[exchange] = Phase::open;
  if (newest_sync_ == exchange) sync_held_ = false;
  ++changes_;
}

void Watch::ended(std::uint64_t exchange, bool failed, bool counts) {
  exchanges_.erase(exchange);
  failed_last_ = failed;
  // A poll that the client gave up after it had begun another one says nothing.
  if (newest_sync_ == exchange) {
    sync_held_ = false;
    sync_failed_ = failed;
  }
  if (counts) ++answered_;
  ++changes_;
}

std::size_t Watch::held_back() const {
  const auto is_held = [](const auto& exchange) { return exchange.second == Phase::held; };
  return static_cast<std::size_t>(std::count_if(exchanges_.begin(), exchanges_.end(), is_held));
}

void Watch::let_go() {
  for (auto& [exchange, phase] : exchanges_) {
    if (phase == Phase::held) phase = Phase::open;
  }
  sync_held_ = false;
  ++changes_;
}

Rest Watch::rest(std::size_t newest, bool session_good) const {
  for (const auto& [exchange, phase] : exchanges_) {
    if (phase == Phase::open) return Rest::busy;
    // Its refusal is on the way.
    if (phase == Phase::parked && !session_good) return Rest::busy;
  }
  if (!session_good || !newest_sync_.has_value()) return Rest::absent;
  if (sync_failed_) return Rest::away;
  // Nothing will change before the scenario lets the answer go.
  if (sync_held_) return Rest::resting;
  if (since_ == newest) return Rest::resting;
  // A poll that is open is about to be answered.
  if (exchanges_.contains(*newest_sync_)) return Rest::busy;
  // Without one, the client may be fetching what a sync left out before it goes on, and wait before
  // it tries that again; or its poll went to a connection that was being closed.
  const bool waits = drops_connection_ || (left_out_ && failed_last_);
  return waits ? Rest::away : Rest::busy;
}

}  // namespace deadair::mock
