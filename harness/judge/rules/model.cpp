// Where the client has settled, what it shows of a broadcast is what the model allows.
#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "harness/judge/rules/rules.h"
#include "harness/judge/words.h"

namespace deadair::judge::rules {
namespace {

using client::BroadcastView;

void add(const Look& look, Book& book, const Code& code, std::string_view clause,
         std::string expected, std::string got) {
  book.add(look.at, departure(code, clause, look.step, std::move(expected), std::move(got)));
}

// The clause that says what may be shown: what happened last to the broadcast, or seems to have,
// decides.
std::string_view clause_of(const Timeline& timeline, const Look& look,
                           const BroadcastModel& model) {
  if (model.redacted != Answer::no) return "redacted";
  for (auto fact = timeline.facts.rbegin(); fact != timeline.facts.rend(); ++fact) {
    const json::Value& event = *fact->event;
    const json::Value* const content = event.find("content");
    if (fact->at > look.at || fact->id == model.id || content == nullptr ||
        !event.string_at("type").ends_with("voice_broadcast_info")) {
      continue;
    }
    const std::string_view state = content->string_at("state");
    const json::Value* const relation = content->find("m.relates_to");
    const bool refers = relation != nullptr && relation->string_at("event_id") == model.id;
    if (event.string_at("sender") != model.sender) {
      if (refers) return "foreign";
      continue;
    }
    if (!refers) return state == "started" ? "second" : "unrelated";
    if (relation->string_at("rel_type") != "m.reference") return "unrelated";
    const bool known =
        state == "started" || state == "paused" || state == "resumed" || state == "stopped";
    return known ? "newest" : "unknown_state";
  }
  return "newest";
}

void check_showing(const Timeline& timeline, const Look& look, const BroadcastView& view,
                   const BroadcastModel& model, Book& book) {
  const std::string name = event_name(timeline, view.id);
  const auto is_in = [](const std::vector<std::string>& all, const std::string& one) {
    return std::find(all.begin(), all.end(), one) != all.end();
  };
  if (view.state && !is_in(model.states(), *view.state)) {
    add(look, book, code::state_model, clause_of(timeline, look, model),
        name + " in state " + either(model.states()), *view.state);
  } else if (view.live && !is_in(model.lives(), *view.live)) {
    add(look, book, code::live_model, clause_of(timeline, look, model),
        name + " shown as " + either(model.lives()), *view.live);
  } else if (view.state && view.live && !model.allows(*view.state, *view.live)) {
    add(look, book, code::live_model, "transitions", name + " in one consistent state",
        "state " + *view.state + ", shown as " + *view.live);
  }
}

void check_chunk(const Timeline& timeline, const Look& look, const BroadcastView& view,
                 const BroadcastModel& model, const client::HeldChunk& held, Book& book) {
  const ModelChunk* const chunk = model.chunk(held.event_id);
  if (chunk == nullptr || chunk->part == Answer::no) {
    if (!timeline.names(held.event_id)) return;  // the adapter's invention
    const std::string clause =
        chunk == nullptr || chunk->clause.empty() ? "identity" : chunk->clause;
    add(look, book, code::chunks_model, clause,
        "no chunk in " + event_name(timeline, view.id) + " that is not part of it",
        chunk_name(timeline, held.event_id, held.sequence));
  } else if (chunk->part == Answer::yes && held.sequence && held.sequence != chunk->sequence) {
    add(look, book, code::sequence_model, "order", "each chunk under the sequence of its event",
        event_name(timeline, held.event_id) + ", which is " + std::to_string(*chunk->sequence) +
            ", held as " + std::to_string(*held.sequence));
  }
}

void check_chunks(const Timeline& timeline, const Look& look, const BroadcastView& view,
                  const BroadcastModel& model, Book& book) {
  if (!view.chunks) return;
  std::set<std::string_view> held_ids;
  for (const client::HeldChunk& held : *view.chunks) {
    check_chunk(timeline, look, view, model, held, book);
    if (held_ids.insert(held.event_id).second) continue;
    add(look, book, code::chunks_model, "once",
        "each chunk of " + event_name(timeline, view.id) + " once",
        chunk_name(timeline, held.event_id, held.sequence) + " twice");
  }
}

void check_sender(const Timeline& timeline, const Look& look, const BroadcastView& view,
                  const BroadcastModel& model, Book& book) {
  if (!view.sender || model.may_be_of(*view.sender)) return;
  add(look, book, code::sender_model, "identity",
      event_name(timeline, view.id) + " as the broadcast of " + one_line(model.sender),
      one_line(*view.sender));
}

void check_times(const Timeline& timeline, const Look& look, const BroadcastView& view,
                 Book& book) {
  const std::string name = event_name(timeline, view.id);
  const auto check = [&](const std::optional<std::int64_t>& ms, std::string_view clause,
                         const std::string& what) {
    if (!ms || *ms >= 0) return;
    add(look, book, code::time_model, clause, what + " of 0 ms or more",
        std::to_string(*ms) + " ms");
  };
  check(view.position_ms, "controls", "a position in " + name);
  check(view.duration_ms, "malformed", "a duration of " + name);
  if (!view.chunks) return;
  for (const client::HeldChunk& held : *view.chunks) {
    check(held.duration_ms, "malformed", "a duration of " + event_name(timeline, held.event_id));
  }
}

// An entry of the kind of a broadcast is the only one of its event. (A long message may have two.)
void check_tiles(const Timeline& timeline, const Look& look, Book& book) {
  if (!look.snapshot->tiles) return;
  std::map<std::string_view, int> entries;
  for (const client::Tile& tile : *look.snapshot->tiles) ++entries[tile.event_id];
  for (const client::Tile& tile : *look.snapshot->tiles) {
    if (!tile.shows_sound() || entries[tile.event_id] == 1) continue;
    add(look, book, code::tiles_model, "shown_once", "one entry of the timeline for a broadcast",
        event_name(timeline, tile.event_id) + " has more than one");
  }
}

// A client that begins anew, after a restart or in a new session, may tell its user once more.
void check_notified(const Timeline& timeline, const Look& look, const BroadcastModel& model,
                    Book& book) {
  if (!look.snapshot->notifications) return;
  const bool restarted = std::any_of(
      timeline.calls.begin(), timeline.calls.end(),
      [&](const CallFact& call) { return call.at < look.at && call.method == "restart"; });
  if (restarted || timeline.session_ended_at < look.at) return;
  std::set<std::string_view> notified;
  for (const std::string& id : *look.snapshot->notifications) {
    if (notified.insert(id).second || (id != model.id && model.chunk(id) == nullptr)) continue;
    add(look, book, code::notified_model, "shown_once", "one notification at most for an event",
        event_name(timeline, id) + " notified twice");
  }
}

}  // namespace

void model(const Timeline& timeline, Book& book) {
  for (const Look& look : timeline.looks) {
    if (!look.settled || !look.snapshot.ok()) continue;
    check_tiles(timeline, look, book);
    for (const BroadcastView& view : look.snapshot->broadcasts) {
      if (view.gone || !timeline.names(view.id)) continue;
      // A redaction may be on its way until the client has settled once more.
      const BroadcastModel model = timeline.model(view.id, look.at);
      if (model.exists == Answer::no) {
        add(look, book, code::state_model, "identity",
            "only broadcasts that were started in the room", event_name(timeline, view.id));
        continue;
      }
      check_showing(timeline, look, view, model, book);
      check_sender(timeline, look, view, model, book);
      check_chunks(timeline, look, view, model, book);
      check_times(timeline, look, view, book);
      check_notified(timeline, look, model, book);
    }
  }
}

}  // namespace deadair::judge::rules
