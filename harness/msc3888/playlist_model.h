// The simplest playlist there can be, a list of arrivals and loops, and its comparison with the
// real one. For tests only.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/base/json.h"
#include "harness/msc3888/playlist.h"

namespace deadair::msc3888 {

// What a playlist says of a chunk is what the model says: the chunk, or that there is none.
inline bool is_same(const std::optional<PlaylistChunk>& said, const PlaylistChunk* expected) {
  return said.has_value() == (expected != nullptr) && (!said || *said == *expected);
}

class PlaylistModel {
 public:
  static constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();

  PlaylistModel() {
    constexpr std::size_t usual = 16;  // of an input of a fuzzer
    arrivals_.reserve(usual);
    heard_.reserve(usual);
  }

  Added add(PlaylistChunk chunk) {
    bool is_duplicate = false;
    for (const PlaylistChunk& held : arrivals_) {
      if (held.event_id == chunk.event_id) return Added::known;
      is_duplicate = is_duplicate || held.sequence == chunk.sequence;
    }
    chunk.duration_ms = std::clamp(chunk.duration_ms, std::int64_t{0}, json::integer_max);
    arrivals_.push_back(std::move(chunk));
    if (is_duplicate) return Added::duplicate;
    hear(arrivals_.back());
    return Added::added;
  }

  bool remove(const std::string& event_id) {
    const bool removed = std::erase_if(arrivals_, [&](const PlaylistChunk& held) {
                           return held.event_id == event_id;
                         }) > 0;
    if (removed) hear_again();
    return removed;
  }

  const std::vector<PlaylistChunk>& heard() const { return heard_; }

  // Of a chunk that is held, heard or not.
  std::optional<std::int64_t> sequence_of(const std::string& event_id) const {
    for (const PlaylistChunk& held : arrivals_) {
      if (held.event_id == event_id) return held.sequence;
    }
    return std::nullopt;
  }

  const PlaylistChunk* at(std::int64_t sequence) const {
    for (const PlaylistChunk& chunk : heard_) {
      if (chunk.sequence == sequence) return &chunk;
    }
    return nullptr;
  }

  const PlaylistChunk* next(std::int64_t after) const {
    for (const PlaylistChunk& chunk : heard_) {
      if (chunk.sequence > after) return &chunk;
    }
    return nullptr;
  }

  std::int64_t position_of(std::int64_t sequence) const {
    std::int64_t sum = 0;
    for (const PlaylistChunk& chunk : heard_) {
      if (chunk.sequence >= sequence) break;
      sum = most - sum < chunk.duration_ms ? most : sum + chunk.duration_ms;
    }
    return sum;
  }

  // Only where the durations' sum fits a std::int64_t.
  std::optional<Playlist::Place> find_position(std::int64_t position_ms) const {
    if (position_ms < 0) return std::nullopt;
    for (const PlaylistChunk& chunk : heard_) {
      if (position_ms < chunk.duration_ms) return Playlist::Place{chunk, position_ms};
      position_ms -= chunk.duration_ms;
    }
    return std::nullopt;
  }

  std::optional<Gap> first_gap(std::int64_t after) const {
    std::int64_t last = announced.value_or(0);
    if (!heard_.empty()) last = std::max(last, heard_.back().sequence);
    after = std::max(after, std::int64_t{0});
    if (after >= last) return std::nullopt;
    std::int64_t missing = after + 1;
    for (const PlaylistChunk& chunk : heard_) {
      if (chunk.sequence < missing) continue;
      if (chunk.sequence > missing) return Gap{missing, chunk.sequence - 1};
      ++missing;
    }
    if (missing > last) return std::nullopt;
    return Gap{missing, last};
  }

  // Chunks and gaps above `after`, as a listener comes upon them.
  struct Step {
    const PlaylistChunk* chunk = nullptr;  // nullptr: a gap
    Gap gap = {};
  };
  std::vector<Step> steps_above(std::int64_t after) const {
    std::vector<Step> steps;
    steps.reserve(2 * heard_.size() + 1);
    std::int64_t missing = std::max(after, std::int64_t{0}) + 1;
    for (const PlaylistChunk& chunk : heard_) {
      if (chunk.sequence < missing) continue;
      if (chunk.sequence > missing) steps.push_back({nullptr, {missing, chunk.sequence - 1}});
      steps.push_back({&chunk});
      missing = chunk.sequence + 1;
    }
    if (announced && missing <= *announced) steps.push_back({nullptr, {missing, *announced}});
    return steps;
  }

  std::optional<std::int64_t> announced;
  bool ended = false;

