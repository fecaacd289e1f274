// The chunks of a playlist in the order of their sequences: a B+ tree that also counts and sums. A
// part of the playlist; nothing else uses it.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

#include "harness/msc3888/chunk_store.h"
#include "harness/msc3888/items.h"

namespace deadair::msc3888 {

// Milliseconds of many chunks: what no 64-bit number can overflow into.
__extension__ typedef __int128 TotalMs;  // NOLINT(modernize-use-using): __extension__ needs it

// One handle a sequence; durations are read from the store, where they must not change. Each
// subtree knows how many chunks and milliseconds it holds, which makes every question O(log n).
// Leaves are at least half full when filled in any order, and full when filled in rising order.
//   leaf_max, branch_max   at least 4; small ones are for tests of deep trees
template <std::size_t leaf_max, std::size_t branch_max>
class SequenceTree {
 public:
  using Handle = ChunkStore::Handle;

  explicit SequenceTree(const ChunkStore& store) : store_(&store) {}

  [[nodiscard]] std::size_t size() const { return root_.chunks; }
  [[nodiscard]] TotalMs duration_ms() const { return root_.duration_ms; }

  // Inserts the chunk; where its sequence is taken, changes nothing and gives who holds it.
  std::optional<Handle> insert(Handle handle) {
    Insertion insertion{store_->sequence(handle), handle, std::nullopt, {}};
    if (root_.chunks == 0) root_.leaf = std::make_unique<Leaf>();
    insert_into(root_, insertion, true);
    if (insertion.split.chunks > 0) {
      auto branch = std::make_unique<Branch>();
      insert_child(*branch, 0, std::move(root_));
      insert_child(*branch, 1, std::move(insertion.split));
      root_ = Subtree{};
      root_.branch = std::move(branch);
      summarise(root_);
    }
    return insertion.holder;
  }

  // Takes out the chunk that holds that sequence; there must be one.
  void erase(std::int64_t sequence, std::int64_t duration_ms) {
    erase_from(root_, sequence, duration_ms);
    while (root_.branch != nullptr && root_.branch->count == 1) {
      Subtree only = std::move(root_.branch->below[0]);
      root_ = std::move(only);
    }
    if (root_.chunks == 0) root_ = Subtree{};
  }

  [[nodiscard]] std::optional<Handle> find(std::int64_t sequence) const {
    if (root_.chunks == 0) return std::nullopt;
    const Subtree* here = &root_;
    while (here->branch != nullptr) here = &here->branch->below[child_for(*here->branch, sequence)];
    const Leaf& leaf = *here->leaf;
    const std::size_t i = place_in(leaf, sequence);
    if (i == leaf.count || leaf.sequences[i] != sequence) return std::nullopt;
    return leaf.handles[i];
  }

  // Asks the processor for the leaf where that sequence belongs, so that it is at hand once insert
  // comes to it: in a large playlist most of the time goes into waiting for memory.
  void prefetch(std::int64_t sequence) const {
    if (root_.branch == nullptr) return;
    const Subtree* here = &root_;
    while (here->branch != nullptr) here = &here->branch->below[child_for(*here->branch, sequence)];
    constexpr std::size_t line_bytes = 64;
    const auto* const leaf = reinterpret_cast<const std::byte*>(here->leaf.get());
    for (std::size_t at = 0; at < sizeof(Leaf); at += line_bytes) __builtin_prefetch(leaf + at, 1);
  }

  // The chunk with the lowest sequence above that one.
  [[nodiscard]] std::optional<Handle> next_above(std::int64_t sequence) const {
    if (root_.chunks == 0) return std::nullopt;
    const Subtree* here = &root_;
    const Subtree* right = nullptr;  // all of it lies above
    while (here->branch != nullptr) {
      const std::size_t i = child_for(*here->branch, sequence);
      if (i + 1 < here->branch->count) right = &here->branch->below[i + 1];
      here = &here->branch->below[i];
    }
    const Leaf& leaf = *here->leaf;
    std::size_t i = place_in(leaf, sequence);
    if (i < leaf.count && leaf.sequences[i] == sequence) ++i;
    if (i < leaf.count) return leaf.handles[i];
    if (right == nullptr) return std::nullopt;
    while (right->branch != nullptr) right = &right->branch->below[0];
    return right->leaf->handles[0];
  }

