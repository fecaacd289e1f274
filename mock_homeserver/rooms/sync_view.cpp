// Views of a room for /sync: pure functions of the log and its batches.
#include "mock_homeserver/rooms/sync_view.h"

#include <algorithm>
#include <set>
#include <utility>

#include "mock_homeserver/rooms/invitation.h"

namespace deadair::mock {

namespace {

using scenario::Via;

// Positions of events, in the room's order where `sorted`.
std::vector<json::Value> show_all(const Room& room, const std::vector<std::size_t>& positions,
                                  std::size_t end, const SyncAsk& ask, Place place) {
  std::vector<json::Value> shown;
  shown.reserve(positions.size());
  for (const std::size_t position : positions) {
    shown.push_back(room.shown(position, end, {ask.user_id, ask.token}, place));
  }
  return shown;
}

std::vector<std::size_t> filtered_state(const Room& room, const EventLog::State& state,
                                        const SyncAsk& ask) {
  std::vector<std::size_t> positions;
  for (const auto& [key, position] : state) {
    if (lets_through(ask.filter.state, room.log.at(position))) positions.push_back(position);
  }
  std::sort(positions.begin(), positions.end());
  return positions;
}

// Leaves the last `limit` of them, and tells whether that took any away.
bool keep_last(std::vector<std::size_t>& positions, std::size_t limit) {
  if (positions.size() <= limit) return false;
  positions.erase(positions.begin(), positions.end() - static_cast<std::ptrdiff_t>(limit));
  return true;
}

std::size_t limit_of(const SyncAsk& ask) {
  return ask.filter.timeline.limit.value_or(timeline_limit_default);
}

// The events of a batch by the way in which they reach the client.
struct Sorted {
  std::vector<std::size_t> timeline;
  std::vector<std::size_t> state;     // put into the state block as they are
  std::vector<std::size_t> left_out;  // behind a gap
  std::vector<std::size_t> unwanted;  // taken out of the timeline by the client's filter
};

// Whoever is outside was told what came while it was in the room, and what became of itself.
bool is_for_outsider(const Room& room, std::size_t position, const std::string& user_id) {
  return room.log.at(position).is_member(user_id) ||
         room.membership_at(user_id, position) == "join";
}

Sorted sort_deliveries(const Room& room, const Batch& batch, const SyncAsk& ask, Section section) {
  Sorted sorted;
  for (const Delivery& delivery : batch.deliveries) {
    const Logged& logged = room.log.at(delivery.position);
    if (section != Section::join && !is_for_outsider(room, delivery.position, ask.user_id)) {
      continue;
    }
    switch (delivery.via) {
      case Via::sync:
        (lets_through(ask.filter.timeline, logged) ? sorted.timeline : sorted.unwanted)
            .push_back(delivery.position);
        break;
      case Via::state: sorted.state.push_back(delivery.position); break;
      case Via::gap: sorted.left_out.push_back(delivery.position); break;
      case Via::unsynced: break;
    }
  }
  return sorted;
}

std::pair<std::string, std::string> state_of(const Logged& logged) {
  return {logged.type, logged.state_key.value_or("")};
}

// Puts those of the events that are state and stand at or behind `from` in place of older ones.
// State that the filter keeps out of the timeline reaches the client in this way.
void add_state(const Room& room, const std::vector<std::size_t>& positions, std::size_t from,
               EventLog::State& state) {
  for (const std::size_t position : positions) {
    const Logged& logged = room.log.at(position);
    if (position < from || !logged.state_key.has_value()) continue;
    std::size_t& known = state.try_emplace(state_of(logged), position).first->second;
    known = std::max(known, position);
  }
}

void show_invitation(const Room& room, const SyncAsk& ask, std::size_t end, RoomSync& view) {
  view.shown = true;
  view.invite_state = invite_state(room, ask.user_id, end);
}

}  // namespace

std::string_view name_of(Section section) {
  switch (section) {
    case Section::join: return "join";
    case Section::invite: return "invite";
    case Section::leave: return "leave";
  }
  return "?";
}

Section section_of(const Room& room, std::string_view user_id, std::size_t end) {
  const std::string membership = room.membership_at(user_id, end);
  if (membership == "join") return Section::join;
  return membership == "invite" ? Section::invite : Section::leave;
}

std::size_t end_for(const Room& room, std::string_view user_id, std::size_t end) {
  if (section_of(room, user_id, end) != Section::leave) return end;
  while (end > 0 && !room.log.at(end - 1).is_member(user_id)) --end;
  return end;
}

RoomSync first_view(const Room& room, const SyncAsk& ask, std::size_t end) {
  RoomSync view;
  view.section = section_of(room, ask.user_id, end);
  if (!lets_room_through(ask.filter, room.id)) return view;
  if (view.section == Section::invite) {
    show_invitation(room, ask, end, view);
    return view;
  }
  view.shown = view.section == Section::join || ask.filter.include_leave;
  if (!view.shown) return view;
  end = end_for(room, ask.user_id, end);
  std::vector<std::size_t> timeline;
  std::vector<std::size_t> unwanted;
  std::size_t start = 0;
  for (std::size_t position = 0; position < end; ++position) {
    const Logged& logged = room.log.at(position);
    // An event that no timeline may carry ends the part of the log that the timeline can show.
    if (logged.via == Via::gap || logged.via == Via::state) {
      timeline.clear();
      start = position + 1;
    } else if (logged.via == Via::sync) {
      (lets_through(ask.filter.timeline, logged) ? timeline : unwanted).push_back(position);
    }
  }
  view.limited = start > 0;
  if (keep_last(timeline, limit_of(ask))) {
    view.limited = true;
    start = timeline.empty() ? end : timeline.front();
  }
  view.prev_batch = log_token(start);
  view.timeline = show_all(room, timeline, end, ask, Place::sync_timeline);
  EventLog::State before = room.log.synced_state_at(start);
  add_state(room, unwanted, start, before);
  view.state = show_all(room, filtered_state(room, before, ask), end, ask, Place::sync_state);
  const EventLog::State behind = room.log.synced_state_at(end);
  view.state_after = show_all(room, filtered_state(room, behind, ask), end, ask, Place::sync_state);
  return view;
}

RoomSync batch_view(const Room& room, const Batch& batch, const SyncAsk& ask) {
  if (batch.entered.contains(ask.user_id)) return first_view(room, ask, batch.log_end);
  if (batch.shut_out.contains(ask.user_id)) return {};
  const std::size_t end = batch.log_end;
  RoomSync view;
  view.section = section_of(room, ask.user_id, end);
  if (!lets_room_through(ask.filter, room.id)) return view;
  if (view.section == Section::invite) {
    if (tells_membership(room, batch, ask.user_id)) show_invitation(room, ask, end, view);
    return view;
  }
  const bool joined = view.section == Section::join;
  const bool told = (joined ? batch.tells(ask.user_id) : batch.account == ask.user_id) &&
                    (!batch.ephemeral.empty() || !batch.room_account_data.empty());
  view.shown = !batch.deliveries.empty() || told || ask.full_state;
  if (!view.shown) return view;

  Sorted sorted = sort_deliveries(room, batch, ask, view.section);
  std::vector<std::size_t> timeline = sorted.timeline;
  const bool cut = keep_last(timeline, limit_of(ask));
  sorted.left_out.insert(sorted.left_out.end(), sorted.timeline.begin(),
                         sorted.timeline.end() - static_cast<std::ptrdiff_t>(timeline.size()));
  view.limited = batch.limited || cut || !sorted.left_out.empty();
  // What is delivered once more stands behind everything else that the client has seen.
  const bool again = !batch.deliveries.empty() && batch.deliveries.front().again;
  const std::size_t start = timeline.empty() || again ? end : timeline.front();
  view.prev_batch = log_token(start);

  // Before the timeline: the newest of each key that was left out or came by the state block.
  EventLog::State before;
  EventLog::State behind;
  const EventLog::State now = room.log.synced_state_at(end);
  if (ask.full_state) {
    before = room.log.synced_state_at(start);
    behind = now;
  }
  add_state(room, sorted.left_out, 0, before);
  add_state(room, sorted.unwanted, 0, before);
  for (const std::vector<std::size_t>* positions :
       {&sorted.left_out, &sorted.timeline, &sorted.unwanted}) {
    for (const std::size_t position : *positions) {
      const Logged& logged = room.log.at(position);
      if (!logged.state_key.has_value()) continue;
      const auto found = now.find(state_of(logged));
      behind[state_of(logged)] = found == now.end() ? position : found->second;
    }
  }
  for (const std::size_t position : sorted.state) {
    before[state_of(room.log.at(position))] = position;
    behind[state_of(room.log.at(position))] = position;
  }
  view.timeline = show_all(room, timeline, end, ask, Place::sync_timeline);
  view.state = show_all(room, filtered_state(room, before, ask), end, ask, Place::sync_state);
  view.state_after = show_all(room, filtered_state(room, behind, ask), end, ask, Place::sync_state);
  return view;
}

RoomSync state_view(const Room& room, const SyncAsk& ask) {
  const std::size_t end = room.log.size();
  RoomSync view;
  view.section = section_of(room, ask.user_id, end);
  view.shown = view.section == Section::join && lets_room_through(ask.filter, room.id);
  if (!view.shown) return view;
  view.prev_batch = log_token(end);
  view.state = show_all(room, filtered_state(room, room.log.synced_state_at(end), ask), end, ask,
                        Place::sync_state);
  view.state_after = view.state;
  return view;
}

json::Value room_json(const RoomSync& view, std::string_view state_after,
                      const std::vector<json::Value>& account_data,
                      const std::vector<json::Value>& ephemeral) {
  const auto events = [](const std::vector<json::Value>& items) {
    json::Value block = json::Value::object();
    block.set("events", json::Value::array(items));
    return block;
  };
  if (view.section == Section::invite) {
    json::Value room = json::Value::object();
    return room.set("invite_state", events(view.invite_state));
  }
  json::Value timeline = events(view.timeline);
  timeline.set("limited", view.limited);
  timeline.set("prev_batch", view.prev_batch);
  json::Value room = json::Value::object();
  if (state_after.empty()) {
    room.set("state", events(view.state));
  } else {
    room.set(std::string(state_after), events(view.state_after));
  }
  room.set("timeline", std::move(timeline));
  room.set("account_data", events(account_data));
  if (view.section != Section::join) return room;
  room.set("ephemeral", events(ephemeral));
  json::Value unread = json::Value::object();
  unread.set("notification_count", 0).set("highlight_count", 0);
  room.set("unread_notifications", std::move(unread));
  room.set("summary", json::Value::object());
  return room;
}

}  // namespace deadair::mock
