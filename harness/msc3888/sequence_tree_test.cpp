// The tree with leaves of five and branches of four, so that small tests reach every split and
// join.
#include "harness/msc3888/sequence_tree.h"

#include <doctest/doctest.h>

#include <map>
#include <string>
#include <vector>

#include "harness/base/random.h"

namespace deadair::msc3888 {
namespace {

using Tree = SequenceTree<5, 4>;

// A tree beside a std::map that is walked in full for each answer.
class Pair {
 public:
  void insert(std::int64_t sequence) {
    const auto handle = store_.add(sequence, sequence % 5, std::to_string(next_id_++)).handle;
    const auto held = held_.find(sequence);
    const auto holder = tree_.insert(handle);
    if (held == held_.end()) {
      REQUIRE_FALSE(holder.has_value());
      held_[sequence] = handle;
    } else {
      REQUIRE(holder == held->second);
    }
  }

  void erase(std::int64_t sequence) {
    if (held_.erase(sequence) > 0) tree_.erase(sequence, sequence % 5);
  }

  bool holds(std::int64_t sequence) const { return held_.count(sequence) > 0; }

  void compare(std::int64_t up_to) const {
    REQUIRE(tree_.size() == held_.size());
    std::vector<ChunkStore::Handle> walked;
    tree_.for_each([&](ChunkStore::Handle handle) { walked.push_back(handle); });
    std::vector<ChunkStore::Handle> expected;
    for (const auto& [sequence, handle] : held_) expected.push_back(handle);
    REQUIRE(walked == expected);
    REQUIRE(tree_.last() == (held_.empty() ? std::nullopt : std::optional(expected.back())));
    for (std::int64_t sequence = 0; sequence <= up_to; ++sequence) compare_at(sequence);
    compare_positions();
  }

 private:
  void compare_at(std::int64_t sequence) const {
    INFO("sequence " << sequence);
    const auto found = held_.find(sequence);
    REQUIRE(tree_.find(sequence) ==
            (found == held_.end() ? std::nullopt : std::optional(found->second)));
    const auto above = held_.upper_bound(sequence);
    REQUIRE(tree_.next_above(sequence) ==
            (above == held_.end() ? std::nullopt : std::optional(above->second)));
    std::int64_t below_ms = 0;
    for (auto at = held_.begin(); at != held_.end() && at->first < sequence; ++at) {
      below_ms += at->first % 5;
    }
    REQUIRE(static_cast<std::int64_t>(tree_.duration_below(sequence)) == below_ms);
    if (found == held_.end()) return;
    std::int64_t end = sequence;
    while (holds(end + 1)) ++end;
    REQUIRE(tree_.run_end(sequence) == end);
  }

  void compare_positions() const {
    std::int64_t position_ms = 0;
    for (const auto& [sequence, handle] : held_) {
      for (std::int64_t offset_ms = 0; offset_ms < sequence % 5; ++offset_ms, ++position_ms) {
        const Tree::Sounding sounding = tree_.sounding_at(position_ms);
        REQUIRE(sounding.handle == handle);
        REQUIRE(sounding.offset_ms == offset_ms);
      }
    }
    REQUIRE(static_cast<std::int64_t>(tree_.duration_ms()) == position_ms);
  }

  ChunkStore store_;
  Tree tree_{store_};
  std::map<std::int64_t, ChunkStore::Handle> held_;
  int next_id_ = 0;
};

TEST_CASE("a deep tree answers like a sorted map while it fills and empties at random") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Random random(seed);
    Pair pair;
    constexpr std::uint64_t range = 400;
    for (int step = 0; step < 1200; ++step) {
      INFO("seed " << seed << ", step " << step);
      const auto sequence = static_cast<std::int64_t>(1 + random.below(range));
      if (random.below(10) < (step < 600 ? 8U : 2U)) {
        pair.insert(sequence);
      } else {
        pair.erase(sequence);
      }
      if (step % 60 == 59) pair.compare(range + 1);
    }
  }
}

struct FillRow {
  std::string name;
  std::int64_t first = 0;
  std::int64_t step = 0;
};

TEST_CASE("a deep tree may be filled and emptied from either end and from the middle") {
  constexpr std::int64_t count = 211;  // a prime, so that every step visits all
  const std::vector<FillRow> rows = {{"rising", 0, 1}, {"falling", 210, 210}, {"jumping", 5, 89}};
  for (const FillRow& fill : rows) {
    for (const FillRow& drain : rows) {
      const std::string name = fill.name + ", then emptied " + drain.name;
      DOCTEST_SUBCASE(name.c_str()) {
        Pair pair;
        for (std::int64_t i = 0; i < count; ++i) {
          pair.insert(1 + (fill.first + i * fill.step) % count);
          if (i % 16 == 0) pair.compare(count + 1);
        }
        pair.compare(count + 1);
        for (std::int64_t i = 0; i < count; ++i) {
          pair.erase(1 + (drain.first + i * drain.step) % count);
          if (i % 8 == 0 || i + 8 > count) pair.compare(count + 1);
        }
        pair.insert(7);
        pair.compare(count + 1);
      }
    }
  }
}

TEST_CASE("every subset of nine sequences, in rising and in falling order") {
  for (unsigned subset = 0; subset < 512; ++subset) {
    Pair rising;
    Pair falling;
    for (unsigned i = 0; i < 9; ++i) {
      if ((subset >> i & 1U) != 0) rising.insert(i + 1);
      if ((subset >> (8 - i) & 1U) != 0) falling.insert(9 - i);
    }
    rising.compare(10);
    falling.compare(10);
  }
}

}  // namespace
}  // namespace deadair::msc3888
