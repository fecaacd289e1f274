// The reassembler: chunks of one broadcast, in any order and any number of times, into playing
// order.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace deadair::msc3888 {

// What the playlist holds of one chunk.
struct PlaylistChunk {
  std::int64_t sequence = 0;
  std::string event_id;
  std::int64_t duration_ms = 0;  // 0 where unknown

  bool operator==(const PlaylistChunk&) const = default;
};

// What adding a chunk did.
enum class Added {
  added,      // a new sequence
  known,      // the same event again
  duplicate,  // another event with a sequence that is there already: kept as a spare, not heard
};

// A gap: sequences first to last (both included) are missing.
struct Gap {
  std::int64_t first = 0;
  std::int64_t last = 0;

  bool operator==(const Gap&) const = default;
};

// Chunks of one broadcast by sequence. Memory is proportional to what was added: at most 96 bytes a
// chunk beyond the IDs' own text, and a few kilobytes that the first chunk costs. Every question
// costs O(log n); adding and removing do on average, as tables grow from time to time; a run of
// chunks in order costs less.
//
// One sequence is heard once: of several events with one sequence the one that was added first
// counts; when it is removed, the next one takes its place.
//
// Durations count from 0 to 2^53-1 milliseconds, whatever was added (a negative one is 0); sums
// stop at the highest std::int64_t.
class Playlist {
 public:
  Playlist();
  Playlist(Playlist&&) noexcept;
  Playlist& operator=(Playlist&&) noexcept;
  ~Playlist();

  // The sequence must be one that decoding gives, 1 to 2^53-1. An event ID that is there already
  // is the same event, whatever else the chunk says.
  Added add(const PlaylistChunk& chunk);
  // Takes an event out again (a redaction). False if it was not there.
  bool remove(std::string_view event_id);

  // Number of the last chunk, as a paused or stopped event says it; nothing where it says nothing.
  // It can only add to what is expected: a number above the highest sequence held leaves a gap up
  // to it; 0, a negative number, and one that is not above are as good as nothing, since every
  // chunk that is there counts.
  void set_last_sequence(std::optional<std::int64_t> last);
  // No more chunks are announced.
  void set_ended(bool ended);

  [[nodiscard]] std::size_t size() const;          // sequences held
  [[nodiscard]] std::int64_t duration_ms() const;  // sum over the sequences held
  [[nodiscard]] std::optional<PlaylistChunk> at(std::int64_t sequence) const;
  // The first chunk with a sequence above `after`; 0 asks for the first of all.
  [[nodiscard]] std::optional<PlaylistChunk> next(std::int64_t after) const;
  [[nodiscard]] std::optional<PlaylistChunk> first() const { return next(0); }
  [[nodiscard]] std::optional<PlaylistChunk> last() const;
  // Milliseconds of the held chunks before that sequence.
  [[nodiscard]] std::int64_t position_of(std::int64_t sequence) const;
  // The chunk that sounds at that time from the start, and where inside it; nothing beyond the end.
  struct Place {
    PlaylistChunk chunk;
    std::int64_t offset_ms = 0;
  };
  [[nodiscard]] std::optional<Place> find_position(std::int64_t position_ms) const;

  // The first gap above `after`: from the first missing sequence above `after` to the one before
  // the next chunk held, or up to the announced last chunk where no further chunk is held.
  [[nodiscard]] std::optional<Gap> first_gap(std::int64_t after) const;
  // Ended, and nothing from 1 to the last chunk is missing: the highest of what is announced and
  // what is held. An ended broadcast without chunks, of which none were announced, is complete.
  [[nodiscard]] bool complete() const;

  [[nodiscard]] std::vector<PlaylistChunk> in_order()
      const;  // copies all; for small lists and tests

 private:
  struct Index;
  std::unique_ptr<Index> index_;
};

}  // namespace deadair::msc3888
