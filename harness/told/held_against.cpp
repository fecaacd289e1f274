// Compares snapshots with the judge's model, broadcast by broadcast.
#include "harness/told/held_against.h"

#include <algorithm>
#include <utility>

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

// All of it was seen: a client that is fed has no other way to learn of an event.
std::vector<judge::SeenEvent> seen_events(const std::vector<StagedBatch>& history) {
  std::vector<judge::SeenEvent> seen;
  for (const StagedBatch& batch : history) {
    for (const StagedEvent& staged : batch.events) {
      seen.push_back({staged.event.string_at("event_id"), &staged.event, true, true});
    }
  }
  return seen;
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
    if (!chunk.sequence) continue;
    if (known->sequence != chunk.sequence) {
      return "reads a sequence as " + std::to_string(*chunk.sequence);
    }
    if (*chunk.sequence <= before) return "holds chunks out of order or twice; " + cited("order");
    before = *chunk.sequence;
  }
  return {};
}

std::string missing_chunk(const BroadcastModel& model, const std::vector<client::HeldChunk>& held) {
  for (const ModelChunk& chunk : model.chunks) {
    if (chunk.part != Answer::yes || chunk.beyond != Answer::no) continue;
    const bool is_held = std::any_of(held.begin(), held.end(), [&](const client::HeldChunk& one) {
      return one.sequence == chunk.sequence || one.event_id == chunk.id;
    });
    if (is_held) continue;
    return "lacks chunk " + std::to_string(*chunk.sequence) + "; " + cited("any_state");
  }
  return {};
}

std::string differing(const BroadcastModel& model, const client::BroadcastView* shown) {
  if (shown == nullptr || shown->gone) {
    const bool must_be_there = model.exists == Answer::yes && model.redacted == Answer::no;
    return must_be_there ? "is not shown; " + cited("identity") : "";
  }
  if (model.exists == Answer::no || model.redacted == Answer::yes) {
    return "is shown; " + cited("redacted");
  }
  if (std::string text = differing_standing(model, *shown); !text.empty()) return text;
  if (!shown->chunks) return {};
  std::string text = differing_order(model, *shown->chunks);
  return text.empty() ? missing_chunk(model, *shown->chunks) : text;
}

}  // namespace

std::vector<json::Value> feed_bodies(const std::vector<StagedBatch>& history) {
  std::vector<json::Value> bodies;
  for (const StagedBatch& batch : history) {
    json::Value timeline = json::Value::array();
    for (const StagedEvent& staged : batch.events) timeline.push(staged.event);
    json::Value body = json::Value::object();
    body.add("timeline", std::move(timeline)).add("state", json::Value::array());
    body.add("limited", false);
    if (batch.delivery == Delivery::again) bodies.push_back(body);
    bodies.push_back(std::move(body));
  }
  return bodies;
}

std::string held_against_model(const std::vector<StagedBatch>& history,
                               const client::Snapshot& snapshot) {
  const std::vector<judge::SeenEvent> seen = seen_events(history);
  for (const StagedBatch& batch : history) {
    for (const StagedEvent& staged : batch.events) {
      if (!is_start(staged.meant)) continue;
      const BroadcastModel model = judge::model_of(seen, staged.event.string_at("event_id"));
      const std::string text = differing(model, snapshot.find(model.id));
      if (!text.empty()) return staged.meant.label + " " + text;
    }
  }
  return {};
}

}  // namespace deadair::told
