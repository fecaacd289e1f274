// From the judge's model of a history to demands that every right client fulfils.
#include "harness/told/expected.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

#include "harness/judge/model.h"
#include "harness/told/staged.h"

namespace deadair::told {
namespace {

using judge::Answer;
using judge::BroadcastModel;
using judge::ModelChunk;
using judge::SeenEvent;

constexpr std::size_t unsure_max = 3;  // sequences, each of which doubles what is right
constexpr std::size_t ways_max = 8;    // more alternatives are no demand any more

bool is_by_relations_only(const StagedBatch& batch, const scenario::EventSpec& event) {
  const bool is_later_info = event.kind == scenario::EventKind::info && !is_start(event);
  return batch.delivery == Delivery::related &&
         (is_later_info || event.kind == scenario::EventKind::chunk);
}

// What a client that has applied every sync knows, as the judge reads it off a trace: of the state
// block the room's current state alone is certain, and what comes again proves nothing.
std::vector<SeenEvent> seen_events(const std::vector<StagedBatch>& batches) {
  std::vector<SeenEvent> seen;
  for (const StagedBatch& batch : batches) {
    for (const StagedEvent& staged : batch.events) {
      const bool is_in_state_block =
          batch.delivery == Delivery::state && staged.meant.kind == scenario::EventKind::info;
      const bool is_told = !is_in_state_block && !is_by_relations_only(batch, staged.meant);
      seen.push_back({staged.event.string_at("event_id"), &staged.event, is_told, true});
    }
    if (batch.delivery != Delivery::again) continue;
    for (const StagedEvent& staged : batch.events) {
      seen.push_back({staged.event.string_at("event_id"), &staged.event, false, true});
    }
  }
  std::set<std::string_view> state_told;
  std::size_t at = seen.size();
  for (auto batch = batches.rbegin(); batch != batches.rend(); ++batch) {
    if (batch->delivery == Delivery::again) at -= batch->events.size();
    for (auto staged = batch->events.rbegin(); staged != batch->events.rend(); ++staged) {
      --at;
      if (staged->meant.kind != scenario::EventKind::info) continue;
      if (is_by_relations_only(*batch, staged->meant)) continue;
      if (state_told.insert(staged->event.string_at("state_key")).second) {
        seen[at].surely_seen = true;
      }
    }
  }
  return seen;
}

// Sequences that a client has for certain, and those that it may have.
struct Known {
  std::set<std::int64_t> sure, unsure;
};

Known known_chunks(const BroadcastModel& model) {
  Known known;
  for (const ModelChunk& chunk : model.chunks) {
    if (chunk.part == Answer::no || !chunk.sequence) continue;
    const bool is_sure =
        chunk.part == Answer::yes && chunk.beyond == Answer::no && chunk.surely_seen;
    (is_sure ? known.sure : known.unsure).insert(*chunk.sequence);
  }
  for (const std::int64_t sequence : known.sure) known.unsure.erase(sequence);
  return known;
}

// The certain ones with each choice of the others; empty if those are too many.
std::vector<Sequences> choices(const Known& known) {
  if (known.unsure.size() > unsure_max) return {};
  std::vector<std::set<std::int64_t>> made = {known.sure};
  for (const std::int64_t sequence : known.unsure) {
    const std::size_t count = made.size();
    for (std::size_t i = 0; i < count; ++i) {
      made.push_back(made[i]);
      made.back().insert(sequence);
    }
  }
  std::vector<Sequences> ways;
  ways.reserve(made.size());
  for (const auto& set : made) ways.emplace_back(set.begin(), set.end());
  return ways;
}

void add_way(std::vector<Sequences>& ways, Sequences way) {
  if (std::find(ways.begin(), ways.end(), way) == ways.end()) ways.push_back(std::move(way));
}

// While it is live a client may wait at any hole, or go on.
std::vector<Sequences> with_waiting(const std::vector<Sequences>& ways) {
  std::vector<Sequences> all;
  for (const Sequences& way : ways) {
    std::int64_t next = 1;
    for (std::size_t i = 0; i < way.size(); ++i) {
      if (way[i] != next) add_way(all, {way.begin(), way.begin() + static_cast<std::ptrdiff_t>(i)});
      next = way[i] + 1;
    }
    add_way(all, way);
  }
  return all;
}

bool has_two_of_one(const BroadcastModel& model) {
  std::set<std::int64_t> sequences;
  std::set<std::string_view> ids;
  for (const ModelChunk& chunk : model.chunks) {
    if (chunk.part == Answer::no || !chunk.sequence || !ids.insert(chunk.id).second) continue;
    if (!sequences.insert(*chunk.sequence).second) return true;
  }
  return false;
}

Expected expected_of_one(const BroadcastModel& model, const scenario::EventSpec& start) {
  Expected expected;
  expected.label = start.label;
  if (model.exists != Answer::yes || model.redacted != Answer::no) return expected;
  const std::vector<std::string> lives = model.lives();
  if (lives.size() == 1) expected.live = lives.front();
  expected.is_over = !model.may_be_unended;
  const Known known = known_chunks(model);
  const std::vector<Sequences> held = choices(known);
  if (!has_two_of_one(model) && held.size() <= ways_max) expected.chunks = held;
  // What the listener's own user broadcasts is another role's matter.
  expected.is_playable = start.sender != 'L' && !known.sure.empty();
  if (!expected.is_playable) return expected;
  const std::vector<Sequences> ways = expected.is_over ? held : with_waiting(held);
  if (ways.size() <= ways_max) expected.heard = ways;
  return expected;
}

}  // namespace

Result<std::vector<Expected>> expected_of(const History& history) {
  const Result<std::vector<StagedBatch>> staged = stage(history);
  if (!staged) return staged.error();
  const std::vector<SeenEvent> seen = seen_events(*staged);
  std::vector<Expected> all;
  for (const StagedBatch& batch : *staged) {
    for (const StagedEvent& event : batch.events) {
      if (!is_start(event.meant)) continue;
      const BroadcastModel model = judge::model_of(seen, event.event.string_at("event_id"));
      all.push_back(expected_of_one(model, event.meant));
    }
  }
  return all;
}

}  // namespace deadair::told
