// Asking and reading, in both forms.
#include "clients/reference/sync_form.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "clients/reference/retry.h"
#include "clients/reference/targets.h"

namespace deadair::reference {
namespace {

std::vector<json::Value> copy_of(const json::Value* events) {
  if (events == nullptr) return {};
  return {events->items().begin(), events->items().end()};
}

// What /sync says about the room, whether the user is in it or had to leave it.
const json::Value* section_of(const json::Value& body, std::string_view room_id) {
  for (const std::string_view membership : {"join", "leave"}) {
    const json::Value* section = body.find({"rooms", membership, room_id});
    if (section != nullptr) return section;
  }
  return nullptr;
}

SyncNews read_v3(const json::Value& body, std::string_view room_id) {
  SyncNews news;
  news.next = body.string_at("next_batch");
  const json::Value* section = section_of(body, room_id);
  if (section == nullptr) return news;
  news.state = copy_of(section->find({"state", "events"}));
  const json::Value* timeline = section->find("timeline");
  if (timeline == nullptr) return news;
  news.timeline = copy_of(timeline->find("events"));
  news.limited = timeline->bool_at("limited", false);
  news.prev_batch = timeline->string_at("prev_batch");
  return news;
}

bool holds_event(const std::vector<json::Value>& events, std::string_view event_id) {
  return std::any_of(events.begin(), events.end(), [event_id](const json::Value& event) {
    return event.string_at("event_id") == event_id;
  });
}

// Required state stands for the end of the timeline: what the timeline has is taken from there, and
// the rest was before it.
SyncNews read_sliding(const json::Value& body, std::string_view room_id) {
  SyncNews news;
  news.next = body.string_at("pos");
  const json::Value* room = body.find({"rooms", room_id});
  if (room == nullptr) return news;
  news.timeline = copy_of(room->find("timeline"));
  news.limited = room->bool_at("limited", false);
  news.prev_batch = room->string_at("prev_batch");
  for (json::Value& event : copy_of(room->find("required_state"))) {
    const std::string_view event_id = event.string_at("event_id");
    if (!holds_event(news.timeline, event_id)) news.state.push_back(std::move(event));
  }
  return news;
}

}  // namespace

std::optional<SyncForm> sync_form_named(std::string_view name) {
  if (name == "v3") return SyncForm::v3;
  if (name == "sliding") return SyncForm::sliding;
  return std::nullopt;
}

Request sync_request(SyncForm form, std::string_view room_id, std::string_view since,
                     std::int64_t timeout_ms) {
  if (form == SyncForm::v3) return {"GET", sync_target(room_id, since, timeout_ms), ""};
  json::Value room, subscriptions, body;
  room.set("timeline_limit", timeline_events_max);
  room.set("required_state", json::Value::array({json::Value::array({"*", "*"})}));
  subscriptions.set(std::string(room_id), std::move(room));
  body.set("conn_id", "room").set("room_subscriptions", std::move(subscriptions));
  return {"POST", sliding_sync_target(since, timeout_ms), json::write(body)};
}

SyncNews read_sync(SyncForm form, const json::Value& body, std::string_view room_id) {
  return form == SyncForm::v3 ? read_v3(body, room_id) : read_sliding(body, room_id);
}

bool is_token_lost(SyncForm form, const Answer& answer) {
  if (form == SyncForm::v3 || answer.status != 400) return false;
  const Result<json::Value> body = read_network_json(answer.body);
  return body.ok() && body->string_at("errcode") == "M_UNKNOWN_POS";
}

}  // namespace deadair::reference
