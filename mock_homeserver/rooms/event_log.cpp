// The log of a room, and the views that look at one event or fold all of them.
#include "mock_homeserver/rooms/event_log.h"

#include <utility>

namespace deadair::mock {

namespace {

constexpr std::string_view redaction_type = "m.room.redaction";

}  // namespace

Relation relation_of(const json::Value& event) {
  const json::Value* const relates = event.find({"content", "m.relates_to"});
  if (relates == nullptr) return {};
  Relation relation{std::string(relates->string_at("rel_type")),
                    std::string(relates->string_at("event_id"))};
  if (relation.rel_type.empty() || relation.event_id.empty()) return {};
  return relation;
}

std::string redaction_target(const json::Value& event) {
  if (event.string_at("type") != redaction_type) return {};
  const std::string_view top = event.string_at("redacts");
  if (!top.empty()) return std::string(top);
  const json::Value* const inner = event.find({"content", "redacts"});
  if (inner == nullptr) return {};
  return std::string(inner->as_string().value_or(""));
}

std::size_t EventLog::append(Logged logged) {
  const std::size_t position = events_.size();
  by_id_.emplace(logged.event_id, position);
  const std::string target = redaction_target(logged.event);
  if (!target.empty()) redactions_[target].push_back(position);
  if (logged.state_key.has_value()) {
    const auto [newest, first] = newest_.try_emplace({logged.type, *logged.state_key}, position);
    if (!first) logged.replaces = std::exchange(newest->second, position);
  }
  events_.push_back(std::move(logged));
  return position;
}

std::optional<std::size_t> EventLog::find(std::string_view event_id) const {
  const auto found = by_id_.find(event_id);
  if (found == by_id_.end() || event_id.empty()) return std::nullopt;
  return found->second;
}

std::optional<std::size_t> EventLog::redacted_by(std::size_t position, std::size_t end) const {
  const auto found = redactions_.find(events_.at(position).event_id);
  if (found == redactions_.end() || found->first.empty()) return std::nullopt;
  const std::size_t first = found->second.front();
  if (first >= end) return std::nullopt;
  return first;
}

// Source: Matrix client-server API, unsigned data: prev_content; the other two are Synapse's.
void EventLog::note_replaced(std::size_t replaced, std::size_t end, json::Value& notes) const {
  const Logged& before = events_.at(replaced);
  const json::Value event =
      redacted_by(replaced, end).has_value() ? stripped(before.event, room_version_) : before.event;
  const json::Value* const content = event.find("content");
  notes.set("replaces_state", before.event_id).set("prev_sender", before.sender);
  if (content != nullptr) notes.set("prev_content", *content);
}

json::Value EventLog::shown(std::size_t position, std::size_t end, std::string_view token) const {
  const Logged& logged = events_.at(position);
  json::Value event = logged.event;
  const std::optional<std::size_t> redaction = redacted_by(position, end);
  const bool own = !logged.transaction_id.empty() && logged.transaction_token == token;
  if (redaction.has_value()) event = stripped(event, room_version_);
  const json::Value* const before = event.find("unsigned");
  const bool odd = before != nullptr && !before->is_object();
  const bool replaced = logged.replaces.has_value() && !redaction.has_value() && !odd;
  if (!redaction.has_value() && !own && !replaced) return event;
  json::Value notes = before != nullptr && !odd ? *before : json::Value::object();
  if (replaced) note_replaced(*logged.replaces, end, notes);
  if (own) notes.set("transaction_id", logged.transaction_id);
  if (redaction.has_value()) {
    notes.set("redacted_because", json::Value(events_.at(*redaction).event));
  }
  event.set("unsigned", std::move(notes));
  return event;
}

EventLog::State EventLog::fold(std::size_t end, bool with_unsynced) const {
  State state;
  for (std::size_t position = 0; position < end && position < events_.size(); ++position) {
    const Logged& logged = events_[position];
    if (!logged.state_key.has_value()) continue;
    if (!with_unsynced && logged.via == scenario::Via::unsynced) continue;
    state[{logged.type, *logged.state_key}] = position;
  }
  return state;
}

EventLog::State EventLog::state_at(std::size_t end) const { return fold(end, true); }

EventLog::State EventLog::synced_state_at(std::size_t end) const { return fold(end, false); }

}  // namespace deadair::mock
