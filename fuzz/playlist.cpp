// Property: after every operation the playlist says what the simplest possible model says: its
// size, the first gap and the end exactly, and what stands beside a change; at each eighth change
// and at the end each sequence once, in order. Whoever plays it from anywhere comes to its end
// within as many steps as there are chunks and gaps.
#include "harness/msc3888/playlist.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/records.h"
#include "fuzz/target.h"
#include "harness/base/check.h"
#include "harness/base/json.h"
#include "harness/msc3888/playlist_model.h"
#include "harness/told/playlist_operation.h"

namespace deadair::fuzz {
namespace {

using msc3888::Gap;
using msc3888::Playlist;
using msc3888::PlaylistChunk;
using msc3888::PlaylistModel;
using told::PlaylistOperation;
using told::PlaylistVerb;

constexpr std::int64_t highest = std::numeric_limits<std::int64_t>::max();

// A playlist and its model, told the same.
class Pair {
 public:
  void apply(const PlaylistOperation& operation) {
    changed_ = operation.sequence;
    switch (operation.verb) {
      case PlaylistVerb::add:
        return add({operation.sequence, operation.event_id, operation.duration_ms});
      case PlaylistVerb::remove: return remove(operation.event_id);
      case PlaylistVerb::announce:
        return playlist_.set_last_sequence(model_.announced = operation.last_sequence);
      case PlaylistVerb::end: playlist_.set_ended(model_.ended = operation.is_ended); break;
      case PlaylistVerb::seek: return seek(operation.position_ms);
      case PlaylistVerb::play: break;
    }
    play_from(operation.after);
  }

  // What is asked after every operation, where it was done. compare_all asks at many places.
  void compare(const PlaylistOperation& done) {
    DEADAIR_CHECK(playlist_.size() == model_.heard().size(), "size");
    const std::optional<Gap> gap = model_.first_gap(0);
    DEADAIR_CHECK(playlist_.first_gap(0) == gap, "first_gap");
    DEADAIR_CHECK(playlist_.complete() == (model_.ended && !gap), "complete");
    DEADAIR_CHECK(playlist_.duration_ms() == model_.position_of(highest), "duration_ms");
    // The others cannot touch a chunk.
    if (done.verb != PlaylistVerb::add && done.verb != PlaylistVerb::remove) return;
    for (const std::int64_t sequence : {changed_ - 1, changed_}) {
      DEADAIR_CHECK(is_same(playlist_.next(sequence), model_.next(sequence)),
                    "next of " + std::to_string(sequence));
    }
    if (++changes_ % changes_a_list != 0) return;
    DEADAIR_CHECK(playlist_.in_order() == model_.heard(), "in_order");
  }
  void compare_all() const {
    const std::string difference =
        msc3888::PlaylistDifference(playlist_, model_, places_max).find();
    DEADAIR_CHECK(difference.empty(), difference);
  }

 private:
  void add(const PlaylistChunk& chunk) {
    DEADAIR_CHECK(playlist_.add(chunk) == model_.add(chunk), "add " + chunk.event_id);
  }
  // Its place is asked for while the model still knows it: what stood beside it is compared then.
  void remove(const std::string& event_id) {
    changed_ = model_.sequence_of(event_id).value_or(changed_);
    DEADAIR_CHECK(playlist_.remove(event_id) == model_.remove(event_id), "remove " + event_id);
  }
  void seek(std::int64_t position_ms) const {
    if (model_.position_of(highest) == highest) return;
    const auto mine = playlist_.find_position(position_ms);
    const auto expected = model_.find_position(position_ms);
    DEADAIR_CHECK(mine.has_value() == expected.has_value(), std::to_string(position_ms));
    DEADAIR_CHECK(
        !mine || (mine->chunk == expected->chunk && mine->offset_ms == expected->offset_ms),
        std::to_string(position_ms));
  }
  // Plays to the end as a listener does who passes over what is missing.
  void play_from(std::int64_t after) const {
    const std::vector<PlaylistModel::Step> steps = model_.steps_above(after);
    const auto is_gap = [](const PlaylistModel::Step& step) { return step.chunk == nullptr; };
    auto gap = std::find_if(steps.begin(), steps.end(), is_gap);
    std::int64_t done = after;
    for (auto step = steps.begin();; ++step) {
      const bool has_gap = gap != steps.end();
      DEADAIR_CHECK(playlist_.first_gap(done) == (has_gap ? std::optional(gap->gap) : std::nullopt),
                    "first_gap of " + std::to_string(done));
      if (step == steps.end()) break;
      if (step == gap) {
        done = gap->gap.last;
        gap = std::find_if(gap + 1, steps.end(), is_gap);
      } else {
        DEADAIR_CHECK(playlist_.next(done) == *step->chunk, "next of " + std::to_string(done));
        done = step->chunk->sequence;
      }
    }
    DEADAIR_CHECK(!playlist_.next(done), "next of " + std::to_string(done) + ", the end");
  }

  // The whole list is written out once in that many changes, and at the end.
  static constexpr std::size_t changes_a_list = 8;
  static constexpr std::size_t places_max = 4;

  Playlist playlist_;
  PlaylistModel model_;
  std::int64_t changed_ = 1;  // where a chunk came or went last
  std::size_t changes_ = 0;
};

}  // namespace

Outcome run_one(std::string_view input) {
  const std::vector<Record> records = read_records(input);
  Pair pair;
  for (const Record& record : records) {
    const PlaylistOperation operation = told::operation_of(record);
    pair.apply(operation);
    pair.compare(operation);
  }
  pair.compare_all();
  return records.empty() ? Outcome::rejected : Outcome::accepted;
}

}  // namespace deadair::fuzz
