// The playlist beside the simplest model of it: a list of arrivals, and loops.
#include "harness/msc3888/playlist.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <iterator>
#include <limits>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/random.h"
#include "harness/msc3888/playlist_model.h"

namespace deadair::msc3888 {
namespace {

constexpr std::int64_t sequence_max = json::integer_max;
constexpr std::int64_t highest = std::numeric_limits<std::int64_t>::max();

// A playlist and its model, told the same.
class Pair {
 public:
  void add(const PlaylistChunk& chunk) {
    trail_ += " add " + std::to_string(chunk.sequence) + " " + chunk.event_id;
    const Added mine = playlist_.add(chunk);
    REQUIRE_MESSAGE(mine == model_.add(chunk), trail_);
    compare();
  }
  void remove(const std::string& event_id) {
    trail_ += " remove " + event_id;
    const bool mine = playlist_.remove(event_id);
    REQUIRE_MESSAGE(mine == model_.remove(event_id), trail_);
    compare();
  }
  void announce(std::optional<std::int64_t> last) {
    trail_ += " announce " + (last ? std::to_string(*last) : "nothing");
    playlist_.set_last_sequence(last);
    model_.announced = last;
    compare();
  }
  void end(bool ended) {
    trail_ += ended ? " end" : " go on";
    playlist_.set_ended(ended);
    model_.ended = ended;
    compare();
  }

 private:
  void compare() const {
    const std::string difference = PlaylistDifference(playlist_, model_).find();
    REQUIRE_MESSAGE(difference.empty(), difference, " after", trail_);
  }

