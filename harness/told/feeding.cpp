// From deliveries to bodies of `feed`.
#include "harness/told/feeding.h"

#include <limits>
#include <map>
#include <utility>

namespace deadair::told {
namespace {

using json::Value;
using scenario::EventKind;

constexpr std::size_t never = std::numeric_limits<std::size_t>::max();

bool is_info(const StagedEvent& staged) { return staged.meant.kind == EventKind::info; }

// What a server gives to who asks for the relations of a start.
bool is_relatable(const StagedEvent& staged) {
  return staged.meant.kind == EventKind::chunk || (is_info(staged) && !is_start(staged.meant));
}

Value body_of(Value timeline, Value state, bool limited) {
  Value body = Value::object();
  body.add("timeline", std::move(timeline)).add("state", std::move(state));
  body.add("limited", limited);
  return body;
}

}  // namespace

Feeding::Feeding(const std::vector<StagedBatch>& history) {
  for (const StagedBatch& batch : history) {
    for (const StagedEvent& staged : batch.events) {
      if (staged.meant.kind == EventKind::redaction) {
        redacted_.emplace(staged.event.string_at("redacts"));
      }
    }
  }
  for (const StagedBatch& batch : history) feed(batch);
  feed_left_out();
}

void Feeding::feed(const StagedBatch& batch) {
  // State has one event a sender: the last one stands for all before it.
  std::map<std::string_view, const StagedEvent*> last;
  for (const StagedEvent& staged : batch.events) {
    if (is_info(staged)) last[staged.event.string_at("sender")] = &staged;
  }
  const std::size_t from = bodies_.size() + 1;
  Value timeline = Value::array(), state = Value::array();
  bool limited = false;
  for (const StagedEvent& staged : batch.events) {
    Told told{&staged, from, from};
    if (batch.delivery == Delivery::state && is_info(staged)) {
      limited = true;
      if (last[staged.event.string_at("sender")] == &staged) {
        state.push(staged.event);
      } else {
        told.told_from = never;
      }
    } else if (batch.delivery == Delivery::related && is_relatable(staged)) {
      limited = true;
      told.told_from = never;
      left_out_.push_back(events_.size());
    } else {
      timeline.push(staged.event);
    }
    events_.push_back(told);
  }
  Value body = body_of(std::move(timeline), std::move(state), limited);
  if (batch.delivery == Delivery::again) bodies_.push_back(body);
  bodies_.push_back(std::move(body));
}

// Whether the client has been told of something newer that the event may not come behind: of the
// same sender's info events the newest counts, and whoever has left sends no more.
bool Feeding::is_overtaken(std::size_t at) const {
  const StagedEvent& late = *events_[at].staged;
  const std::string_view sender = late.event.string_at("sender");
  for (std::size_t i = at + 1; i < events_.size(); ++i) {
    const Value& event = events_[i].staged->event;
    if (events_[i].told_from == never) continue;
    if (event.string_at("type") == "m.room.member" && event.string_at("state_key") == sender) {
      return true;
    }
    const bool is_state = event.find("state_key") != nullptr;
    if (is_info(late) && is_state && event.string_at("sender") == sender) return true;
  }
  return false;
}

void Feeding::feed_left_out() {
  std::vector<std::size_t> late;
  for (const std::size_t at : left_out_) {
    const std::string_view id = events_[at].staged->event.string_at("event_id");
    if (!redacted_.contains(id) && !is_overtaken(at)) late.push_back(at);
  }
  if (late.empty()) return;
  Value timeline = Value::array();
  for (const std::size_t at : late) {
    events_[at].told_from = bodies_.size() + 1;
    timeline.push(events_[at].staged->event);
  }
  bodies_.push_back(body_of(std::move(timeline), Value::array(), false));
}

std::vector<judge::SeenEvent> Feeding::seen_after(std::size_t fed) const {
  std::vector<judge::SeenEvent> seen;
  for (const Told& told : events_) {
    if (told.there_from > fed) break;
    const Value& event = told.staged->event;
    seen.push_back({event.string_at("event_id"), &event, told.told_from <= fed, true});
  }
  return seen;
}

std::string Feeding::label_of(std::string_view event_id) const {
  for (const Told& told : events_) {
    if (told.staged->event.string_at("event_id") == event_id) return told.staged->meant.label;
  }
  return {};
}

}  // namespace deadair::told
