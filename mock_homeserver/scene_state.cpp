// Making a scene, and what can happen to it.
#include "mock_homeserver/scene_state.h"

#include <algorithm>
#include <cctype>

#include "harness/msc3888/dialect.h"

namespace deadair::mock {

namespace {

constexpr std::int64_t between_events_ms = 1000;

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  return text;
}

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::toupper(letter)); });
  return text;
}

run::Cast make_cast(Random chance, std::string base_url) {
  const auto user = [&chance](std::string_view role) {
    return "@" + std::string(role) + "-" + lower(chance.letters(6)) + ":" +
           std::string(server_name);
  };
  run::Cast cast;
  cast.base_url = std::move(base_url);
  cast.user_id = user("listener");
  cast.caster_id = user("caster");
  cast.stranger_id = user("stranger");
  cast.password = chance.letters(16);
  cast.access_token = "dat_" + chance.letters(32);
  cast.device_id = "LISTENER" + upper(chance.letters(4));
  cast.room_id = "!" + chance.letters(18) + ":" + std::string(server_name);
  return cast;
}

json::Value power_levels(const run::Cast& cast) {
  json::Value events = json::Value::object();
  for (const msc3888::Dialect dialect : msc3888::all_dialects) {
    events.set(std::string(msc3888::info_type(dialect)), 0);
  }
  json::Value users = json::Value::object();
  users.set(cast.caster_id, 100);
  json::Value levels = json::Value::object();
  levels.set("ban", 50).set("kick", 50).set("redact", 50).set("invite", 0);
  levels.set("events_default", 0).set("state_default", 50).set("users_default", 0);
  levels.set("events", std::move(events)).set("users", std::move(users));
  return levels;
}

json::Value with(std::string key, json::Value value) {
  json::Value content = json::Value::object();
  content.set(std::move(key), std::move(value));
  return content;
}

json::Value joined_as(std::string_view name) {
  json::Value content = with("membership", "join");
  content.set("displayname", std::string(name));
  return content;
}

struct Founding {
  std::string_view type;
  std::string state_key;
  std::string sender;
  json::Value content;
};

std::vector<Founding> founding_events(const run::Cast& cast, const std::string& version) {
  json::Value create = with("room_version", version);
  if (version != "11") create.set("creator", cast.caster_id);
  return {
      {"m.room.create", "", cast.caster_id, std::move(create)},
      {"m.room.member", cast.caster_id, cast.caster_id, joined_as("Caster")},
      {"m.room.power_levels", "", cast.caster_id, power_levels(cast)},
      {"m.room.join_rules", "", cast.caster_id, with("join_rule", "public")},
      {"m.room.history_visibility", "", cast.caster_id, with("history_visibility", "shared")},
      {"m.room.name", "", cast.caster_id, with("name", "Broadcasts")},
      {"m.room.member", cast.stranger_id, cast.stranger_id, joined_as("Stranger")},
      {"m.room.member", cast.user_id, cast.user_id, joined_as("Listener")},
  };
}

}  // namespace

std::string others_password(const run::Cast& cast) { return "others-" + cast.password; }

json::Value make_event(std::string event_id, std::string_view type, std::string_view sender,
                       std::string_view room_id, std::int64_t at_ms, json::Value content) {
  json::Value event = json::Value::object();
  event.set("type", type).set("event_id", std::move(event_id)).set("sender", sender);
  event.set("room_id", room_id).set("origin_server_ts", at_ms);
  event.set("content", std::move(content));
  return event;
}

SceneState::SceneState(const run::SceneSetup& setup, std::string base_url,
                       const std::string& room_version, judge::TraceLog& trace)
    : case_id(setup.case_id),
      cast(make_cast(Random(setup.seed).fork(setup.case_id).fork("cast"), std::move(base_url))),
      log(trace),
      chance(Random(setup.seed).fork(setup.case_id)),
      room(cast.room_id, room_version) {
  const auto open = [this](const std::string& user, const std::string& password,
                           std::string_view name) {
    accounts[user].password = password;
    accounts[user].profile.set("displayname", name);
  };
  open(cast.user_id, cast.password, "Listener");
  open(cast.caster_id, others_password(cast), "Caster");
  open(cast.stranger_id, others_password(cast), "Stranger");
  sessions[cast.access_token] = Session{cast.access_token, cast.user_id, cast.device_id};
  accounts[cast.user_id].devices[cast.device_id].display_name = "The client under test";
  const std::vector<Founding> founding = founding_events(cast, room_version);
  std::int64_t at_ms =
      scene_start_ms - between_events_ms * static_cast<std::int64_t>(founding.size());
  std::vector<std::size_t> positions;
  for (const Founding& part : founding) {
    json::Value event =
        make_event("$" + fresh("", 43), part.type, part.sender, cast.room_id, at_ms, part.content);
    event.set("state_key", part.state_key);
    positions.push_back(append("", std::move(event), scenario::Via::sync));
    at_ms += between_events_ms;
  }
  deliver(positions, scenario::Via::sync, false);
}

std::string SceneState::fresh(std::string_view prefix, std::size_t letters) {
  ++counter;
  return std::string(prefix) + chance_for("fresh " + std::to_string(counter)).letters(letters);
}

json::Value SceneState::member_content(const std::string& user_id,
                                       std::string_view membership) const {
  json::Value content = with("membership", membership);
  const auto account = accounts.find(user_id);
  if (account == accounts.end()) return content;
  for (const std::string_view part : {"displayname", "avatar_url"}) {
    const json::Value* const value = account->second.profile.find(part);
    if (value != nullptr) content.set(std::string(part), *value);
  }
  return content;
}