  Playlist playlist_;
  PlaylistModel model_;
  std::string trail_;
};

PlaylistChunk chunk(std::int64_t sequence, std::int64_t duration_ms = 200) {
  return {sequence, std::string("$c").append(std::to_string(sequence)), duration_ms};
}

// ---- Chance

// Where the sequences of one run come from.
enum class Field { dense, high, wide };

std::int64_t draw_sequence(Random& random, Field field) {
  const auto below = [&](std::uint64_t limit) {
    return static_cast<std::int64_t>(random.below(limit));
  };
  switch (field) {
    case Field::dense: return 1 + below(14);
    case Field::high: return sequence_max - below(14);
    case Field::wide: return 1 + below(static_cast<std::uint64_t>(sequence_max));
  }
  return 1;
}

std::int64_t draw_duration(Random& random) {
  constexpr std::int64_t some[] = {0, 0, 1, 7, 200, 200, 120000, -5, sequence_max, highest};
  return some[random.below(std::size(some))];
}

std::optional<std::int64_t> draw_announcement(Random& random) {
  constexpr std::int64_t some[] = {0, 1, 3, 9, 14, 15, 40, -7, sequence_max, highest};
  const std::uint64_t which = random.below(std::size(some) + 1);
  if (which == std::size(some)) return std::nullopt;
  return some[which];
}

void run_at_random(std::uint64_t seed, Field field, int steps) {
  Random random(seed);
  Pair pair;
  for (int step = 0; step < steps; ++step) {
    // Few IDs, so that events are known, are added again, and meet on one sequence.
    const std::string event_id = std::to_string(random.below(24));
    const std::uint64_t verb = random.below(10);
    if (verb < 6) {
      pair.add({draw_sequence(random, field), event_id, draw_duration(random)});
    } else if (verb < 8) {
      pair.remove(event_id);
    } else if (verb < 9) {
      pair.announce(draw_announcement(random));
    } else {
      pair.end(random.below(2) == 0);
    }
  }
}

TEST_CASE("thousands of random histories give the answers of the model after every step") {
  for (const Field field : {Field::dense, Field::high, Field::wide}) {
    for (std::uint64_t seed = 1; seed <= 1000; ++seed) {
      INFO("field " << static_cast<int>(field) << ", seed " << seed);
      run_at_random(seed, field, 25);
    }
  }
}

TEST_CASE("long random histories that grow and shrink give the answers of the model") {
  for (std::uint64_t seed = 1; seed <= 2; ++seed) {
    Random random(seed);
    Playlist playlist;
    PlaylistModel model;
    for (int step = 0; step < 3000; ++step) {
      INFO("seed " << seed << ", step " << step);
      const bool is_growing = step < 1500;
      const std::string event_id = std::to_string(random.below(900));
      if (random.below(10) < (is_growing ? 8U : 2U)) {
        const PlaylistChunk added{1 + static_cast<std::int64_t>(random.below(700)), event_id,
                                  static_cast<std::int64_t>(random.below(500))};
        REQUIRE(playlist.add(added) == model.add(added));
      } else {
        REQUIRE(playlist.remove(event_id) == model.remove(event_id));
      }
      if (step % 250 == 249) REQUIRE(PlaylistDifference(playlist, model).find() == "");
    }
  }
}

// ---- All orders

TEST_CASE("every order of up to six chunks gives the same playlist") {
  for (std::int64_t count = 1; count <= 6; ++count) {
    std::vector<std::int64_t> order(static_cast<std::size_t>(count));
    std::iota(order.begin(), order.end(), 1);
    do {
      Pair pair;
      for (const std::int64_t sequence : order) pair.add(chunk(sequence, sequence * 10));
      pair.announce(count);
      pair.end(true);
    } while (std::next_permutation(order.begin(), order.end()));
  }
}

TEST_CASE("every order of four chunks, one of them twice and one removed and added again") {
  std::vector<std::int64_t> order = {1, 2, 3, 4};
  do {
    for (const std::int64_t twice : order) {
      for (const std::int64_t removed : order) {
        Pair pair;
        for (const std::int64_t sequence : order) {
          pair.add(chunk(sequence));
          if (sequence == twice) pair.add({sequence, "$spare", 300});
        }
        pair.remove(chunk(removed).event_id);
        pair.add(chunk(removed));
        pair.remove("$spare");
      }
    }
  } while (std::next_permutation(order.begin(), order.end()));
}

// ---- By hand

TEST_CASE("an empty playlist holds nothing and is complete once it has ended") {
  Playlist playlist;
  CHECK(playlist.size() == 0);
  CHECK_FALSE(playlist.first().has_value());
  CHECK_FALSE(playlist.last().has_value());
  CHECK_FALSE(playlist.find_position(0).has_value());
  CHECK_FALSE(playlist.first_gap(0).has_value());
  CHECK_FALSE(playlist.remove("$x"));
  CHECK_FALSE(playlist.complete());
  playlist.set_ended(true);
  CHECK(playlist.complete());
}

struct CompleteRow {
  std::string name;
  std::vector<std::int64_t> held;
  std::optional<std::int64_t> announced;
  bool complete = false;
  std::optional<Gap> gap;  // the first one
};

TEST_CASE("an ended playlist is complete when nothing up to the last chunk is missing") {
  const std::vector<CompleteRow> rows = {
      {"all of what was announced", {1, 2, 3}, 3, true, std::nullopt},
      {"nothing announced", {1, 2, 3}, std::nullopt, true, std::nullopt},
      {"0 announced", {1, 2, 3}, 0, true, std::nullopt},
      {"a negative number announced", {1, 2, 3}, -1, true, std::nullopt},
      {"less announced than is held", {1, 2, 3}, 2, true, std::nullopt},
      {"less announced, and a hole above it", {1, 2, 4}, 2, false, Gap{3, 3}},
      {"more announced than is held", {1, 2, 3}, 5, false, Gap{4, 5}},
      {"the most announced", {1}, highest, false, Gap{2, highest}},
      {"announced, nothing held", {}, 2, false, Gap{1, 2}},
      {"0 announced, nothing held", {}, 0, true, std::nullopt},
      {"the first missing", {2, 3}, 3, false, Gap{1, 1}},
      {"two holes", {1, 4, 6}, 6, false, Gap{2, 3}},
      {"only the highest sequence", {sequence_max}, std::nullopt, false, Gap{1, sequence_max - 1}},
  };
  for (const CompleteRow& row : rows) {
    DOCTEST_SUBCASE(row.name.c_str()) {
      Playlist playlist;
      for (const std::int64_t sequence : row.held) playlist.add(chunk(sequence));
      playlist.set_last_sequence(row.announced);
      CHECK_FALSE(playlist.complete());
      playlist.set_ended(true);
      CHECK(playlist.complete() == row.complete);
      CHECK(playlist.first_gap(0) == row.gap);
    }
  }
}

TEST_CASE("a gap begins above the sequence that is asked for") {
  Playlist playlist;
  for (const std::int64_t sequence : {1, 5, 6, 9}) playlist.add(chunk(sequence));
  playlist.set_last_sequence(12);
  CHECK(playlist.first_gap(0) == Gap{2, 4});
  CHECK(playlist.first_gap(3) == Gap{4, 4});
  CHECK(playlist.first_gap(4) == Gap{7, 8});
  CHECK(playlist.first_gap(8) == Gap{10, 12});
  CHECK(playlist.first_gap(11) == Gap{12, 12});
  CHECK_FALSE(playlist.first_gap(12).has_value());
}

TEST_CASE("of several events with one sequence the first is heard, then the next in its place") {
  Playlist playlist;
  CHECK(playlist.add({1, "$a", 100}) == Added::added);
  CHECK(playlist.add({1, "$b", 200}) == Added::duplicate);
  CHECK(playlist.add({1, "$c", 300}) == Added::duplicate);
  CHECK(playlist.add({2, "$b", 999}) == Added::known);
  CHECK(playlist.size() == 1);
  CHECK(playlist.duration_ms() == 100);
  CHECK(playlist.remove("$a"));
  CHECK(playlist.at(1) == PlaylistChunk{1, "$b", 200});
  CHECK(playlist.duration_ms() == 200);
  CHECK(playlist.add({1, "$a", 100}) == Added::duplicate);
  CHECK(playlist.remove("$b"));
  CHECK(playlist.at(1) == PlaylistChunk{1, "$c", 300});
  CHECK(playlist.remove("$c"));
  CHECK(playlist.at(1) == PlaylistChunk{1, "$a", 100});
  CHECK(playlist.remove("$a"));
  CHECK(playlist.size() == 0);
}

TEST_CASE("chunks without a duration take no time and never sound") {
  Playlist playlist;
  playlist.add(chunk(1, 0));
  playlist.add(chunk(2, 100));
  playlist.add(chunk(3, 0));
  playlist.add(chunk(4, -20));
  playlist.add(chunk(5, 50));
  const auto start = playlist.find_position(0);
  REQUIRE(start.has_value());
  CHECK(start->chunk.sequence == 2);
  const auto later = playlist.find_position(120);
  REQUIRE(later.has_value());
  CHECK(later->chunk.sequence == 5);
  CHECK(later->offset_ms == 20);
  CHECK_FALSE(playlist.find_position(150).has_value());
  CHECK(playlist.position_of(5) == 100);
}

TEST_CASE("sums that no 64-bit number holds stop at the highest one") {
  Playlist playlist;
  for (std::int64_t sequence = 1; sequence <= 1100; ++sequence) {
    playlist.add(chunk(sequence, sequence_max));
  }
  CHECK(playlist.duration_ms() == highest);
  CHECK(playlist.position_of(1100) == highest);
  CHECK(playlist.position_of(3) == 2 * sequence_max);
  const auto place = playlist.find_position(highest);
  REQUIRE(place.has_value());
  CHECK(place->chunk.sequence == highest / sequence_max + 1);
  CHECK(place->offset_ms == highest % sequence_max);
  for (std::int64_t sequence = 2; sequence <= 1100; ++sequence) {
    playlist.remove(chunk(sequence).event_id);
  }
  CHECK(playlist.duration_ms() == sequence_max);
}

TEST_CASE("a playlist that is moved keeps what it holds") {
  Playlist playlist;
  playlist.add(chunk(2));
  Playlist moved = std::move(playlist);
  moved.add(chunk(1));
  Playlist other;
  other = std::move(moved);
  CHECK(other.in_order() == std::vector<PlaylistChunk>{chunk(1), chunk(2)});
}

}  // namespace
}  // namespace deadair::msc3888