  [[nodiscard]] std::optional<Handle> last() const {
    if (root_.chunks == 0) return std::nullopt;
    const Subtree* here = &root_;
    while (here->branch != nullptr) here = &here->branch->below[here->branch->count - 1];
    return here->leaf->handles[here->leaf->count - 1];
  }

  // The end of the run that begins with a held sequence: all up to it are held, the next is not.
  // sequence - rank never falls from one chunk to the next, and stays the same inside a run.
  [[nodiscard]] std::int64_t run_end(std::int64_t sequence) const {
    const std::int64_t run = sequence - rank_of(sequence);
    const Subtree* here = &root_;
    std::int64_t rank = 0;
    while (here->branch != nullptr) {
      const Branch& branch = *here->branch;
      std::size_t i = 0;
      while (i + 1 < branch.count) {
        const std::int64_t beyond = rank + count_of(branch.below[i]);
        if (branch.lowest[i + 1] - beyond > run) break;
        rank = beyond;
        ++i;
      }
      here = &branch.below[i];
    }
    const Leaf& leaf = *here->leaf;
    std::size_t i = 0;
    while (i + 1 < leaf.count && leaf.sequences[i + 1] - (rank + 1) <= run) {
      ++rank;
      ++i;
    }
    return leaf.sequences[i];
  }

  // Milliseconds of the chunks below that sequence.
  [[nodiscard]] TotalMs duration_below(std::int64_t sequence) const {
    TotalMs sum = 0;
    if (root_.chunks == 0) return sum;
    const Subtree* here = &root_;
    while (here->branch != nullptr) {
      const std::size_t child = child_for(*here->branch, sequence);
      for (std::size_t i = 0; i < child; ++i) sum += here->branch->below[i].duration_ms;
      here = &here->branch->below[child];
    }
    const Leaf& leaf = *here->leaf;
    const std::size_t place = place_in(leaf, sequence);
    for (std::size_t i = 0; i < place; ++i) sum += store_->duration_ms(leaf.handles[i]);
    return sum;
  }

  struct Sounding {
    Handle handle = 0;
    std::int64_t offset_ms = 0;
  };
  // The chunk that sounds at that time, which must be 0 or more and before the end.
  [[nodiscard]] Sounding sounding_at(TotalMs position_ms) const {
    const Subtree* here = &root_;
    while (here->branch != nullptr) {
      std::size_t i = 0;
      while (position_ms >= here->branch->below[i].duration_ms) {
        position_ms -= here->branch->below[i].duration_ms;
        ++i;
      }
      here = &here->branch->below[i];
    }
    std::size_t i = 0;
    while (position_ms >= store_->duration_ms(here->leaf->handles[i])) {
      position_ms -= store_->duration_ms(here->leaf->handles[i]);
      ++i;
    }
    return {here->leaf->handles[i], static_cast<std::int64_t>(position_ms)};
  }

  // Calls `visit(handle)` for each chunk in order.
  template <class Visit>
  void for_each(Visit visit) const {
    if (root_.chunks > 0) visit_all(root_, visit);
  }

 private:
  struct Leaf {
    std::size_t count = 0;
    std::array<std::int64_t, leaf_max> sequences{};
    std::array<Handle, leaf_max> handles{};
  };
  struct Branch;
  // A leaf or a branch, never both, with what its parent knows of it.
  struct Subtree {
    std::size_t chunks = 0;
    TotalMs duration_ms = 0;
    std::unique_ptr<Leaf> leaf;
    std::unique_ptr<Branch> branch;
  };
  struct Branch {
    std::size_t count = 0;
    std::array<std::int64_t, branch_max> lowest{};  // sequence of each child
    std::array<Subtree, branch_max> below;
  };
  struct Insertion {
    std::int64_t sequence = 0;
    Handle handle = 0;
    std::optional<Handle> holder;  // out: who holds the sequence already
    Subtree split;                 // out: to stand right of the subtree; empty where it had room
  };

  [[nodiscard]] static std::int64_t count_of(const Subtree& subtree) {
    return static_cast<std::int64_t>(subtree.chunks);
  }

