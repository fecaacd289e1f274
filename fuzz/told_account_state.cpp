// One account of the mock homeserver beside its model: what events look like, and the room's state.
#include <algorithm>
#include <array>
#include <string_view>

#include "fuzz/told_account.h"
#include "harness/base/check.h"

namespace deadair::fuzz {

using json::Value;
using scenario::Via;
using std::string_view_literals::operator""sv;

namespace {

// What of its content a redaction leaves. Source: Matrix room version 11, redactions.
bool outlives_redaction(std::string_view type, std::string_view key) {
  constexpr std::array kept = {std::pair("m.room.member"sv, "membership"sv),
                               std::pair("m.room.join_rules"sv, "join_rule"sv),
                               std::pair("m.room.history_visibility"sv, "history_visibility"sv),
                               std::pair("m.room.redaction"sv, "redacts"sv),
                               std::pair("m.room.power_levels"sv, "ban"sv),
                               std::pair("m.room.power_levels"sv, "events"sv),
                               std::pair("m.room.power_levels"sv, "events_default"sv),
                               std::pair("m.room.power_levels"sv, "invite"sv),
                               std::pair("m.room.power_levels"sv, "kick"sv),
                               std::pair("m.room.power_levels"sv, "redact"sv),
                               std::pair("m.room.power_levels"sv, "state_default"sv),
                               std::pair("m.room.power_levels"sv, "users"sv),
                               std::pair("m.room.power_levels"sv, "users_default"sv)};
  return type == "m.room.create" ||
         std::find(kept.begin(), kept.end(), std::pair(type, key)) != kept.end();
}

// The order of what is left may be another.
bool is_stripped(std::string_view type, const Value& content, const Value& before) {
  const std::span<const json::Member> all = before.members();
  const auto left = std::count_if(all.begin(), all.end(), [&](const json::Member& member) {
    return outlives_redaction(type, member.key);
  });
  const std::span<const json::Member> shown = content.members();
  return static_cast<std::size_t>(left) == shown.size() &&
         std::all_of(shown.begin(), shown.end(), [&](const json::Member& member) {
           const Value* const as_told = before.find(member.key);
           return outlives_redaction(type, member.key) && as_told != nullptr &&
                  *as_told == member.value;
         });
}

// Beside its content.
bool outlives_redaction(std::string_view key) {
  constexpr std::array kept = {"type"sv,     "room_id"sv,          "sender"sv,  "state_key"sv,
                               "event_id"sv, "origin_server_ts"sv, "content"sv, "unsigned"sv};
  return std::find(kept.begin(), kept.end(), key) != kept.end();
}

}  // namespace

// As it was told; or, behind its redaction, with what that leaves. A batch may have been made
// before the redaction came.
void ToldAccount::check_look(const Value& event, Look look) const {
  const Told* const known = told(std::string(event.string_at("event_id")));
  DEADAIR_CHECK(known != nullptr && known->type == event.string_at("type"), json::write(event));
  const Value* const key = event.find("state_key");
  DEADAIR_CHECK((key != nullptr) == known->state_key.has_value(), json::write(event));
  DEADAIR_CHECK(key == nullptr || *key == Value(*known->state_key), json::write(event));
  const std::string_view sender = event.string_at("sender");
  const run::Cast& cast = world_.cast(account_);
  const bool is_casters = known->id.starts_with("$" + std::to_string(account_) + "caster");
  if (known->sent) DEADAIR_CHECK(sender == cast.user_id, json::write(event));
  DEADAIR_CHECK(!is_casters || sender == cast.caster_id, json::write(event));
  const std::int64_t time = event.integer_at("origin_server_ts", -1);
  if (!known->first_told_ts) known->first_told_ts = time;
  DEADAIR_CHECK(time >= 0 && time == *known->first_told_ts, json::write(event));
  const Value* const because = event.find({"unsigned", "redacted_because"});
  const auto redaction = std::find_if(told_.begin(), told_.end(),
                                      [&](const Told& one) { return one.redacts == known->id; });
  if (because == nullptr) {
    DEADAIR_CHECK(*event.find("content") == known->content, json::write(event));
    DEADAIR_CHECK(look == Look::then || redaction == told_.end(), json::write(event));
    return;
  }
  DEADAIR_CHECK(redaction != told_.end(), json::write(event));
  DEADAIR_CHECK(because->string_at("event_id") == redaction->id, json::write(event));
  DEADAIR_CHECK(is_stripped(known->type, *event.find("content"), known->content),
                json::write(event));
  for (const json::Member& member : event.members()) {
    DEADAIR_CHECK(outlives_redaction(member.key), json::write(event));
  }
}

std::vector<std::string> ToldAccount::ids_in(const Value* events, Look look) const {
  DEADAIR_CHECK(events != nullptr && events->is_array(), "no list of events");
  std::vector<std::string> ids;
  for (const Value& event : events->items()) {
    const Value* const content = event.find("content");
    DEADAIR_CHECK(content != nullptr && content->is_object() && !event.string_at("type").empty() &&
                      !event.string_at("sender").empty(),
                  json::write(event));
    if (is_own_membership(event)) continue;
    check_look(event, look);
    ids.emplace_back(event.string_at("event_id"));
  }
  return ids;
}

bool ToldAccount::shows(const Value* event, const std::string& id) const {
  if (event == nullptr) return false;
  const Value list = Value::array({*event});
  return ids_in(&list, Look::now) == std::vector{id};
}

ToldAccount::State ToldAccount::state_at(std::size_t end, bool with_unsynced) const {
  State state;
  for (std::size_t at = 0; at < end; ++at) {
    const Told& one = told_[at];
    if (!one.state_key || (one.via == Via::unsynced && !with_unsynced)) continue;
    state[{one.type, *one.state_key}] = one.id;
  }
  return state;
}

// Each type and key once, its own membership too, which is not in what is given back.
ToldAccount::State ToldAccount::state_in(const Value* events, Look look) const {
  State state;
  for (const std::string& id : ids_in(events, look)) {
    const Told& one = *told(id);
    const bool is_new = state.emplace(std::pair(one.type, one.state_key.value_or("")), id).second;
    DEADAIR_CHECK(is_new, "twice in one state: " + json::write(*events));
  }
  const auto own = std::count_if(events->items().begin(), events->items().end(),
                                 [&](const Value& event) { return is_own_membership(event); });
  DEADAIR_CHECK(own <= 1, json::write(*events));
  return state;
}

void ToldAccount::read_state() {
  const Got got = ask("GET", room_path("/state"));
  if (tokens_.empty()) return;
  DEADAIR_CHECK(got.status == (joined_ ? 200 : 403), got.body);
  if (!joined_) return;
  DEADAIR_CHECK(state_in(&got.json, Look::now) == state_at(told_.size(), true), got.body);
  const std::span<const Value> all = got.json.items();
  const auto own = std::find_if(all.begin(), all.end(),
                                [&](const Value& event) { return is_own_membership(event); });
  DEADAIR_CHECK(own != all.end() && own->find("content")->string_at("membership") == "join",
                got.body);
}

// The state before the timeline, of which the timeline makes that of now; and so of its membership.
void ToldAccount::check_first_state(const Value& room,
                                    const std::vector<std::string>& timeline) const {
  const Value* const events = room.find({"state", "events"});
  const std::size_t end = timeline.empty() ? told_.size() : by_id_.at(timeline.front());
  DEADAIR_CHECK(state_in(events, Look::now) == state_at(end, false), json::write(room));
  std::string membership;
  for (const Value* const list : {events, room.find({"timeline", "events"})}) {
    for (const Value& event : list->items()) {
      if (is_own_membership(event)) membership = event.find("content")->string_at("membership");
    }
  }
  DEADAIR_CHECK(membership == "join", json::write(room));
}

// Behind a new join the state before it; else only what a batch had for no timeline.
void ToldAccount::take_state(Chain& chain, const Value& room, bool joined) const {
  for (const auto& [key, id] : state_in(room.find({"state", "events"}), Look::then)) {
    const Told& one = *told(id);
    const bool is_state = one.state_key.has_value() && one.via != Via::unsynced;
    const bool was_left_out = one.via == Via::state || (one.via == Via::gap && is_state);
    DEADAIR_CHECK(joined ? is_state : was_left_out, id + " is no state: " + json::write(room));
    chain.seen_as_state.insert(id);
  }
}

}  // namespace deadair::fuzz
