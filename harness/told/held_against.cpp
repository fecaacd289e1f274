// Compares snapshots with the judge's model, broadcast by broadcast.
#include "harness/told/held_against.h"

#include <algorithm>
#include <set>

#include "harness/judge/model.h"
#include "harness/msc3888/clauses.h"

namespace deadair::told {
namespace {

using judge::Answer;
using judge::BroadcastModel;
using judge::ModelChunk;

std::string cited(const std::string& clause) {
  const msc3888::Clause* known = msc3888::find_clause(clause);
  return known == nullptr ? clause : clause + ": " + std::string(known->ruling);
}

// Whether it may be a start at all: the model is asked of no other event.
bool may_be_start(const json::Value& event) {
  const json::Value* state = event.find({"content", "state"});
  return state != nullptr && state->as_string() == "started";
}

std::string differing_standing(const BroadcastModel& model, const client::BroadcastView& shown) {
  const auto fits = [&](const judge::Showing& showing) {
    return (!shown.state || showing.state == *shown.state) &&
           (!shown.live || showing.live == *shown.live);
  };
  if (std::any_of(model.showings.begin(), model.showings.end(), fits)) return {};
  return "shows state \"" + shown.state.value_or("") + "\", live \"" + shown.live.value_or("") +
         "\"; " + cited("transitions");
}

std::string differing_order(const BroadcastModel& model,
                            const std::vector<client::HeldChunk>& held) {
  std::int64_t before = 0;
  for (const client::HeldChunk& chunk : held) {
    const ModelChunk* known = model.chunk(chunk.event_id);
    if (known == nullptr) return "holds a chunk that was never sent";
    if (known->part == Answer::no) {
      return "holds a chunk that is no part of it; " + cited(known->clause);
    }
    // A client need not tell the sequence; the event has it.
    if (chunk.sequence && known->sequence != chunk.sequence) {
      return "reads a sequence as " + std::to_string(*chunk.sequence);
    }
    if (!known->sequence) continue;
    if (*known->sequence <= before) return "holds chunks out of order or twice; " + cited("order");
    before = *known->sequence;
  }
  return {};
}

std::string missing_chunk(const BroadcastModel& model, const std::vector<client::HeldChunk>& held) {
  std::set<std::int64_t> sequences;
  for (const client::HeldChunk& one : held) {
    const ModelChunk* known = model.chunk(one.event_id);
    if (known != nullptr && known->sequence) sequences.insert(*known->sequence);
  }
  for (const ModelChunk& chunk : model.chunks) {
    if (chunk.part != Answer::yes || chunk.beyond != Answer::no || !chunk.surely_seen) continue;
    if (sequences.contains(*chunk.sequence)) continue;
    return "lacks chunk " + std::to_string(*chunk.sequence) + "; " + cited("any_state");
  }
  return {};
}

std::string differing(const BroadcastModel& model, const client::BroadcastView* shown) {
  if (shown == nullptr || shown->gone) {
    const bool must_be_there = model.exists == Answer::yes && model.redacted == Answer::no;
    return must_be_there ? "is not shown; " + cited("identity") : "";
  }
  if (model.redacted == Answer::yes) return "is shown; " + cited("redacted");
  if (shown->sender && !model.may_be_of(*shown->sender)) {
    return "is shown as somebody else's; " + cited("identity");
  }
  if (std::string text = differing_standing(model, *shown); !text.empty()) return text;
  if (!shown->chunks) return {};
  std::string text = differing_order(model, *shown->chunks);
  return text.empty() ? missing_chunk(model, *shown->chunks) : text;
}

// A broadcast that is listed, and that no event of the room has started.
std::string never_started(const Feeding& feeding, const std::vector<judge::SeenEvent>& seen,
                          const client::Snapshot& snapshot) {
  for (const client::BroadcastView& shown : snapshot.broadcasts) {
    // One that is gone shows nothing but that it was there once.
    if (shown.gone || judge::model_of(seen, shown.id).exists != Answer::no) continue;
    const std::string label = feeding.label_of(shown.id);
    return (label.empty() ? "what was never sent" : label) +
           " is shown as a broadcast, and has started none; " + cited("identity");
  }
  return {};
}

}  // namespace

std::string held_against_model(const Feeding& feeding, std::size_t fed,
                               const client::Snapshot& snapshot) {
  const std::vector<judge::SeenEvent> seen = feeding.seen_after(fed);
  for (const judge::SeenEvent& event : seen) {
    if (!may_be_start(*event.event)) continue;
    const BroadcastModel model = judge::model_of(seen, event.id);
    if (model.exists == Answer::no) continue;
    const std::string text = differing(model, snapshot.find(model.id));
    if (!text.empty()) return feeding.label_of(model.id) + " " + text;
  }
  return never_started(feeding, seen, snapshot);
}

std::string held_against_model(const std::vector<StagedBatch>& history,
                               const client::Snapshot& snapshot) {
  const Feeding feeding(history);
  return held_against_model(feeding, feeding.bodies().size(), snapshot);
}

}  // namespace deadair::told
