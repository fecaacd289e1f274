// What sounded: in order, once, nothing foreign, nothing cut off or passed over without a cause.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "harness/judge/rules/rules.h"
#include "harness/judge/words.h"

namespace deadair::judge::rules {

namespace {

// Follows `heard` of one broadcast through all observations.
class Listening {
 public:
  Listening(const Timeline& timeline, Book& book, std::string id)
      : timeline_(timeline), book_(book), id_(std::move(id)) {}

  // Calls come in their order, observations between them.
  void called(const CallFact& call);
  void looked(const Look& look, const std::vector<client::HeardEntry>& heard);

 private:
  enum class Wish { play, seek };
  struct Sounded {
    std::string event_id;
    std::int64_t sequence = 0;
    bool complete = false;
    std::size_t order = 0;  // of its event
  };

  void take(const Look& look, const BroadcastModel& model, const client::HeardEntry& entry);
  void place(const Look& look, const BroadcastModel& model, const Sounded& sounded);
  void going_back(const Look& look, const Sounded& sounded);
  void check_cut(const Look& look, const BroadcastModel& model, const Sounded& before);
  void check_hole(const Look& look, const BroadcastModel& model, const Sounded& before,
                  const Sounded& now);
  void found(const Look& look, const Code& code, std::string_view clause, std::string expected,
             const std::string& got, std::string_view also = {});
  [[nodiscard]] std::string name(const Sounded& sounded) const {
    return chunk_name(timeline_, sounded.event_id, sounded.sequence);
  }
  [[nodiscard]] bool odd_media(std::string_view event_id) const;
  [[nodiscard]] bool redacted(std::string_view event_id) const;
  [[nodiscard]] bool excused_repeat(const Sounded& before, const Sounded& now) const;