 private:
  // Puts a chunk into its place unless one with its sequence is there.
  void hear(const PlaylistChunk& chunk) {
    auto place = heard_.begin();
    while (place != heard_.end() && place->sequence < chunk.sequence) ++place;
    const bool is_taken = place != heard_.end() && place->sequence == chunk.sequence;
    if (!is_taken) heard_.insert(place, chunk);
  }

  void hear_again() {
    heard_.clear();
    for (const PlaylistChunk& chunk : arrivals_) hear(chunk);
  }

  std::vector<PlaylistChunk> arrivals_;
  std::vector<PlaylistChunk> heard_;  // of each sequence the first that arrived, in order
};

// The name of the first answer that differs, with what it was asked; empty where all are equal.
class PlaylistDifference {
 public:
  // Asks at that many places at most, spread evenly: each costs a loop of the model's.
  PlaylistDifference(const Playlist& playlist, const PlaylistModel& model,
                     std::size_t places_max = std::numeric_limits<std::size_t>::max())
      : playlist_(playlist), model_(model), places_max_(places_max) {}

  std::string find() const {
    const std::vector<PlaylistChunk>& heard = model_.heard();
    if (playlist_.in_order() != heard) return "in_order";
    if (playlist_.size() != heard.size()) return "size";
    if (playlist_.duration_ms() != model_.position_of(most)) return "duration_ms";
    if (!is_same(playlist_.last(), heard.empty() ? nullptr : &heard.back())) return "last";
    if (!is_same(playlist_.first(), model_.next(0))) return "first";
    if (playlist_.complete() != (model_.ended && !model_.first_gap(0))) return "complete";
    for (const std::int64_t probe : sequences_to_ask()) {
      const std::string name = differing_at(probe);
      if (!name.empty()) return name + " of " + std::to_string(probe);
    }
    if (model_.position_of(most) == most) return "";
    for (const std::int64_t probe : positions_to_ask()) {
      const auto mine = playlist_.find_position(probe);
      const auto expected = model_.find_position(probe);
      const bool is_equal =
          mine.has_value() == expected.has_value() &&
          (!mine || (mine->chunk == expected->chunk && mine->offset_ms == expected->offset_ms));
      if (!is_equal) return "find_position of " + std::to_string(probe);
    }
    return "";
  }

 private:
  static constexpr std::int64_t most = PlaylistModel::most;

  std::string differing_at(std::int64_t sequence) const {
    if (!is_same(playlist_.at(sequence), model_.at(sequence))) return "at";
    if (!is_same(playlist_.next(sequence), model_.next(sequence))) return "next";
    if (playlist_.position_of(sequence) != model_.position_of(sequence)) return "position_of";
    if (playlist_.first_gap(sequence) != model_.first_gap(sequence)) return "first_gap";
    return "";
  }

  std::vector<std::int64_t> sequences_to_ask() const {
    std::vector<std::int64_t> probes = {
        -most - 1, -1, 0, 1, json::integer_max, json::integer_max + 1, most - 1, most};
    probes.reserve(probes.size() + 3 * model_.heard().size() + 1);
    for (const PlaylistChunk& chunk : model_.heard()) {
      for (const std::int64_t step : {-1, 0, 1}) probes.push_back(chunk.sequence + step);
    }
    if (model_.announced && *model_.announced > 1) probes.push_back(*model_.announced - 1);
    return each_once(std::move(probes));
  }

  std::vector<std::int64_t> positions_to_ask() const {
    std::vector<std::int64_t> probes = {-most - 1, -1, 0, 1, most};
    probes.reserve(probes.size() + 3 * model_.heard().size() + 2);
    for (const PlaylistChunk& chunk : model_.heard()) {
      const std::int64_t start = model_.position_of(chunk.sequence);
      for (const std::int64_t step : {-1, 0, 1}) probes.push_back(start + step);
    }
    const std::int64_t end = model_.position_of(most);
    probes.push_back(end - 1);
    probes.push_back(end);
    return each_once(std::move(probes));
  }

  std::vector<std::int64_t> each_once(std::vector<std::int64_t> probes) const {
    std::sort(probes.begin(), probes.end());
    probes.erase(std::unique(probes.begin(), probes.end()), probes.end());
    if (probes.size() <= places_max_) return probes;
    for (std::size_t place = 0; place < places_max_; ++place) {
      probes[place] = probes[place * probes.size() / places_max_];
    }
    probes.resize(places_max_);
    return probes;
  }

  const Playlist& playlist_;
  const PlaylistModel& model_;
  std::size_t places_max_;
};

}  // namespace deadair::msc3888
