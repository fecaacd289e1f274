// Property: after every operation the playlist says what the simplest possible model says: each
// sequence once, in order, every gap exactly, the end exactly; and whoever plays it from anywhere
// comes to its end within as many steps as there are chunks and gaps.
#include "harness/msc3888/playlist.h"

#include <limits>
#include <optional>
#include <string>
#include <string_view>

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

  // What is asked after every operation; compare_all also asks at every place there is.
  void compare(PlaylistVerb done) const {
    // The others cannot touch a chunk, and writing the list out is most of the cost.
    if (done == PlaylistVerb::add || done == PlaylistVerb::remove) {
      DEADAIR_CHECK(playlist_.in_order() == model_.heard(), "in_order");
    }
    DEADAIR_CHECK(playlist_.size() == model_.heard().size(), "size");
    DEADAIR_CHECK(playlist_.first_gap(0) == model_.first_gap(0), "first_gap");
    DEADAIR_CHECK(playlist_.complete() == (model_.ended && !model_.first_gap(0)), "complete");
    DEADAIR_CHECK(playlist_.duration_ms() == model_.position_of(highest), "duration_ms");
  }
  void compare_all() const {
    const std::string difference = msc3888::PlaylistDifference(playlist_, model_).find();
    DEADAIR_CHECK(difference.empty(), difference);
  }

 private:
  void add(const PlaylistChunk& chunk) {
    DEADAIR_CHECK(playlist_.add(chunk) == model_.add(chunk), "add " + chunk.event_id);
  }
  void remove(const std::string& event_id) {
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
    std::size_t steps = 0;
    std::size_t heard = 0;
    for (std::int64_t done = after;; ++steps) {
      DEADAIR_CHECK(steps <= 2 * playlist_.size() + 1, "no end is reached");
      const std::optional<PlaylistChunk> next = playlist_.next(done);
      const std::optional<Gap> gap = playlist_.first_gap(done);
      DEADAIR_CHECK(next == model_.next(done) && gap == model_.first_gap(done),
                    std::to_string(done));
      if (next && (!gap || next->sequence < gap->first)) {
        DEADAIR_CHECK(next->sequence > done, "what was played comes again");
        done = next->sequence;
        ++heard;
      } else if (gap && gap->last < json::integer_max) {
        DEADAIR_CHECK(!next || next->sequence == gap->last + 1, "the gap ends before a chunk");
        done = gap->last;
      } else {
        break;
      }
    }
    std::size_t above = 0;
    for (const PlaylistChunk& chunk : model_.heard()) above += chunk.sequence > after ? 1U : 0U;
    DEADAIR_CHECK(heard == above, "not all was heard");
  }

  Playlist playlist_;
  PlaylistModel model_;
};

}  // namespace

Outcome run_one(std::string_view input) {
  const std::vector<Record> records = read_records(input);
  Pair pair;
  for (const Record& record : records) {
    const PlaylistOperation operation = told::operation_of(record);
    pair.apply(operation);
    pair.compare(operation.verb);
  }
  pair.compare_all();
  return records.empty() ? Outcome::rejected : Outcome::accepted;
}

}  // namespace deadair::fuzz
