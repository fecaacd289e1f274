// The chunk events of a playlist, found by handle and by event ID. A part of the playlist; nothing
// else uses it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "harness/msc3888/playlist_sizes.h"

namespace deadair::msc3888 {

// Text that is kept in blocks, so that a million IDs cost no million allocations.
class TextBlocks {
 public:
  // The copy stays where it is until the blocks go.
  [[nodiscard]] const char* keep(std::string_view text);

 private:
  std::vector<std::unique_ptr<char[]>> blocks_;  // NOLINT(*-avoid-c-arrays): unique_ptr's own form
  char* free_ = nullptr;                         // inside the block in use
  std::size_t free_bytes_ = 0;
};

// Holds each event once. A handle stays good until its event is removed. Events with one sequence
// can be linked into a ring: the one that is heard, then its spares in the order in which they
// came.
//
// 40 bytes an event, 11 to 22 in the table of IDs, and the IDs' text. What removed IDs took is
// reclaimed once it outweighs the rest. Every call is O(1) on average.
class ChunkStore {
 public:
  using Handle = std::uint32_t;

  struct AddOutcome {
    Handle handle = 0;
    bool is_new = false;
  };
  // Adds an event, alone in its ring; one whose ID is there already stays as it is.
  AddOutcome add(std::int64_t sequence, std::int64_t duration_ms, std::string_view event_id);
  [[nodiscard]] std::optional<Handle> find(std::string_view event_id) const;
  // Takes an event out of the store and out of its ring.
  void remove(Handle handle);

  [[nodiscard]] std::int64_t sequence(Handle handle) const { return entry(handle).sequence; }
  [[nodiscard]] std::int64_t duration_ms(Handle handle) const { return entry(handle).duration_ms; }
  [[nodiscard]] std::string_view event_id(Handle handle) const {
    return {entry(handle).text, entry(handle).text_bytes};
  }

  // Puts `spare`, alone until now, at the end of the ring that `first` begins.
  void link_behind(Handle first, Handle spare);
  // The next of the ring; the handle itself where it is alone.
  [[nodiscard]] Handle after(Handle handle) const { return entry(handle).next; }

 private:
  struct Entry {
    const char* text = nullptr;  // nullptr: free, and `next` is the next free one
    std::size_t text_bytes = 0;
    std::int64_t sequence = 0;
    std::int64_t duration_ms = 0;
    Handle next = 0;
    Handle previous = 0;
  };
  struct Slot {
    std::uint32_t tag = 0;  // of the ID's hash
    Handle handle = 0;
  };

  [[nodiscard]] const Entry& entry(Handle handle) const {
    return blocks_[handle / sizes::block_entries][handle % sizes::block_entries];
  }
  [[nodiscard]] Entry& entry(Handle handle) {
    return blocks_[handle / sizes::block_entries][handle % sizes::block_entries];
  }
  [[nodiscard]] std::size_t slot_of(std::uint32_t tag, std::string_view event_id) const;
  [[nodiscard]] Handle new_handle();
  void grow_slots();
  void clear_slot(std::size_t slot);
  void forget_text(std::size_t bytes);

  std::vector<std::unique_ptr<Entry[]>> blocks_;  // NOLINT(*-avoid-c-arrays)
  std::size_t made_ = 0;                          // entries used or free, all below are
  Handle free_ = 0;                               // first free entry
  std::size_t held_ = 0;                          // entries used

  std::vector<Slot> slots_;  // open addressing, a power of two, at most 3/4 full

  TextBlocks text_;
  std::size_t live_text_bytes_ = 0;
  std::size_t dead_text_bytes_ = 0;
};

}  // namespace deadair::msc3888