  // Of a subtree that is not empty.
  [[nodiscard]] static std::int64_t lowest_of(const Subtree& subtree) {
    return subtree.leaf != nullptr ? subtree.leaf->sequences[0] : subtree.branch->lowest[0];
  }

  // The child that holds that sequence if any does.
  [[nodiscard]] static std::size_t child_for(const Branch& branch, std::int64_t sequence) {
    std::size_t low = 0;
    std::size_t high = branch.count;
    while (high - low > 1) {
      const std::size_t middle = (low + high) / 2;
      (branch.lowest[middle] <= sequence ? low : high) = middle;
    }
    return low;
  }

  // The first place in the leaf whose sequence is not below that one.
  [[nodiscard]] static std::size_t place_in(const Leaf& leaf, std::int64_t sequence) {
    const auto begin = leaf.sequences.begin();
    const auto end = begin + static_cast<std::ptrdiff_t>(leaf.count);
    return static_cast<std::size_t>(std::lower_bound(begin, end, sequence) - begin);
  }

  // How many chunks lie below that sequence.
  [[nodiscard]] std::int64_t rank_of(std::int64_t sequence) const {
    const Subtree* here = &root_;
    std::int64_t rank = 0;
    while (here->branch != nullptr) {
      const std::size_t child = child_for(*here->branch, sequence);
      for (std::size_t i = 0; i < child; ++i) rank += count_of(here->branch->below[i]);
      here = &here->branch->below[child];
    }
    return rank + static_cast<std::int64_t>(place_in(*here->leaf, sequence));
  }

  // Reads again what is below: in full for a branch, and for a leaf from its chunks' durations.
  void summarise(Subtree& subtree) const {
    subtree.chunks = 0;
    subtree.duration_ms = 0;
    if (subtree.leaf != nullptr) {
      subtree.chunks = subtree.leaf->count;
      for (std::size_t i = 0; i < subtree.leaf->count; ++i) {
        subtree.duration_ms += store_->duration_ms(subtree.leaf->handles[i]);
      }
      return;
    }
    for (std::size_t i = 0; i < subtree.branch->count; ++i) {
      subtree.chunks += subtree.branch->below[i].chunks;
      subtree.duration_ms += subtree.branch->below[i].duration_ms;
    }
  }

  static void insert_child(Branch& branch, std::size_t place, Subtree child) {
    insert_item(branch.lowest, branch.count, place, lowest_of(child));
    insert_item(branch.below, branch.count, place, std::move(child));
    ++branch.count;
  }

  static void erase_child(Branch& branch, std::size_t place) {
    erase_item(branch.lowest, branch.count, place);
    erase_item(branch.below, branch.count, place);
    --branch.count;
  }

  // Moves items between two neighbours of one height until the left one has `keep`, and their sums
  // with them.
  void share(Subtree& left, Subtree& right, std::size_t keep) const {
    const TotalMs duration_ms = left.duration_ms + right.duration_ms;
    if (left.leaf != nullptr) {
      Leaf& l = *left.leaf;
      Leaf& r = *right.leaf;
      move_border(l.sequences, l.count, r.sequences, r.count, keep);
      move_border(l.handles, l.count, r.handles, r.count, keep);
      r.count = l.count + r.count - keep;
      l.count = keep;
      left.chunks = keep;
    } else {
      Branch& l = *left.branch;
      Branch& r = *right.branch;
      move_border(l.lowest, l.count, r.lowest, r.count, keep);
      move_border(l.below, l.count, r.below, r.count, keep);
      r.count = l.count + r.count - keep;
      l.count = keep;
      left.chunks += right.chunks;  // until the right one's share is known
    }
    summarise(right);
    if (left.branch != nullptr) left.chunks -= right.chunks;
    left.duration_ms = duration_ms - right.duration_ms;
  }

