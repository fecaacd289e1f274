// Entries in blocks, a table of IDs with linear probing, rings of events with one sequence.
#include "harness/msc3888/chunk_store.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <string>
#include <utility>

#include "harness/base/check.h"

namespace deadair::msc3888 {
namespace {

// No event: what stands in an empty slot, and at the end of the list of free entries.
constexpr ChunkStore::Handle nobody = std::numeric_limits<ChunkStore::Handle>::max();

// The low bits choose the slot, all of them spare a look at the text of most other IDs. The hash
// decides no answer, so it may differ between machines.
std::uint32_t tag_of(std::string_view event_id) {
  const std::uint64_t hash = std::hash<std::string_view>{}(event_id);
  return static_cast<std::uint32_t>(hash ^ (hash >> 32U));
}

}  // namespace

const char* TextBlocks::keep(std::string_view text) {
  if (text.size() > free_bytes_) {
    const bool is_large = text.size() > sizes::text_alone_bytes;
    const std::size_t bytes = is_large ? text.size() : sizes::text_block_bytes;
    blocks_.push_back(std::make_unique_for_overwrite<char[]>(bytes));  // NOLINT(*-avoid-c-arrays)
    if (is_large) {
      std::copy(text.begin(), text.end(), blocks_.back().get());
      return blocks_.back().get();
    }
    free_ = blocks_.back().get();
    free_bytes_ = bytes;
  }
  // An empty text before the first block still needs a place that is not null.
  if (free_ == nullptr) return "";
  char* const place = free_;
  std::copy(text.begin(), text.end(), place);
  free_ += text.size();
  free_bytes_ -= text.size();
  return place;
}

ChunkStore::AddOutcome ChunkStore::add(std::int64_t sequence, std::int64_t duration_ms,
                                       std::string_view event_id) {
  if ((held_ + 1) * 4 > slots_.size() * 3) grow_slots();
  const std::uint32_t tag = tag_of(event_id);
  const std::size_t slot = slot_of(tag, event_id);
  if (slots_[slot].handle != nobody) return {slots_[slot].handle, false};

  const Handle handle = new_handle();
  slots_[slot] = {tag, handle};
  Entry& made = entry(handle);
  made.text = text_.keep(event_id);
  made.text_bytes = event_id.size();
  made.sequence = sequence;
  made.duration_ms = duration_ms;
  made.next = handle;
  made.previous = handle;
  live_text_bytes_ += event_id.size();
  ++held_;
  return {handle, true};
}

std::optional<ChunkStore::Handle> ChunkStore::find(std::string_view event_id) const {
  if (slots_.empty()) return std::nullopt;
  const Handle handle = slots_[slot_of(tag_of(event_id), event_id)].handle;
  if (handle == nobody) return std::nullopt;
  return handle;
}

void ChunkStore::remove(Handle handle) {
  Entry& gone = entry(handle);
  entry(gone.previous).next = gone.next;
  entry(gone.next).previous = gone.previous;
  const std::string_view id = event_id(handle);
  clear_slot(slot_of(tag_of(id), id));
  const std::size_t text_bytes = gone.text_bytes;
  gone = Entry{};
  gone.next = free_;
  free_ = handle;
  --held_;
  forget_text(text_bytes);
}

void ChunkStore::link_behind(Handle first, Handle spare) {
  const Handle last = entry(first).previous;
  entry(last).next = spare;
  entry(spare).previous = last;
  entry(spare).next = first;
  entry(first).previous = spare;
}

// Where that ID stands, or the empty slot where it would.
std::size_t ChunkStore::slot_of(std::uint32_t tag, std::string_view event_id) const {
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t slot = tag & mask;; slot = (slot + 1) & mask) {
    const Slot& here = slots_[slot];
    if (here.handle == nobody) return slot;
    if (here.tag == tag && this->event_id(here.handle) == event_id) return slot;
  }
}

ChunkStore::Handle ChunkStore::new_handle() {
  if (held_ < made_) {
    const Handle handle = free_;
    free_ = entry(handle).next;
    return handle;
  }
  DEADAIR_CHECK(made_ < nobody, std::to_string(made_));
  if (made_ % sizes::block_entries == 0) {
    blocks_.push_back(std::make_unique<Entry[]>(sizes::block_entries));  // NOLINT(*-avoid-c-arrays)
  }
  return static_cast<Handle>(made_++);
}

void ChunkStore::grow_slots() {
  std::vector<Slot> old(std::max(sizes::slots_min, slots_.size() * 2), Slot{0, nobody});
  old.swap(slots_);
  const std::size_t mask = slots_.size() - 1;
  for (const Slot& moved : old) {
    if (moved.handle == nobody) continue;
    std::size_t slot = moved.tag & mask;
    while (slots_[slot].handle != nobody) slot = (slot + 1) & mask;
    slots_[slot] = moved;
  }
}

// Empties a slot and moves back into it what was probed past it, so that no tombstones are needed.
void ChunkStore::clear_slot(std::size_t slot) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t hole = slot;
  for (std::size_t next = (hole + 1) & mask; slots_[next].handle != nobody;
       next = (next + 1) & mask) {
    const std::size_t home = slots_[next].tag & mask;
    const bool reaches_hole = ((next - home) & mask) >= ((next - hole) & mask);
    if (!reaches_hole) continue;
    slots_[hole] = slots_[next];
    hole = next;
  }
  slots_[hole] = Slot{0, nobody};
}

// Copies the live text together once the dead outweighs it. The walk over all entries is paid for
// by the removals before it.
void ChunkStore::forget_text(std::size_t bytes) {
  live_text_bytes_ -= bytes;
  dead_text_bytes_ += bytes;
  if (dead_text_bytes_ <= live_text_bytes_ + 8 * made_ + sizes::text_block_bytes) return;
  TextBlocks together;
  for (std::size_t i = 0; i < made_; ++i) {
    Entry& kept = entry(static_cast<Handle>(i));
    if (kept.text != nullptr) kept.text = together.keep({kept.text, kept.text_bytes});
  }
  text_ = std::move(together);
  dead_text_bytes_ = 0;
}

}  // namespace deadair::msc3888
