// One broadcast as the client holds it.
#include "clients/reference/broadcast.h"

#include <algorithm>

#include "harness/base/check.h"

namespace deadair::reference {

using msc3888::ChunkEvent;

namespace {

constexpr std::size_t chunks_max = 20000;
constexpr std::int64_t total_ms_max = std::int64_t{1} << 60;  // sums stay far from overflow
constexpr std::int64_t text_place_min = 1000000000000000;     // 10, 100, 1 as text: 1, 10, 100

}  // namespace

std::string_view name_of(MediaState state) {
  switch (state) {
    case MediaState::pending: return "pending";
    case MediaState::ready: return "ready";
    case MediaState::failed: return "failed";
    case MediaState::undecryptable: return "undecryptable";
  }
  DEADAIR_CHECK(false, std::to_string(static_cast<int>(state)));
}

msc3888::Live Standing::live() const {
  return superseded ? msc3888::Live::ended : msc3888::live_of(state);
}

Broadcast::Broadcast(const msc3888::InfoEvent& started, Mutant mutant)
    : id_(started.envelope.event_id), sender_(started.envelope.sender), mutant_(mutant) {}

std::int64_t Broadcast::duration_ms() const {
  if (mutant_ != Mutant::counts_duplicates) return playlist_.duration_ms();
  std::int64_t sum_ms = 0;
  for (const auto& [id, chunk] : chunks_) {
    if (chunk.event.info) sum_ms += chunk.event.info->duration_ms.value_or(0);
  }
  return sum_ms;
}

const Chunk* Broadcast::find(std::string_view event_id) const {
  const auto found = chunks_.find(event_id);
  return found == chunks_.end() ? nullptr : &found->second;
}

Chunk* Broadcast::find(std::string_view event_id) {
  const auto found = chunks_.find(event_id);
  return found == chunks_.end() ? nullptr : &found->second;
}

bool Broadcast::stand(const Standing& standing) {
  if (standing == standing_) return false;
  standing_ = standing;
  playlist_.set_last_sequence(standing.last_chunk_sequence);
  playlist_.set_ended(ended());
  return true;
}

bool Broadcast::add(const ChunkEvent& chunk) {
  if (mutant_ == Mutant::foreign_chunks_take_place && chunk.envelope.sender != sender_) {
    chunks_.emplace(chunk.envelope.event_id, Chunk{chunk, MediaState::failed, false, 0});
  }
  if (chunk.envelope.sender != sender_ && !is_taken_for_sender(chunk.envelope.sender)) return false;
  if (turns_away(chunk)) return false;
  const std::int64_t duration_ms = chunk.info ? chunk.info->duration_ms.value_or(0) : 0;
  if (chunks_.size() >= chunks_max || playlist_.duration_ms() > total_ms_max - duration_ms) {
    return false;
  }
  const std::string& event_id = chunk.envelope.event_id;
  if (mutant_ == Mutant::plays_redelivery && playlist_.remove(event_id)) {
    return playlist_.add({playlist_.last() ? playlist_.last()->sequence + 1 : 1, event_id,
                          duration_ms}) == msc3888::Added::added;
  }
  if (!chunks_.emplace(event_id, Chunk{chunk, MediaState::pending, false, 0}).second) return false;
  return playlist_.add({place_of(chunk), event_id, duration_ms}) == msc3888::Added::added;
}

bool Broadcast::is_taken_for_sender(std::string_view stranger) const {
  if (mutant_ == Mutant::compares_start_of_sender) return stranger.starts_with(sender_);
  return mutant_ == Mutant::foreign_chunks;
}

std::int64_t Broadcast::place_of(const ChunkEvent& chunk) const {
  std::int64_t place = chunk.sequence;
  if (mutant_ == Mutant::arrival_order) place = static_cast<std::int64_t>(chunks_.size());
  if (mutant_ == Mutant::orders_by_time) {
    place = std::max<std::int64_t>(chunk.envelope.origin_server_ts, 1);
  }
  if (mutant_ == Mutant::orders_as_text) {
    while (place < text_place_min) place *= 10;
  }
  const bool is_another = mutant_ == Mutant::plays_duplicates || mutant_ == Mutant::orders_as_text;
  while (is_another && playlist_.at(place)) ++place;
  if (mutant_ == Mutant::appends_late_chunk && playlist_.last()) {
    place = std::max(place, playlist_.last()->sequence + 1);
  }
  return place;
}

bool Broadcast::turns_away(const ChunkEvent& chunk) const {
  const auto any_held = [this](const auto& condition) {
    return std::any_of(chunks_.begin(), chunks_.end(),
                       [&](const auto& held) { return condition(held.second.event); });
  };
  const auto is_empty = [](const ChunkEvent& one) {
    return !one.info || one.info->duration_ms.value_or(0) == 0;
  };
  switch (mutant_) {
    case Mutant::drops_while_paused: return standing_.state == msc3888::State::paused;
    case Mutant::drops_after_stopped: return standing_.state == msc3888::State::stopped;
    case Mutant::drops_late_chunk:
      return playlist_.last() && chunk.sequence < playlist_.last()->sequence;
    case Mutant::one_chunk_per_file:
      return any_held([&](const ChunkEvent& held) { return held.url == chunk.url; });
    case Mutant::one_chunk_of_no_length: return is_empty(chunk) && any_held(is_empty);
    case Mutant::foreign_chunks_take_place:
      return any_held([&](const ChunkEvent& held) { return held.sequence == chunk.sequence; });
    default: return false;  // every other variant
  }
}

bool Broadcast::remove(std::string_view event_id) {
  if (mutant_ == Mutant::keeps_redacted_chunk) return false;
  const auto found = chunks_.find(event_id);
  if (found == chunks_.end()) return false;
  playlist_.remove(event_id);
  chunks_.erase(found);
  return true;
}

}  // namespace deadair::reference
