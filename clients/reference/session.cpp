// One session of the client.
#include "clients/reference/session.h"

#include <algorithm>
#include <utility>

#include "clients/reference/retry.h"
#include "clients/reference/targets.h"
#include "harness/base/clock.h"

namespace deadair::reference {
namespace {

constexpr std::int64_t real_wait_ms_max = 8000;
constexpr std::int64_t real_look_ms = 5;  // a connection may come to rest without an answer
constexpr int first_sync_tries_max = 20;

}  // namespace

Session::Session(std::unique_ptr<Network> network, std::string room_id, User& user,
                 Decoder& decoder, Mutant mutant, SyncForm form)
    : user_(user),
      mutant_(mutant),
      room_id_(std::move(room_id)),
      network_(std::move(network)),
      room_(mutant, *this),
      history_(*network_, timers_, room_, room_id_, mutant),
      media_(*network_, timers_, decoder, mutant),
      sync_(*network_, timers_, room_, room_id_, mutant, form, [this] { ask_all_history(); }) {}

Status Session::open() {
  sync_.start();
  const auto applied = [this] { return sync_.first_applied() || sync_.ended(); };
  const auto stuck = [&] { return applied() || (at_rest() && timers_.next_due_ms()); };
  const int most = mutant_ == Mutant::first_sync_must_work ? 1 : first_sync_tries_max;
  for (int tries = 0; tries < most; ++tries) {
    if (!deliver_until(stuck)) return Error{"session.silent", "", "no answer to the first sync"};
    if (sync_.ended()) return Error{"session.denied", "", "the token is not accepted"};
    if (applied()) return Done{};
    timers_.fire_next();
  }
  return Error{"session.failing", "", "the first sync failed again and again"};
}

Status Session::settle(const std::string& sync_token) {
  const auto applied = [&] {
    return sync_token.empty() || sync_.has_used(sync_token) || sync_.ended() || sync_.waiting();
  };
  if (deliver_until([&] { return applied() && at_rest(); })) return Done{};
  if (!applied()) return Error{"session.settle", "", "never given the token " + sync_token};
  return Error{"session.settle", "", "the server does not answer"};
}

void Session::advance(std::int64_t ms) {
  const std::int64_t until_ms = timers_.now_ms() + ms;
  const auto rests = [this] { return at_rest(); };
  bool answering = deliver_until(rests);
  while (timers_.next_due_ms().value_or(until_ms + 1) <= until_ms) {
    timers_.fire_next();
    if (answering) answering = deliver_until(rests);
  }
  timers_.move_to(until_ms);
}

void Session::redact(const std::string& event_id) {
  const std::string transaction = "redact" + std::to_string(++transactions_);
  fetch<json::Value>(*network_, timers_,
                     {"PUT", redact_target(room_id_, event_id, transaction), "{}"}, read_json,
                     [](const Result<json::Value>&) {});
}

void Session::log_out() {
  for (auto& [id, player] : players_) static_cast<void>(player.stop());
  fetch<json::Value>(*network_, timers_, {"POST", logout_target(), "{}"}, read_json,
                     [](const Result<json::Value>&) {});
}

Player* Session::player(const std::string& broadcast_id) {
  const auto found = players_.find(broadcast_id);
  return found == players_.end() ? nullptr : &found->second;
}

void Session::changed(Broadcast& broadcast) {
  Supplier& supplier = *this;
  const auto entry =
      players_.try_emplace(broadcast.id(), broadcast, timers_, supplier, user_, mutant_).first;
  entry->second.reconsider();
}

void Session::gone(Broadcast& broadcast) { players_.erase(broadcast.id()); }

void Session::start_missing(const std::string& event_id) { history_.find_started(event_id); }

void Session::first_chunk(const std::string& event_id) { user_.notify(event_id); }

bool Session::load(const Broadcast& broadcast, const Chunk& chunk) {
  const auto note = [this, id = broadcast.id(), event_id = chunk.event.envelope.event_id](
                        MediaState state, std::int64_t sounding_ms) {
    Broadcast* owner = room_.find(id);
    Chunk* loaded = owner == nullptr ? nullptr : owner->find(event_id);
    if (loaded == nullptr) return;
    loaded->loading = false;
    loaded->media = state;
    loaded->sounding_ms = sounding_ms;
    player(id)->reconsider();
  };
  return media_.load(chunk.event, note);
}

void Session::ask_history(const Broadcast& broadcast) {
  history_.ask(broadcast.id(), [this, id = broadcast.id()] {
    if (Player* asker = player(id)) asker->take_history();
  });
}

void Session::ask_all_history() {
  for (const std::string& id : room_.started_in_order()) {
    if (room_.find(id) != nullptr) history_.ask(id, [] {});
  }
}

bool Session::at_rest() const {
  return network_->open_requests(Lane::loads) == 0 && !sync_.catching_up() &&
         !network_->answering(Lane::poll);
}

bool Session::deliver_until(const std::function<bool()>& condition) {
  SystemClock clock;
  const std::int64_t deadline_ms = clock.now_ms() + real_wait_ms_max;
  while (!condition()) {
    const std::int64_t left_ms = deadline_ms - clock.now_ms();
    if (left_ms <= 0) return false;
    network_->deliver(std::min(left_ms, real_look_ms));
  }
  return true;
}

}  // namespace deadair::reference
