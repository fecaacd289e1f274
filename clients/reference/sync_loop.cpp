// The sync loop.
#include "clients/reference/sync_loop.h"

#include <algorithm>
#include <utility>

#include "clients/reference/retry.h"

namespace deadair::reference {
namespace {

constexpr std::int64_t poll_ms = 30000;
constexpr std::size_t used_tokens_max = 100;

}  // namespace

SyncLoop::SyncLoop(Network& network, Timers& timers, Room& room, std::string room_id, Mutant mutant,
                   SyncForm form, std::function<void()> history_lost)
    : network_(network),
      timers_(timers),
      room_(room),
      room_id_(std::move(room_id)),
      mutant_(mutant),
      form_(form),
      history_lost_(std::move(history_lost)),
      gap_fill_(network, timers, room, room_id_, mutant) {}

bool SyncLoop::has_used(std::string_view token) const {
  return std::find(used_.begin(), used_.end(), token) != used_.end();
}

void SyncLoop::poll(std::int64_t timeout_ms) {
  retry_ = 0;
  catching_up_ = timeout_ms == 0;
  used_.push_back(since_);
  if (used_.size() > used_tokens_max) used_.pop_front();
  network_.send(Lane::poll, sync_request(form_, room_id_, since_, timeout_ms),
                [this](const Answer& answer) { take(answer); });
}

void SyncLoop::take(const Answer& answer) {
  catching_up_ = false;
  if (answer.status == 401 && mutant_ == Mutant::knocks_after_logout) return poll(0);
  if (answer.status == 401) {
    ended_ = true;
    return;
  }
  if (is_token_lost(form_, answer)) since_.clear();
  const Result<json::Value> body = read_json(answer);
  SyncNews news = body.ok() ? read_sync(form_, *body, room_id_) : SyncNews();
  if (news.next.empty()) return fail(answer);
  take(std::move(news));
}

void SyncLoop::fail(const Answer& answer) {
  if (dies_of(answer)) return;
  if (mutant_ == Mutant::hammers_after_failure) return poll(0);
  const Answer& heeded = mutant_ == Mutant::ignores_wait ? Answer{} : answer;
  // The next try asks for an answer at once: whether it worked is known without waiting for news.
  retry_ = timers_.after(back_off_ms(heeded, failures_++), [this] { poll(0); });
}

// Which failed syncs are the last ones of a faulty variant.
bool SyncLoop::dies_of(const Answer& answer) const {
  switch (mutant_) {
    case Mutant::sync_dies_on_error: return true;
    case Mutant::sync_dies_on_cut: return answer.status == 0;
    case Mutant::sync_dies_on_limit: return answer.status == 429;
    case Mutant::sync_dies_on_bad_json: return answer.status == 200;
    default: return false;  // every other variant
  }
}

void SyncLoop::take(SyncNews news) {
  failures_ = 0;
  if (mutant_ == Mutant::stops_at_same_token && news.next == since_) return;
  if (!news.limited || mutant_ == Mutant::ignores_limited) return apply(news, {});
  const std::string from =
      mutant_ == Mutant::fills_gap_from_wrong_end ? since_ : std::string(news.prev_batch);
  // The token of a sliding sync is no place in the room's pages.
  const std::string to = form_ == SyncForm::v3 ? since_ : std::string();
  gap_fill_.start(
      from, to, [this, news = std::move(news), from](std::vector<json::Value> gap, bool complete) {
        apply(news, std::move(gap));
        if (mutant_ == Mutant::gap_given_up) return;
        if (!complete || from.empty()) history_lost_();
      });
}

// State stands for what was before the timeline begins, and after everything that was known.
void SyncLoop::apply(const SyncNews& news, std::vector<json::Value> gap) {
  const Room::Arrival arrival = since_.empty() ? Room::Arrival::history : Room::Arrival::news;
  if (mutant_ == Mutant::applies_gap_backwards) std::reverse(gap.begin(), gap.end());
  room_.append(gap, arrival);
  const auto append_state = [&] { room_.append(news.state, Room::Arrival::state); };
  const bool skips_state =
      mutant_ == Mutant::ignores_state_block || mutant_ == Mutant::state_block_last ||
      (mutant_ == Mutant::first_state_block_only && arrival == Room::Arrival::news);
  if (!skips_state) append_state();
  room_.append(news.timeline, arrival);
  if (mutant_ == Mutant::state_block_last) append_state();
  since_ = news.next;
  poll(poll_ms);
}

}  // namespace deadair::reference
