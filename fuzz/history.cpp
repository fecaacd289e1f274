// Property: whatever the history and however it is delivered, the reference client and the judge's
// model, two readings of the rulings written apart, do not contradict each other: which broadcasts
// there are, what they show, which chunks belong to them. And each chunk is read as it was meant.
#include <algorithm>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/target.h"
#include "fuzz/told_room.h"
#include "harness/base/check.h"
#include "harness/judge/model.h"
#include "harness/told/staged.h"

namespace deadair::fuzz {
namespace {

using judge::Answer;
using judge::BroadcastModel;
using judge::ModelChunk;
using reference::Broadcast;
using told::StagedBatch;
using told::StagedEvent;

std::vector<judge::SeenEvent> seen_events(const std::vector<StagedBatch>& history,
                                          const ToldRoom& told) {
  std::vector<judge::SeenEvent> seen;
  for (const StagedBatch& batch : history) {
    for (const StagedEvent& staged : batch.events) {
      const std::string_view id = staged.event.string_at("event_id");
      seen.push_back({id, &staged.event, !told.may_not_know(std::string(id)), true});
    }
  }
  return seen;
}

bool holds(const Broadcast& broadcast, std::int64_t sequence) {
  return broadcast.playlist().at(sequence).has_value();
}

void compare(const BroadcastModel& model, const Broadcast* broadcast, const std::string& label) {
  if (model.exists == Answer::no || model.redacted == Answer::yes) {
    DEADAIR_CHECK(broadcast == nullptr, label + " is shown, and it is redacted or was never there");
  } else if (model.exists == Answer::yes && model.redacted == Answer::no) {
    DEADAIR_CHECK(broadcast != nullptr, label + " is not shown");
  }
  if (broadcast == nullptr) return;
  DEADAIR_CHECK(broadcast->sender() == model.sender, label + " is " + broadcast->sender() + "'s");
  const std::string state(msc3888::name_of(broadcast->standing().state));
  const std::string live(msc3888::name_of(broadcast->standing().live()));
  DEADAIR_CHECK(model.allows(state, live), label + " shows " + state + ", " + live);
  for (const msc3888::PlaylistChunk& held : broadcast->playlist().in_order()) {
    const ModelChunk* chunk = model.chunk(held.event_id);
    DEADAIR_CHECK(chunk != nullptr && chunk->part != Answer::no, label + " holds " + held.event_id);
    DEADAIR_CHECK(chunk->sequence == held.sequence, std::to_string(held.sequence));
  }
  for (const ModelChunk& chunk : model.chunks) {
    if (chunk.part != Answer::yes || !chunk.surely_seen) continue;
    DEADAIR_CHECK(holds(*broadcast, *chunk.sequence),
                  label + " lacks " + std::to_string(*chunk.sequence));
  }
}

// Whatever is shown has a start in the room, and is shown once.
void compare_all_shown(const std::vector<judge::SeenEvent>& seen, ToldRoom& told) {
  std::set<std::string> shown;
  for (const std::string& id : told.room().started_in_order()) {
    const Broadcast* broadcast = told.room().find(id);
    if (broadcast == nullptr) continue;
    DEADAIR_CHECK(shown.insert(id).second, id + " is shown twice");
    DEADAIR_CHECK(broadcast->id() == id, id + " is shown as " + broadcast->id());
    compare(judge::model_of(seen, id), broadcast, id);
  }
}

// What was held against what the maker of the event meant: a comparison of two readers is blind to
// what both read wrongly.
void check_meaning(const StagedEvent& staged, ToldRoom& told) {
  if (staged.meant.kind != scenario::EventKind::chunk) return;
  const std::string_view target =
      staged.event.find({"content", "m.relates_to", "event_id"})->text();
  const Broadcast* broadcast = told.room().find(target);
  if (broadcast == nullptr) return;
  const reference::Chunk* chunk = broadcast->find(staged.event.string_at("event_id"));
  if (chunk == nullptr) return;
  DEADAIR_CHECK(chunk->event.sequence == staged.meant.number, staged.meant.label);
  DEADAIR_CHECK(chunk->event.info && chunk->event.info->duration_ms == staged.meant.duration_ms,
                staged.meant.label);
  DEADAIR_CHECK(chunk->event.url == "mxc://deadair.test/" + staged.meant.label, staged.meant.label);
}

}  // namespace

Outcome run_one(std::string_view input) {
  const Result<std::vector<StagedBatch>> history = told::stage_history(input);
  if (!history || history->empty()) return Outcome::rejected;
  ToldRoom told(*history);
  const std::vector<judge::SeenEvent> seen = seen_events(*history, told);
  compare_all_shown(seen, told);
  for (const StagedBatch& batch : *history) {
    for (const StagedEvent& staged : batch.events) {
      check_meaning(staged, told);
      if (staged.meant.kind != scenario::EventKind::info || staged.meant.state != "started")
        continue;
      const std::string_view id = staged.event.string_at("event_id");
      compare(judge::model_of(seen, id), told.room().find(id), staged.meant.label);
    }
  }
  return Outcome::accepted;
}

}  // namespace deadair::fuzz
