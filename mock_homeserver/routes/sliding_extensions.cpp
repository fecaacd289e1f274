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

// What came with an earlier answer is forgotten once its token comes back.
bool add_to_device(const Call& call, const ToDeviceAsk& ask, std::size_t batches,
                   SlidingExtensions& told) {
  const std::optional<std::size_t> seen = read_seen(ask.since, call.in().newest());
  if (!seen.has_value()) return false;
  Inbox& inbox = call.device().inbox;
  inbox.acknowledge(*seen);
  Inbox::Told pending = inbox.pending(batches, ask.limit);
  told.news = told.news || !pending.messages.empty();
  json::Value extension = object_of("next_batch", std::to_string(std::max(*seen, pending.batches)));
  extension.set("events", json::Value::array(std::move(pending.messages)));
  told.body.set("to_device", std::move(extension));
  return true;
}

void add_e2ee(const Call& call, const SlidingScope& scope, SlidingExtensions& told) {
  const DeviceLists lists = scope.batch.has_value()
                                ? device_lists_of(call.in().room, *scope.batch, call.user())
                                : DeviceLists();
  json::Value keys = json::Value::object();
  add_keys(call.device().keys, lists, keys);
  if (!scope.begins) keys.set("device_lists", lists.json());
  told.body.set("e2ee", std::move(keys));
  told.news = told.news || !lists.empty();
}

void add_account_data(const Call& call, const SlidingAsk& ask, const SlidingScope& scope,
                      const Batch& batch, SlidingExtensions& told) {
  if (!ask.account_data.enabled) return;
  const SceneState& scene = call.in();
  std::vector<json::Value> global = batch.account_data;
  std::vector<json::Value> of_room = batch.room_account_data;
  if (scope.begins) global = kept_account_data(call.account(), "");
  if (scope.room_begins) of_room = kept_account_data(call.account(), scene.room.id);
  const bool covered = covers(ask.account_data, scene, scope);
  if (!covered) of_room.clear();
  told.news = told.news || !global.empty() || !of_room.empty();
  json::Value extension = object_of("global", json::Value::array(std::move(global)));
  json::Value rooms = json::Value::object();
  // A room that comes for the first time comes with what is kept of it, be that nothing.
  if (!of_room.empty() || (covered && scope.room_begins))
    rooms.set(scene.room.id, json::Value::array(std::move(of_room)));
  extension.set("rooms", std::move(rooms));
  told.body.set("account_data", std::move(extension));
}

// The two extensions of what is in the room but not in its log.
struct EphemeralKind {
  std::string_view extension, type;
};

void add_ephemeral(const Call& call, const ExtensionAsk& ask, const EphemeralKind& kind,
                   const SlidingScope& scope, const Batch& batch, SlidingExtensions& told) {
  if (!ask.enabled) return;
  const SceneState& scene = call.in();
  json::Value rooms = json::Value::object();
  if (scene.joined(call.user()) && covers(ask, scene, scope)) {
    for (const json::Value& event : batch.ephemeral) {
      if (event.string_at("type") == kind.type) rooms.set(scene.room.id, event);
    }
  }
  told.news = told.news || !rooms.members().empty();
  told.body.set(std::string(kind.extension), object_of("rooms", std::move(rooms)));
}

}  // namespace

std::optional<SlidingExtensions> sliding_extensions(const Call& call, const SlidingAsk& ask,
                                                    const SlidingScope& scope) {
  SlidingExtensions told;
  if (ask.to_device.has_value() && !add_to_device(call, *ask.to_device, scope.batches, told)) {
    return std::nullopt;
  }
  if (ask.e2ee) add_e2ee(call, scope, told);
  const Batch nothing;
  const Batch& batch = scope.batch.has_value() ? call.in().room.batches[*scope.batch] : nothing;
  const Batch& beside = batch.tells(call.user()) ? batch : nothing;
  add_account_data(call, ask, scope, beside, told);
  add_ephemeral(call, ask.receipts, {"receipts", "m.receipt"}, scope, beside, told);
  add_ephemeral(call, ask.typing, {"typing", "m.typing"}, scope, beside, told);
  return told;
}

}  // namespace deadair::mock
