// The reference client's room, told a history.
#include "fuzz/told_room.h"

#include <map>
#include <string_view>

namespace deadair::fuzz {
namespace {

using json::Value;
using reference::Room;
using scenario::EventKind;
using told::Delivery;
using told::StagedEvent;

std::string id_of(const Value& event) { return std::string(event.string_at("event_id")); }

std::string_view related_to(const Value& event) {
  const Value* target = event.find({"content", "m.relates_to", "event_id"});
  return target == nullptr ? std::string_view() : target->as_string().value_or("");
}

bool is_relatable(const StagedEvent& staged) {
  const bool is_info = staged.meant.kind == EventKind::info && staged.meant.state != "started";
  return is_info || staged.meant.kind == EventKind::chunk;
}

}  // namespace

ToldRoom::ToldRoom(const std::vector<StagedBatch>& history) {
  for (const StagedBatch& batch : history) {
    for (const StagedEvent& staged : batch.events) {
      if (staged.meant.kind == EventKind::redaction) {
        redacted_.insert(std::string(staged.event.string_at("redacts")));
      }
    }
  }
  for (const StagedBatch& batch : history) deliver(batch);
  fetch_missing(history);
  for (const std::string& id : room_.started_in_order()) {
    if (room_.find(id) != nullptr) fetch_related(history, id);
  }
}

void ToldRoom::deliver(const StagedBatch& batch) {
  if (batch.delivery == Delivery::state) return deliver_as_state(batch);
  std::vector<Value> timeline;
  for (const StagedEvent& staged : batch.events) {
    if (batch.delivery == Delivery::related && is_relatable(staged)) {
      unseen_.insert(id_of(staged.event));
    } else {
      timeline.push_back(staged.event);
    }
  }
  room_.append(timeline, Room::Arrival::news);
  if (batch.delivery == Delivery::again) room_.append(timeline, Room::Arrival::news);
}

// State has one event a sender: the last one stands for all before it.
void ToldRoom::deliver_as_state(const StagedBatch& batch) {
  std::map<std::string_view, const StagedEvent*> last;
  for (const StagedEvent& staged : batch.events) {
    if (staged.meant.kind == EventKind::info) last[staged.event.string_at("sender")] = &staged;
  }
  std::vector<Value> state, timeline;
  for (const StagedEvent& staged : batch.events) {
    if (staged.meant.kind != EventKind::info) {
      timeline.push_back(staged.event);
    } else if (last[staged.event.string_at("sender")] == &staged) {
      state.push_back(staged.event);
    } else {
      unseen_.insert(id_of(staged.event));
    }
  }
  room_.append(state, Room::Arrival::state);
  room_.append(timeline, Room::Arrival::news);
}

// A server shows of a redacted event nothing that it could be found by.
void ToldRoom::fetch_missing(const std::vector<StagedBatch>& history) {
  for (std::size_t at = 0; at < missing_.size(); ++at) {
    const std::string id = missing_[at];
    for (const StagedBatch& batch : history) {
      for (const StagedEvent& staged : batch.events) {
        if (id_of(staged.event) != id || redacted_.contains(id)) continue;
        // Where it stands in the room is not told, so it stays among what is not surely known.
        room_.insert_started(staged.event);
      }
    }
  }
}

void ToldRoom::fetch_related(const std::vector<StagedBatch>& history,
                             const std::string& started_id) {
  std::vector<Value> oldest_first;
  for (const StagedBatch& batch : history) {
    for (const StagedEvent& staged : batch.events) {
      if (related_to(staged.event) != started_id || redacted_.contains(id_of(staged.event))) {
        continue;
      }
      // A start that refers to one is fetched too, and where it stands among the starts is not
      // told.
      if (is_relatable(staged)) unseen_.erase(id_of(staged.event));
      oldest_first.push_back(staged.event);
    }
  }
  room_.insert_related(started_id, oldest_first);
}

}  // namespace deadair::fuzz