  void insert_into(Subtree& here, Insertion& insertion, bool is_rightmost) {
    if (here.leaf != nullptr) {
      insert_into_leaf(here, insertion, is_rightmost);
      return;
    }
    Branch& branch = *here.branch;
    const std::size_t child = child_for(branch, insertion.sequence);
    insert_into(branch.below[child], insertion, is_rightmost && child + 1 == branch.count);
    if (insertion.holder) return;
    branch.lowest[child] = std::min(branch.lowest[child], insertion.sequence);
    here.chunks += 1;
    here.duration_ms += store_->duration_ms(insertion.handle);
    if (insertion.split.chunks == 0) return;

    Subtree made = std::exchange(insertion.split, Subtree{});
    if (branch.count < branch_max) {
      insert_child(branch, child + 1, std::move(made));
      return;
    }
    // `made` may come to stand on either side, so both are summed anew.
    constexpr std::size_t keep = branch_max / 2;
    Subtree right;
    right.branch = std::make_unique<Branch>();
    share(here, right, keep);
    Subtree& home = child + 1 <= keep ? here : right;
    const std::size_t place = child + 1 <= keep ? child + 1 : child + 1 - keep;
    insert_child(*home.branch, place, std::move(made));
    summarise(here);
    summarise(right);
    insertion.split = std::move(right);
  }

  void insert_into_leaf(Subtree& here, Insertion& insertion, bool is_rightmost) {
    Leaf& leaf = *here.leaf;
    std::size_t place = place_in(leaf, insertion.sequence);
    if (place < leaf.count && leaf.sequences[place] == insertion.sequence) {
      insertion.holder = leaf.handles[place];
      return;
    }
    Subtree* home = &here;
    if (leaf.count == leaf_max) {
      // At the very end the leaf stays full: chunks mostly come in order.
      const bool is_last = is_rightmost && place == leaf.count;
      const std::size_t keep = is_last ? leaf_max : leaf_max / 2;
      insertion.split.leaf = std::make_unique<Leaf>();
      share(here, insertion.split, keep);
      if (place > keep || is_last) {
        home = &insertion.split;
        place -= keep;
      }
    }
    Leaf& target = *home->leaf;
    insert_item(target.sequences, target.count, place, insertion.sequence);
    insert_item(target.handles, target.count, place, insertion.handle);
    ++target.count;
    home->chunks += 1;
    home->duration_ms += store_->duration_ms(insertion.handle);
  }

  void erase_from(Subtree& here, std::int64_t sequence, std::int64_t duration_ms) {
    here.chunks -= 1;
    here.duration_ms -= duration_ms;
    if (here.leaf != nullptr) {
      Leaf& leaf = *here.leaf;
      const std::size_t place = place_in(leaf, sequence);
      erase_item(leaf.sequences, leaf.count, place);
      erase_item(leaf.handles, leaf.count, place);
      --leaf.count;
      return;
    }
    Branch& branch = *here.branch;
    const std::size_t child = child_for(branch, sequence);
    erase_from(branch.below[child], sequence, duration_ms);
    mend(branch, child);
  }

  // Drops a child that became empty; joins or evens out one that became small with its neighbour.
  void mend(Branch& branch, std::size_t child) const {
    if (branch.below[child].chunks == 0) {
      erase_child(branch, child);
      return;
    }
    branch.lowest[child] = lowest_of(branch.below[child]);
    const bool is_leaf = branch.below[child].leaf != nullptr;
    const std::size_t items_max = is_leaf ? leaf_max : branch_max;
    const std::size_t enough = std::max(items_max / 4, std::size_t{2});
    if (items_of(branch.below[child]) >= enough || branch.count == 1) return;
    const std::size_t first = child > 0 ? child - 1 : child;
    Subtree& left = branch.below[first];
    Subtree& right = branch.below[first + 1];
    const std::size_t both = items_of(left) + items_of(right);
    share(left, right, both <= items_max ? both : both / 2);
    if (both <= items_max) {
      erase_child(branch, first + 1);
    } else {
      branch.lowest[first + 1] = lowest_of(right);
    }
  }

  [[nodiscard]] static std::size_t items_of(const Subtree& subtree) {
    return subtree.leaf != nullptr ? subtree.leaf->count : subtree.branch->count;
  }

  template <class Visit>
  static void visit_all(const Subtree& here, Visit& visit) {
    if (here.leaf != nullptr) {
      for (std::size_t i = 0; i < here.leaf->count; ++i) visit(here.leaf->handles[i]);
      return;
    }
    for (std::size_t i = 0; i < here.branch->count; ++i) visit_all(here.branch->below[i], visit);
  }

  const ChunkStore* store_;
  Subtree root_;
};

}  // namespace deadair::msc3888
