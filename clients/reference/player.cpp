// Plays one broadcast in virtual time.
#include "clients/reference/player.h"

#include <algorithm>

#include "harness/base/check.h"

namespace deadair::reference {

using msc3888::PlaylistChunk;

std::string_view name_of(PlayerState state) {
  switch (state) {
    case PlayerState::idle: return "idle";
    case PlayerState::buffering: return "buffering";
    case PlayerState::playing: return "playing";
    case PlayerState::paused: return "paused";
    case PlayerState::ended: return "ended";
  }
  DEADAIR_CHECK(false, std::to_string(static_cast<int>(state)));
}

Player::Player(Broadcast& broadcast, Timers& timers, Supplier& supplier, Speaker& speaker,
               Mutant mutant)
    : broadcast_(broadcast),
      timers_(timers),
      supplier_(supplier),
      speaker_(speaker),
      mutant_(mutant) {}

Player::~Player() {
  silence(false);
  timers_.cancel(gap_timer_);
}

bool Player::play() {
  switch (state_) {
    case PlayerState::idle:
    case PlayerState::ended: start_over(); return true;
    case PlayerState::paused: return resume();
    case PlayerState::buffering:
    case PlayerState::playing: return true;
  }
  return false;
}

void Player::start_over() {
  done_ = 0;
  gap_waited_.reset();
  gap_asked_ = 0;
  error_.clear();
  state_ = PlayerState::buffering;
  // What failed before may work now.
  for (const PlaylistChunk& chunk : broadcast_.playlist().in_order()) {
    MediaState& media = broadcast_.find(chunk.event_id)->media;
    if (media != MediaState::ready) media = MediaState::pending;
  }
  asking_ = true;
  asked_ended_ = broadcast_.ended();
  supplier_.ask_history(broadcast_);
  go_on();
}

bool Player::pause() {
  if (state_ != PlayerState::playing && state_ != PlayerState::buffering) return false;
  if (current_) {
    current_->offset_ms = offset_now_ms();
    current_->sounding = false;
  }
  timers_.cancel(sound_timer_);
  timers_.cancel(gap_timer_);
  state_ = PlayerState::paused;
  return true;
}

bool Player::resume() {
  if (state_ != PlayerState::paused) return false;
  state_ = PlayerState::buffering;
  go_on();
  return true;
}

bool Player::stop() {
  if (state_ == PlayerState::idle) return false;
  silence(false);
  timers_.cancel(gap_timer_);
  error_.clear();
  state_ = PlayerState::idle;
  return true;
}

bool Player::seek(std::int64_t position_ms) {
  if (state_ == PlayerState::idle || state_ == PlayerState::ended || position_ms < 0) return false;
  const auto place = broadcast_.playlist().find_position(position_ms);
  if (!place) return false;
  silence(false);
  timers_.cancel(gap_timer_);
  speaker_.sought(broadcast_, position_ms);
  gap_waited_.reset();
  done_ = place->chunk.sequence - 1;
  current_ =
      Current{place->chunk.event_id, place->chunk.sequence, place->offset_ms, 0, false, false};
  if (state_ == PlayerState::paused) return true;
  state_ = PlayerState::buffering;
  go_on();
  return true;
}

void Player::reconsider() {
  if (current_ && broadcast_.find(current_->event_id) == nullptr) {
    const std::int64_t sequence = current_->sequence;
    const bool was_heard = current_->begun;
    silence(false);
    if (was_heard) done_ = sequence;
    if (state_ == PlayerState::playing) state_ = PlayerState::buffering;
  }
  if (state_ == PlayerState::ended && broadcast_.playlist().next(done_)) {
    state_ = PlayerState::buffering;
  }
  if (state_ == PlayerState::buffering) go_on();
}

void Player::take_history() {
  asking_ = false;
  reconsider();
}

// Finds what to do next, until something sounds, is on its way, or there is nothing to do.
void Player::go_on() {
  while (current_ || choose_next()) {
    Chunk& chunk = *broadcast_.find(current_->event_id);
    switch (chunk.media) {
      case MediaState::ready: return sound(chunk);
      case MediaState::pending:
        state_ = PlayerState::buffering;
        if (chunk.loading) return;
        chunk.loading = supplier_.load(broadcast_, chunk);
        if (chunk.loading) return;
        chunk.media = MediaState::failed;
        break;
      case MediaState::undecryptable: give_up_current("a part cannot be decrypted"); break;
      case MediaState::failed:
        if (mutant_ == Mutant::stuck_on_bad_media) return;
        give_up_current("a part cannot be played");
        break;
    }
  }
}

// Makes the next chunk the current one; false where there is none yet, or none any more.
bool Player::choose_next() {
  const std::optional<PlaylistChunk> next = broadcast_.playlist().next(done_);
  const std::optional<std::int64_t> last = broadcast_.standing().last_chunk_sequence;
  if (!next || (mutant_ == Mutant::stops_at_announced_end && broadcast_.ended() && last &&
                next->sequence > *last)) {
    if (pass_end()) state_ = PlayerState::ended;
    return false;
  }
  if (next->sequence > done_ + 1 && !pass_gap()) return false;
  timers_.cancel(gap_timer_);
  current_ = Current{next->event_id, next->sequence, 0, 0, false, false};
  return true;
}

// Whether to go on without the chunks that are missing behind the last one. Of a live broadcast
// they may still come: the server is asked, and they are waited for. Of one that ended they will
// not: the server is asked once.
bool Player::pass_gap() {
  state_ = PlayerState::buffering;
  const bool ended = broadcast_.ended();
  if (ended ? !asked_ended_ : gap_asked_ != done_) {
    gap_asked_ = done_;
    asked_ended_ = ended;
    asking_ = true;
    supplier_.ask_history(broadcast_);
  }
  if (ended) return !asking_ && mutant_ != Mutant::endless_gap;
  if (gap_waited_ == done_) return true;
  if (gap_timer_ == 0) {
    gap_timer_ = timers_.after(gap_wait_ms, [this] {
      gap_timer_ = 0;
      gap_waited_ = done_;
      reconsider();
    });
  }
  return false;
}

// Whether it is over, now that nothing is held behind the last chunk.
bool Player::pass_end() {
  state_ = PlayerState::buffering;
  if (!broadcast_.ended()) return false;
  const bool more_announced = broadcast_.standing().last_chunk_sequence.value_or(0) > done_;
  if (!more_announced) return true;
  if (!asked_ended_) {
    asked_ended_ = true;
    asking_ = true;
    supplier_.ask_history(broadcast_);
  }
  return !asking_ && mutant_ != Mutant::endless_buffering;
}

void Player::sound(const Chunk& chunk) {
  state_ = PlayerState::playing;
  current_->sounding = true;
  current_->since_ms = timers_.now_ms();
  const std::int64_t rest_ms =
      std::max<std::int64_t>(chunk.sounding_ms - current_->offset_ms, 1) - 1;
  sound_timer_ = timers_.after(1, [this, rest_ms] {
    if (!current_->begun) speaker_.begin(broadcast_, *broadcast_.find(current_->event_id));
    current_->begun = true;
    error_.clear();
    sound_timer_ = timers_.after(rest_ms, [this] {
      done_ = current_->sequence;
      silence(true);
      go_on();
    });
  });
}

// Ends the current chunk, wherever it is.
void Player::silence(bool complete) {
  timers_.cancel(sound_timer_);
  if (current_ && current_->begun) speaker_.end(broadcast_, complete);
  current_.reset();
}

void Player::give_up_current(const std::string& why) {
  error_ = why;
  done_ = current_->sequence;
  silence(false);
}

std::int64_t Player::offset_now_ms() const {
  const std::int64_t passed_ms = current_->sounding ? timers_.now_ms() - current_->since_ms : 0;
  return current_->offset_ms + passed_ms;
}

std::optional<std::int64_t> Player::position_ms() const {
  if (state_ == PlayerState::idle) return std::nullopt;
  const msc3888::Playlist& playlist = broadcast_.playlist();
  if (!current_) return playlist.position_of(done_ + 1);
  const std::optional<PlaylistChunk> chunk = playlist.at(current_->sequence);
  const std::int64_t length_ms = chunk ? chunk->duration_ms : 0;
  return playlist.position_of(current_->sequence) + std::min(offset_now_ms(), length_ms);
}

}  // namespace deadair::reference
