// Extensions of sliding sync, made of what batches carry beside the room's events.
#include "mock_homeserver/routes/sliding_extensions.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "mock_homeserver/routes/reply.h"
#include "mock_homeserver/routes/sync_beside.h"

namespace deadair::mock {

namespace {

bool holds(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Whether the extension tells of the scene's room.
bool covers(const ExtensionAsk& ask, const SceneState& scene, const SlidingScope& scope) {
  if (!ask.enabled) return false;
  const bool by_list = std::any_of(
      scope.lists.begin(), scope.lists.end(),
      [&](const std::string& list) { return holds(ask.lists, "*") || holds(ask.lists, list); });
  const bool by_room = holds(ask.rooms, "*") ? scope.subscribed : holds(ask.rooms, scene.room.id);
  return by_list || by_room;
}

std::optional<std::size_t> read_seen(const std::string& since, std::size_t most) {
  std::size_t seen = 0;
  if (since.empty()) return seen;
  const char* const end = since.data() + since.size();
  const auto [stop, problem] = std::from_chars(since.data(), end, seen);
  if (problem != std::errc() || stop != end || seen > most) return std::nullopt;
  return seen;
}

// Messages wait until their token comes back; those of one batch stay together, above the limit
// too where they are the first.
bool add_to_device(const SceneState& scene, const ToDeviceAsk& ask, std::size_t batches,
                   SlidingExtensions& told) {
  const std::optional<std::size_t> seen = read_seen(ask.since, scene.newest());
  if (!seen.has_value()) return false;
  json::Value events = json::Value::array();
  std::size_t next = *seen;
  for (; next < batches; ++next) {
    const std::vector<json::Value>& messages = scene.room.batches[next].to_device;
    const std::size_t count = events.items().size();
    if (count > 0 && count + messages.size() > ask.limit) break;
    for (const json::Value& message : messages) events.push(message);
  }
  told.news = told.news || !events.items().empty();
  json::Value extension = object_of("next_batch", std::to_string(next));
  extension.set("events", std::move(events));
  told.body.set("to_device", std::move(extension));
  return true;
}

void add_account_data(const SceneState& scene, const SlidingAsk& ask, const SlidingScope& scope,
                      SlidingExtensions& told) {
  if (!ask.account_data.enabled) return;
  std::vector<json::Value> global, of_room;
  if (scope.batch != nullptr) {
    global = scope.batch->account_data;
    of_room = scope.batch->room_account_data;
  }
  if (scope.begins) global = kept_account_data(scene, "");
  if (scope.room_begins) of_room = kept_account_data(scene, scene.room.id);
  if (!covers(ask.account_data, scene, scope)) of_room.clear();
  told.news = told.news || !global.empty() || !of_room.empty();
  json::Value extension = object_of("global", json::Value::array(std::move(global)));
  json::Value rooms = json::Value::object();
  if (!of_room.empty()) rooms.set(scene.room.id, json::Value::array(std::move(of_room)));
  extension.set("rooms", std::move(rooms));
  told.body.set("account_data", std::move(extension));
}

void add_ephemeral(const SceneState& scene, const ExtensionAsk& ask, const std::string& name,
                   std::string_view type, const SlidingScope& scope, SlidingExtensions& told) {
  if (!ask.enabled) return;
  json::Value rooms = json::Value::object();
  if (scope.batch != nullptr && covers(ask, scene, scope)) {
    for (const json::Value& event : scope.batch->ephemeral) {
      if (event.string_at("type") == type) rooms.set(scene.room.id, event);
    }
  }
  told.news = told.news || !rooms.members().empty();
  told.body.set(name, object_of("rooms", std::move(rooms)));
}

}  // namespace

std::optional<SlidingExtensions> sliding_extensions(const SceneState& scene, const SlidingAsk& ask,
                                                    const SlidingScope& scope) {
  SlidingExtensions told;
  if (ask.to_device.has_value() && !add_to_device(scene, *ask.to_device, scope.batches, told)) {
    return std::nullopt;
  }
  if (ask.e2ee) {
    const bool changed = scope.batch != nullptr && scope.batch->keys_changed;
    json::Value keys = json::Value::object();
    add_keys(scene, changed, keys);
    told.body.set("e2ee", std::move(keys));
    told.news = told.news || changed;
  }
  add_account_data(scene, ask, scope, told);
  add_ephemeral(scene, ask.receipts, "receipts", "m.receipt", scope, told);
  add_ephemeral(scene, ask.typing, "typing", "m.typing", scope, told);
  return told;
}

}  // namespace deadair::mock