bool SceneState::session_good() const {
  return std::any_of(sessions.begin(), sessions.end(), [this](const auto& entry) {
    return entry.second.good && entry.second.user_id == cast.user_id;
  });
}

void SceneState::end_session(Session& session, bool soft) {
  session.good = false;
  session.soft_logout = soft;
  if (soft) return;
  const bool held = std::any_of(sessions.begin(), sessions.end(), [&](const auto& entry) {
    const Session& other = entry.second;
    return other.good && other.user_id == session.user_id && other.device_id == session.device_id;
  });
  std::map<std::string, Device, std::less<>>& devices = accounts.at(session.user_id).devices;
  const auto device = devices.find(session.device_id);
  if (held || device == devices.end()) return;
  const bool had_keys = !device->second.keys.identity.is_null();
  devices.erase(device);
  if (had_keys) tell_keys_changed(session.user_id);
}

std::size_t SceneState::append(std::string label, json::Value event, scenario::Via via) {
  Logged logged;
  logged.label = std::move(label);
  logged.event_id = event.string_at("event_id");
  logged.type = event.string_at("type");
  logged.sender = event.string_at("sender");
  const json::Value* const state_key = event.find("state_key");
  if (state_key != nullptr && state_key->is_string()) logged.state_key = state_key->text();
  logged.event = std::move(event);
  logged.via = via;
  return room.log.append(std::move(logged));
}

void SceneState::deliver(const std::vector<std::size_t>& positions, scenario::Via via, bool again) {
  if (via == scenario::Via::unsynced || positions.empty()) return;
  Batch batch;
  for (const std::size_t position : positions) batch.deliveries.push_back({position, via, again});
  add_batch(std::move(batch));
}

void SceneState::add_batch(Batch batch) {
  batch.log_end = room.log.size();
  // Who has left, or is only invited, sees nothing of the room but for the batches that say so.
  for (const auto& [user, account] : accounts) {
    const bool was_joined =
        room.batches.empty() || room.membership_at(user, room.batches.back().log_end) == "join";
    if (was_joined) continue;
    if (joined(user)) {
      batch.entered.insert(user);
    } else if (!batch.deliveries.empty() && !tells_membership(room, batch, user)) {
      batch.shut_out.insert(user);
    }
  }
  const bool others_look = std::any_of(sessions.begin(), sessions.end(), [&](const auto& entry) {
    return entry.second.user_id != cast.user_id;
  });
  if (batch.shut_out.contains(cast.user_id) && !others_look) return;
  room.batches.push_back(std::move(batch));
}

void SceneState::tell_keys_changed(const std::string& of, const std::string& only_to) {
  Batch batch;
  batch.key_news.push_back({of, only_to});
  add_batch(std::move(batch));
}

void SceneState::set_account_data(const std::string& user_id, const std::string& room_id,
                                  const std::string& type, json::Value content) {
  json::Value event = json::Value::object({{"type", type}, {"content", content}});
  accounts.at(user_id).account_data[{room_id, type}] = std::move(content);
  Batch batch;
  batch.account = user_id;
  (room_id.empty() ? batch.account_data : batch.room_account_data).push_back(std::move(event));
  add_batch(std::move(batch));
}

std::string SceneState::accept(std::string type, std::optional<std::string> state_key,
                               json::Value content, const Session& session,
                               std::string transaction_id) {
  move_clock(between_events_ms);
  std::string event_id = "$" + fresh("", 43);
  json::Value event =
      make_event(event_id, type, session.user_id, cast.room_id, now_ms, std::move(content));
  if (state_key.has_value()) event.set("state_key", *state_key);
  if (type == "m.room.redaction") {
    const json::Value* const target = event.find({"content", "redacts"});
    // Sent as a plain event it may hold anything.
    const bool is_id = target != nullptr && target->as_string().value_or("").starts_with('$');
    if (is_id) event.set("redacts", json::Value(*target));
  }
  // Sent is what the client under test sends; what others send it is told, like the broadcaster's.
  if (session.user_id == cast.user_id) {
    log.add(judge::EntryKind::sent, with("event", event));
  } else {
    json::Value told = json::Value::object({{"label", ""}, {"via", name_of(scenario::Via::sync)}});
    log.add(judge::EntryKind::event, std::move(told.set("event", event)));
  }
  Logged logged;
  logged.event_id = event_id;
  logged.type = std::move(type);
  logged.sender = session.user_id;
  logged.state_key = std::move(state_key);
  logged.event = std::move(event);
  logged.transaction_id = std::move(transaction_id);
  logged.transaction_token = session.token;
  deliver({room.log.append(std::move(logged))}, scenario::Via::sync, false);
  return event_id;
}

void SceneState::move_clock(std::int64_t ms) {
  now_ms += ms;
  log.set_time(now_ms - scene_start_ms);
}

void SceneState::find_fault_with_client(const judge::Code& code, std::string detail,
                                        std::string_view route) {
  if (++findings > findings_max) return;
  json::Value body = with("code", code.name);
  body.set("detail", std::move(detail)).set("route", route);
  log.add(judge::EntryKind::finding, std::move(body));
}

std::string SceneState::label_of_event(std::string_view event_id) const {
  const std::optional<std::size_t> position = room.log.find(event_id);
  return position.has_value() ? room.log.at(*position).label : std::string();
}

}  // namespace deadair::mock
