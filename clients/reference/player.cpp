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
  if (mutant_ == Mutant::wants_chunk_to_play && broadcast_.playlist().size() == 0) return true;
  switch (state_) {
    case PlayerState::ended:
      if (mutant_ == Mutant::plays_once) return true;
      start_over();
      return true;
    case PlayerState::idle: start_over(); return true;
    case PlayerState::paused: return resume();
    case PlayerState::buffering:
    case PlayerState::playing:
      if (mutant_ != Mutant::play_starts_over) return true;
      silence(false);
      start_over();
      return true;
  }
  return false;
}

void Player::start_over() {
  done_ = mutant_ == Mutant::skips_first_chunk ? 1 : 0;
  if (mutant_ == Mutant::starts_ended_at_newest && broadcast_.ended() &&
      broadcast_.playlist().last()) {
    done_ = broadcast_.playlist().last()->sequence - 1;
  }
  gap_waited_.reset();
  gap_asked_ = 0;
  if (mutant_ != Mutant::error_stays) error_.clear();
  state_ = PlayerState::buffering;
  // What failed before may work now.
  for (const PlaylistChunk& chunk : broadcast_.playlist().in_order()) {
    MediaState& media = broadcast_.find(chunk.event_id)->media;
    if (media == MediaState::failed && mutant_ == Mutant::failed_stays_failed) continue;
    if (media != MediaState::ready) media = MediaState::pending;
    Chunk& whole = *broadcast_.find(chunk.event_id);
    if (mutant_ == Mutant::loads_all_at_once && !whole.loading) {
      whole.loading = supplier_.load(broadcast_, whole);
    }
  }
  asking_ = true;
  asked_ended_ = broadcast_.ended();
  supplier_.ask_history(broadcast_);
  go_on();
}

bool Player::pause() {
  if (state_ != PlayerState::playing && state_ != PlayerState::buffering) return false;
  if (current_) {
    current_->offset_ms = mutant_ == Mutant::pause_forgets_offset ? 0 : offset_now_ms();
    current_->sounding = false;
  }
  timers_.cancel(sound_timer_);
  timers_.cancel(gap_timer_);
  state_ = PlayerState::paused;
  return true;
}

bool Player::resume() {
  if (state_ == PlayerState::idle && mutant_ == Mutant::resume_plays) return play();
  if (state_ != PlayerState::paused) return false;
  if (mutant_ == Mutant::resume_starts_over) {
    silence(false);
    start_over();
    return true;
  }
  state_ = PlayerState::buffering;
  go_on();
  return true;
}

bool Player::stop() {
  if (state_ == PlayerState::idle) return false;
  if (mutant_ == Mutant::stop_keeps_sounding) return true;
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
  const bool is_back = position_ms < this->position_ms().value_or(0);
  if (mutant_ == Mutant::seek_does_nothing) return true;
  if (mutant_ == Mutant::seek_goes_forward_only && is_back) return true;
  silence(false);
  timers_.cancel(gap_timer_);
  speaker_.sought(broadcast_, position_ms);
  gap_waited_.reset();
  if (mutant_ == Mutant::reloads_on_seek) {
    broadcast_.find(place->chunk.event_id)->media = MediaState::pending;
  }
  done_ = place->chunk.sequence - 1;
  current_ =
      Current{place->chunk.event_id, place->chunk.sequence, place->offset_ms, 0, false, false};
  if (state_ == PlayerState::paused && mutant_ != Mutant::seek_resumes) return true;
  state_ = PlayerState::buffering;
  go_on();
  return true;
}

void Player::reconsider() {
  reconsider_as_mutant();
  if (current_ && broadcast_.find(current_->event_id) == nullptr) {
    const std::int64_t sequence = current_->sequence;
    const bool was_heard = current_->begun;
    silence(false);
    if (was_heard) done_ = sequence;
    if (state_ == PlayerState::playing) state_ = PlayerState::buffering;
  }
  if (state_ == PlayerState::ended && broadcast_.playlist().next(done_) &&
      mutant_ != Mutant::ended_is_final) {
    state_ = PlayerState::buffering;
  }
  const bool is_stuck = mutant_ == Mutant::stuck_after_resume && !current_ &&
                        broadcast_.standing().state == msc3888::State::resumed;
  if (state_ == PlayerState::buffering && !is_stuck) go_on();
}

