// The playlist: a store of events, a tree of the sequences that are heard, and what was announced.
#include "harness/msc3888/playlist.h"

#include <algorithm>
#include <limits>
#include <string>

#include "harness/base/check.h"
#include "harness/base/json.h"
#include "harness/msc3888/chunk_store.h"
#include "harness/msc3888/playlist_sizes.h"
#include "harness/msc3888/sequence_tree.h"

namespace deadair::msc3888 {
namespace {

std::int64_t clamped(TotalMs sum) {
  constexpr TotalMs most = std::numeric_limits<std::int64_t>::max();
  return static_cast<std::int64_t>(std::min(sum, most));
}

}  // namespace

struct Playlist::Index {
  using Handle = ChunkStore::Handle;

  ChunkStore store;
  SequenceTree<sizes::leaf_items, sizes::branch_children> tree{store};
  std::optional<std::int64_t> announced;
  bool ended = false;

  [[nodiscard]] PlaylistChunk chunk(Handle handle) const {
    return {store.sequence(handle), std::string(store.event_id(handle)), store.duration_ms(handle)};
  }

  [[nodiscard]] std::optional<PlaylistChunk> chunk(std::optional<Handle> handle) const {
    if (!handle) return std::nullopt;
    return chunk(*handle);
  }

  // The last sequence that there should be; 0 where there should be none.
  [[nodiscard]] std::int64_t expected_last() const {
    const std::optional<Handle> last = tree.last();
    const std::int64_t held = last ? store.sequence(*last) : 0;
    return std::max(held, announced.value_or(0));
  }
};

Playlist::Playlist() : index_(std::make_unique<Index>()) {}
Playlist::Playlist(Playlist&&) noexcept = default;
Playlist& Playlist::operator=(Playlist&&) noexcept = default;
Playlist::~Playlist() = default;

Added Playlist::add(const PlaylistChunk& chunk) {
  DEADAIR_CHECK(chunk.sequence >= 1 && chunk.sequence <= json::integer_max,
                std::to_string(chunk.sequence));
  const std::int64_t duration_ms =
      std::clamp(chunk.duration_ms, std::int64_t{0}, json::integer_max);
  index_->tree.prefetch(chunk.sequence);
  const ChunkStore::AddOutcome outcome =
      index_->store.add(chunk.sequence, duration_ms, chunk.event_id);
  if (!outcome.is_new) return Added::known;
  const std::optional<Index::Handle> holder = index_->tree.insert(outcome.handle);
  if (!holder) return Added::added;
  index_->store.link_behind(*holder, outcome.handle);
  return Added::duplicate;
}

bool Playlist::remove(std::string_view event_id) {
  ChunkStore& store = index_->store;
  const std::optional<Index::Handle> found = store.find(event_id);
  if (!found) return false;
  const std::int64_t sequence = store.sequence(*found);
  if (index_->tree.find(sequence) == found) {
    const Index::Handle next = store.after(*found);
    index_->tree.erase(sequence, store.duration_ms(*found));
    if (next != *found) index_->tree.insert(next);
  }
  store.remove(*found);
  return true;
}

void Playlist::set_last_sequence(std::optional<std::int64_t> last) { index_->announced = last; }

void Playlist::set_ended(bool ended) { index_->ended = ended; }

std::size_t Playlist::size() const { return index_->tree.size(); }

std::int64_t Playlist::duration_ms() const { return clamped(index_->tree.duration_ms()); }

std::optional<PlaylistChunk> Playlist::at(std::int64_t sequence) const {
  return index_->chunk(index_->tree.find(sequence));
}

std::optional<PlaylistChunk> Playlist::next(std::int64_t after) const {
  return index_->chunk(index_->tree.next_above(after));
}

std::optional<PlaylistChunk> Playlist::last() const { return index_->chunk(index_->tree.last()); }

std::int64_t Playlist::position_of(std::int64_t sequence) const {
  return clamped(index_->tree.duration_below(sequence));
}

std::optional<Playlist::Place> Playlist::find_position(std::int64_t position_ms) const {
  if (position_ms < 0 || position_ms >= index_->tree.duration_ms()) return std::nullopt;
  const auto sounding = index_->tree.sounding_at(position_ms);
  return Place{index_->chunk(sounding.handle), sounding.offset_ms};
}

std::optional<Gap> Playlist::first_gap(std::int64_t after) const {
  const std::int64_t last = index_->expected_last();
  const std::int64_t before = std::max(after, std::int64_t{0});
  if (before >= last) return std::nullopt;
  std::int64_t missing = before + 1;
  // A held sequence is at most 2^53-1, so the number behind its run is still a number.
  if (index_->tree.find(missing)) missing = index_->tree.run_end(missing) + 1;
  if (missing > last) return std::nullopt;
  const std::optional<Index::Handle> next = index_->tree.next_above(missing);
  return Gap{missing, next ? index_->store.sequence(*next) - 1 : last};
}

bool Playlist::complete() const { return index_->ended && !first_gap(0); }

std::vector<PlaylistChunk> Playlist::in_order() const {
  std::vector<PlaylistChunk> chunks;
  chunks.reserve(size());
  index_->tree.for_each([&](Index::Handle handle) { chunks.push_back(index_->chunk(handle)); });
  return chunks;
}

}  // namespace deadair::msc3888