  const Timeline& timeline_;
  Book& book_;
  std::string id_;
  std::set<std::string_view> found_;  // codes: the first of each is enough
  std::vector<Sounded> pass_;         // since the order last started anew
  std::size_t seen_ = 0;              // entries of `heard` that were looked at
  std::size_t last_look_ = 0;         // position
  std::size_t first_wish_ = nowhere;
  bool played_ = false;
  bool paused_ = false;
  // Wishes after which the order may start anew, in their turn; what came of them is not seen yet.
  std::deque<Wish> wishes_;
};

void Listening::called(const CallFact& call) {
  if (!call.ok()) return;
  if (call.method == "restart") paused_ = false;
  if (call.method != "act" || call.param("broadcast") != id_) return;
  const std::string_view verb = call.param("verb");
  if (verb == "play" || verb == "resume" || verb == "seek") {
    first_wish_ = std::min(first_wish_, call.at);
  }
  // After a pause, `play` goes on where it was; otherwise it starts anew, as `seek` does.
  if (verb == "play" && played_ && !paused_) wishes_.push_back(Wish::play);
  if (verb == "seek") wishes_.push_back(Wish::seek);
  if (verb == "play") played_ = true;
  if (verb == "pause") paused_ = true;
  if (verb == "play" || verb == "resume" || verb == "stop") paused_ = false;
}

void Listening::looked(const Look& look, const std::vector<client::HeardEntry>& heard) {
  const bool more = heard.size() > seen_;
  if (more) {
    // A redaction counts from the moment at which the client had surely seen it before it could
    // play the chunk.
    const std::size_t wish = first_wish_ == nowhere ? 0 : first_wish_;
    const std::size_t certain = timeline_.settled_before(std::max(last_look_, wish) + 1);
    const BroadcastModel model = timeline_.model(id_, look.at, certain);
    for (std::size_t i = 0; i < std::min(seen_, heard.size()); ++i) {
      // What was sounding when it was last looked at may be complete by now.
      for (Sounded& sounded : pass_) {
        if (sounded.event_id == heard[i].event_id && heard[i].complete) sounded.complete = true;
      }
    }
    for (std::size_t i = seen_; i < heard.size(); ++i) take(look, model, heard[i]);
  }
  if (look.settled && (more || heard.empty())) wishes_.clear();
  seen_ = std::max(seen_, heard.size());
  last_look_ = look.at;
}

void Listening::found(const Look& look, const Code& code, std::string_view clause,
                      std::string expected, const std::string& got, std::string_view also) {
  if (!found_.insert(code.name).second) return;
  const std::string of =
      id_.empty() || event_name(timeline_, id_) == "S" ? "" : " of " + event_name(timeline_, id_);
  Finding finding = departure(code, clause, look.step, std::move(expected), got + of);
  if (!also.empty()) finding.clauses.emplace_back(also);
  book_.add(look.at, std::move(finding));
}

bool Listening::odd_media(std::string_view event_id) const {
  const RoomFact* const fact = timeline_.fact(event_id);
  return fact == nullptr || timeline_.odd_media.count(fact->label) != 0 ||
         timeline_.fault_struck("media");
}

void Listening::take(const Look& look, const BroadcastModel& model,
                     const client::HeardEntry& entry) {
  if (entry.seek_ms) {
    // A wish before that seek has had its time; one behind it has not.
    const auto sought = std::find(wishes_.begin(), wishes_.end(), Wish::seek);
    wishes_.erase(wishes_.begin(), sought == wishes_.end() ? sought : std::next(sought));
    pass_.clear();
    return;
  }
  const RoomFact* const fact = timeline_.fact(entry.event_id);
  const std::string shown = chunk_name(timeline_, entry.event_id, entry.sequence);
  if (fact == nullptr) {
    if (!timeline_.names(entry.event_id)) return;  // the adapter's invention
    found(look, code::heard_unknown, "identity", "only events of the room",
          shown + " sounded, which never was in the room");
    return;
  }
  const ModelChunk* const chunk = model.chunk(entry.event_id);
  if (chunk == nullptr || chunk->part == Answer::no || !chunk->sequence) {
    const std::string clause = chunk == nullptr ? "unrelated" : chunk->clause;
    found(look, code::heard_foreign, clause, "only chunks of this broadcast",
          shown + " sounded (" + clause + ")");
    return;
  }
  if (chunk->part == Answer::yes && entry.sequence && entry.sequence != chunk->sequence) {
    found(look, code::sequence_model, "order", "each chunk under the sequence of its event",
          event_name(timeline_, entry.event_id) + ", which is " + std::to_string(*chunk->sequence) +
              ", sounded as " + std::to_string(*entry.sequence));
  }
  place(look, model, Sounded{entry.event_id, *chunk->sequence, entry.complete, chunk->order});
}

void Listening::place(const Look& look, const BroadcastModel& model, const Sounded& sounded) {
  if (!pass_.empty()) {
    const Sounded before = pass_.back();
    if (sounded.sequence <= before.sequence) {
      if (wishes_.empty()) {
        going_back(look, sounded);
        return;
      }
      wishes_.pop_front();
      pass_.clear();
    } else if (wishes_.empty()) {
      check_cut(look, model, before);
      check_hole(look, model, before, sounded);
    }
  }
  pass_.push_back(sounded);
}

// Whether the whole scenario has a redaction of it, now or later.
bool Listening::redacted(std::string_view event_id) const {
  return std::any_of(timeline_.facts.begin(), timeline_.facts.end(), [&](const RoomFact& fact) {
    const json::Value* const content = fact.event->find({"content", "redacts"});
    return fact.event->string_at("redacts") == event_id ||
           (content != nullptr && content->as_string() == event_id);
  });
}

// Which of two events with one sequence wins is open, and so is what follows when the first one is
// redacted or cannot be played.
bool Listening::excused_repeat(const Sounded& before, const Sounded& now) const {
  if (before.event_id == now.event_id) return false;
  return !before.complete || odd_media(before.event_id) || redacted(before.event_id);
}

void Listening::going_back(const Look& look, const Sounded& sounded) {
  const auto same = std::find_if(pass_.begin(), pass_.end(), [&](const Sounded& before) {
    return before.sequence == sounded.sequence;
  });
  if (same == pass_.end()) {
    const bool late = sounded.order > pass_.back().order;
    found(look, code::heard_order, "order", "chunks in the order of their sequence",
          name(sounded) + " sounded after " + name(pass_.back()), late ? "gap_late" : "");
  } else if (!excused_repeat(*same, sounded)) {
    found(look, code::heard_repeat, "once", "each sequence once",
          same->event_id == sounded.event_id ? name(sounded) + " sounded again"
                                             : name(sounded) + " sounded after " + name(*same));
  }
}

void Listening::check_cut(const Look& look, const BroadcastModel& model, const Sounded& before) {
  const ModelChunk* const chunk = model.chunk(before.event_id);
  const bool stays = chunk != nullptr && chunk->part == Answer::yes;
  if (before.complete || !stays || odd_media(before.event_id)) return;
  found(look, code::heard_cut, "order", "each chunk to its end",
        name(before) + " was cut off by the next one");
}

// A chunk that was there before the one that followed was passed over.
void Listening::check_hole(const Look& look, const BroadcastModel& model, const Sounded& before,
                           const Sounded& now) {
  if (timeline_.fault_struck("")) return;
  // What is redacted by now may have been taken out before its turn.
  const BroadcastModel by_now = timeline_.model(id_, look.at);
  for (const std::int64_t sequence : model.must_sound()) {
    if (sequence <= before.sequence || sequence >= now.sequence) continue;
    // What follows when one of several events with one sequence is redacted or cannot be played is
    // open.
    const bool spoilt = std::any_of(model.chunks.begin(), model.chunks.end(), [&](const auto& one) {
      return one.sequence == sequence && (odd_media(one.id) || redacted(one.id));
    });
    if (spoilt) continue;
    for (const ModelChunk& chunk : model.chunks) {
      const bool there = chunk.sequence == sequence && chunk.part == Answer::yes &&
                         chunk.surely_seen && chunk.order < now.order;
      const ModelChunk* const still = by_now.chunk(chunk.id);
      const bool stays = still != nullptr && still->part == Answer::yes;
      if (!there || !stays) continue;
      found(look, code::heard_hole, "order", "no chunk passed over that was there in time",
            name(now) + " sounded after " + name(before) + ", without " +
                chunk_name(timeline_, chunk.id, sequence));
      return;
    }
  }
}

}  // namespace

void heard(const Timeline& timeline, Book& book) {
  std::set<std::string> ids;
  for (const Look& look : timeline.looks) {
    if (!look.snapshot.ok()) continue;
    for (const client::BroadcastView& view : look.snapshot->broadcasts) {
      const bool sounded = view.heard && !view.heard->empty();
      if (sounded && timeline.names(view.id)) ids.insert(view.id);
    }
  }
  for (const std::string& id : ids) {
    Listening listening(timeline, book, id);
    std::size_t next = 0;
    for (const Look& look : timeline.looks) {
      for (; next < look.call; ++next) listening.called(timeline.calls[next]);
      if (!look.snapshot.ok()) continue;
      const client::BroadcastView* const view = look.snapshot->find(id);
      listening.looked(
          look, view == nullptr || !view->heard ? std::vector<client::HeardEntry>() : *view->heard);
    }
  }
}

}  // namespace deadair::judge::rules