// What only faulty variants make of a change.
void Player::reconsider_as_mutant() {
  const msc3888::Playlist& playlist = broadcast_.playlist();
  const bool is_waiting = state_ == PlayerState::buffering;
  if (mutant_ == Mutant::ends_at_stop && broadcast_.ended() && !asked_ended_ &&
      (is_waiting || state_ == PlayerState::playing)) {
    silence(false);
    done_ = playlist.last() ? playlist.last()->sequence : 0;
    state_ = PlayerState::ended;
  }
  if (mutant_ == Mutant::new_chunk_resumes && state_ == PlayerState::paused &&
      playlist.next(done_ + 1)) {
    state_ = PlayerState::buffering;
  }
  if (mutant_ == Mutant::load_resumes && state_ == PlayerState::paused && current_ &&
      !current_->begun && broadcast_.find(current_->event_id)->media == MediaState::ready) {
    state_ = PlayerState::buffering;
  }
  if (mutant_ == Mutant::ends_while_paused && state_ == PlayerState::paused && broadcast_.ended()) {
    silence(false);
    state_ = PlayerState::ended;
  }
  if (mutant_ == Mutant::cut_by_next_chunk && is_waiting && current_ &&
      playlist.next(current_->sequence)) {
    give_up_current("");
  }
  if (mutant_ == Mutant::goes_back_for_late_chunk && gap_waited_ && playlist.at(*gap_waited_ + 1)) {
    silence(false);
    done_ = *gap_waited_;
    gap_waited_.reset();
    if (state_ == PlayerState::playing) state_ = PlayerState::buffering;
  }
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
        if (mutant_ == Mutant::ends_at_bad_chunk) {
          silence(false);
          state_ = PlayerState::ended;
          return;
        }
        give_up_current("a part cannot be played");
        break;
    }
  }
}

// Makes the next chunk the current one; false where there is none yet, or none any more.
bool Player::choose_next() {
  std::optional<PlaylistChunk> next = broadcast_.playlist().next(done_);
  if (mutant_ == Mutant::jumps_to_newest && next && !broadcast_.ended()) {
    next = broadcast_.playlist().last();
    done_ = next->sequence - 1;
  }
  if (!next || ends_before(*next)) {
    if (pass_end()) state_ = PlayerState::ended;
    return false;
  }
  if (next->sequence > done_ + 1 && !pass_gap()) return false;
  timers_.cancel(gap_timer_);
  current_ = Current{next->event_id, next->sequence, 0, 0, false, false};
  return true;
}

// Whether only a faulty variant takes what it heard last for the end.
bool Player::ends_before(const PlaylistChunk& next) const {
  const std::optional<std::int64_t> last = broadcast_.standing().last_chunk_sequence;
  if (mutant_ == Mutant::holds_back_after_pause &&
      broadcast_.standing().state == msc3888::State::paused) {
    return last && next.sequence > *last;
  }
  if (!broadcast_.ended()) return false;
  switch (mutant_) {
    case Mutant::stops_at_announced_end:
    case Mutant::stops_at_pause_count: return last && next.sequence > *last;
    case Mutant::ends_without_count: return !last;
    case Mutant::ends_at_gap: return next.sequence > done_ + 1;
    default: return false;  // every other variant
  }
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
  const std::optional<std::int64_t> last = broadcast_.standing().last_chunk_sequence;
  const std::size_t held = broadcast_.playlist().size();
  if (mutant_ == Mutant::ends_on_equality) return last == done_;
  if (mutant_ == Mutant::counts_chunks && !last) return static_cast<std::int64_t>(held) == done_;
  if (mutant_ == Mutant::buffers_without_chunks && held == 0) return false;
  if (last.value_or(0) <= done_) return true;
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
    if (mutant_ != Mutant::error_stays) error_.clear();
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
  if (mutant_ == Mutant::position_in_whole_chunks) return 0;
  const std::int64_t passed_ms = current_->sounding ? timers_.now_ms() - current_->since_ms : 0;
  return current_->offset_ms + passed_ms;
}

std::optional<std::int64_t> Player::position_ms() const {
  if (state_ == PlayerState::idle) return std::nullopt;
  const msc3888::Playlist& playlist = broadcast_.playlist();
  if (!current_) return playlist.position_of(done_ + 1);
  const std::optional<PlaylistChunk> chunk = playlist.at(current_->sequence);
  if (mutant_ == Mutant::position_past_end) {
    return playlist.position_of(current_->sequence) + offset_now_ms();
  }
  const std::int64_t length_ms = chunk ? chunk->duration_ms : 0;
  return playlist.position_of(current_->sequence) + std::min(offset_now_ms(), length_ms);
}

}  // namespace deadair::reference
