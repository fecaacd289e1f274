// One broadcast as the client holds it.
#include "clients/reference/broadcast.h"

#include <algorithm>

#include "harness/base/check.h"

namespace deadair::reference {
namespace {

constexpr std::size_t chunks_max = 20000;
constexpr std::int64_t total_ms_max = std::int64_t{1} << 60;  // sums stay far from overflow

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

bool Broadcast::add(const msc3888::ChunkEvent& chunk) {
  if (chunk.envelope.sender != sender_ && mutant_ != Mutant::foreign_chunks) return false;
  if (standing_.state == msc3888::State::paused && mutant_ == Mutant::drops_while_paused) {
    return false;
  }
  const std::int64_t duration_ms = chunk.info ? chunk.info->duration_ms.value_or(0) : 0;
  if (chunks_.size() >= chunks_max || playlist_.duration_ms() > total_ms_max - duration_ms) {
    return false;
  }
  const std::string& event_id = chunk.envelope.event_id;
  if (!chunks_.emplace(event_id, Chunk{chunk, MediaState::pending, false, 0}).second) return false;
  std::int64_t place = chunk.sequence;
  if (mutant_ == Mutant::arrival_order) place = static_cast<std::int64_t>(chunks_.size());
  while (mutant_ == Mutant::plays_duplicates && playlist_.at(place)) ++place;
  if (mutant_ == Mutant::appends_late_chunk && playlist_.last()) {
    place = std::max(place, playlist_.last()->sequence + 1);
  }
  return playlist_.add({place, event_id, duration_ms}) == msc3888::Added::added;
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
