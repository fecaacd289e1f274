// Property: whatever the history of a room, what your client shows of it is
// something that the judge's model allows. Where the text is silent the model
// allows every reading, so that an open difference is no finding; what your
// view leaves out is not judged.
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/byo/client.h"
#include "fuzz/target.h"
#include "harness/base/check.h"
#include "harness/judge/model.h"
#include "harness/msc3888/clauses.h"
#include "harness/told/staged.h"

namespace deadair::fuzz {
namespace {

using judge::Answer;
using judge::BroadcastModel;
using judge::ModelChunk;
using told::Delivery;
using told::StagedBatch;
using told::StagedEvent;

std::string cited(const std::string& clause) {
  const msc3888::Clause* known = msc3888::find_clause(clause);
  return known == nullptr ? clause : clause + ": " + std::string(known->ruling);
}

// The history as the client gets it, and as the model sees it.
std::vector<judge::SeenEvent> feed(const std::vector<StagedBatch>& history, ByoClient& client) {
  std::vector<judge::SeenEvent> seen;
  for (const StagedBatch& batch : history) {
    json::Value timeline = json::Value::array();
    for (const StagedEvent& staged : batch.events) {
      timeline.push(staged.event);
      seen.push_back({staged.event.string_at("event_id"), &staged.event, true, true});
    }
    json::Value body = json::Value::object();
    body.add("timeline", std::move(timeline)).add("state", json::Value::array());
    body.add("limited", false);
    const std::string text = json::write(body);
    client.feed_batch(text);
    if (batch.delivery == Delivery::again) client.feed_batch(text);
  }
  return seen;
}

void judge_standing(const BroadcastModel& model, const client::BroadcastView& shown,
                    const std::string& label) {
  const std::string state = shown.state.value_or("");
  const std::string live = shown.live.value_or("");
  bool is_allowed = false;
  for (const judge::Showing& showing : model.showings) {
    is_allowed = is_allowed || ((!shown.state || showing.state == state) &&
                                (!shown.live || showing.live == live));
  }
  DEADAIR_CHECK(is_allowed, label + " shows state \"" + state + "\", live \"" + live + "\"; " +
                                cited("transitions"));
}

void judge_chunks(const BroadcastModel& model, const std::vector<client::HeldChunk>& held,
                  const std::string& label) {
  std::int64_t before = 0;
  for (const client::HeldChunk& chunk : held) {
    const ModelChunk* known = model.chunk(chunk.event_id);
    DEADAIR_CHECK(known != nullptr, label + " holds a chunk that was never sent");
    DEADAIR_CHECK(known->part != Answer::no,
                  label + " holds a chunk that is no part of it; " + cited(known->clause));
    if (!chunk.sequence) continue;
    DEADAIR_CHECK(known->sequence == chunk.sequence,
                  label + " reads a sequence as " + std::to_string(*chunk.sequence));
    DEADAIR_CHECK(*chunk.sequence > before,
                  label + " holds chunks out of order or twice; " + cited("order"));
    before = *chunk.sequence;
  }
  for (const ModelChunk& chunk : model.chunks) {
    if (chunk.part != Answer::yes || chunk.beyond != Answer::no) continue;
    bool is_held = false;
    for (const client::HeldChunk& one : held) {
      is_held = is_held || one.sequence == chunk.sequence || one.event_id == chunk.id;
    }
    DEADAIR_CHECK(is_held, label + " lacks chunk " + std::to_string(*chunk.sequence) + "; " +
                               cited("any_state"));
  }
}

}  // namespace

Outcome run_one(std::string_view input) {
  const Result<std::vector<StagedBatch>> history = told::stage_history(input);
  if (!history || history->empty()) return Outcome::rejected;
  ByoClient client;
  const std::vector<judge::SeenEvent> seen = feed(*history, client);
  const client::Snapshot snapshot = client.view();
  for (const StagedBatch& batch : *history) {
    for (const StagedEvent& staged : batch.events) {
      if (staged.meant.kind != scenario::EventKind::info || staged.meant.state != "started")
        continue;
      const BroadcastModel model = judge::model_of(seen, staged.event.string_at("event_id"));
      const client::BroadcastView* shown = snapshot.find(model.id);
      if (shown == nullptr || shown->gone) {
        DEADAIR_CHECK(model.exists != Answer::yes || model.redacted != Answer::no,
                      staged.meant.label + " is not shown; " + cited("identity"));
        continue;
      }
      DEADAIR_CHECK(model.exists != Answer::no && model.redacted != Answer::yes,
                    staged.meant.label + " is shown; " + cited("redacted"));
      judge_standing(model, *shown, staged.meant.label);
      if (shown->chunks) judge_chunks(model, *shown->chunks, staged.meant.label);
    }
  }
  return Outcome::accepted;
}

}  // namespace deadair::fuzz
