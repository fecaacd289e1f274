// GET /sync: one batch an answer, or waiting for one.
#include <optional>
#include <string>
#include <utility>

#include "mock_homeserver/rooms/sync_view.h"
#include "mock_homeserver/routes/call.h"
#include "mock_homeserver/routes/sync_beside.h"

namespace deadair::mock {

namespace {

constexpr std::string_view stable_state_after = "state_after";
constexpr std::string_view unstable_prefix = "org.matrix.msc4222.";

json::Value events_of(std::vector<json::Value> events) {
  return object_of("events", json::Value::array(std::move(events)));
}

// What the parameters of a sync say.
struct Asked {
  std::optional<std::size_t> since;
  std::int64_t timeout_ms = 0;
  std::string state_after;  // name of the member that the reply needs, or empty
  SyncAsk view;
};

std::string state_after_of(const http::Request& request) {
  if (request.parameter("use_state_after") == "true") return std::string(stable_state_after);
  const std::string unstable = std::string(unstable_prefix) + "use_state_after";
  if (request.parameter(unstable) != "true") return {};
  return std::string(unstable_prefix) + std::string(stable_state_after);
}

// The filter as it was given: an object, or the ID of one. Nothing if there is no such filter.
std::optional<json::Value> given_filter(const Call& call, std::string_view text) {
  if (text.starts_with('{')) {
    Result<json::Value> read = json::read(text);
    if (!read.ok()) return std::nullopt;
    return std::move(read).value();
  }
  const auto found = call.account().filters.find(text);
  if (found == call.account().filters.end()) return std::nullopt;
  return found->second;
}

// Fills `asked`; a reply if something is wrong.
std::optional<Reply> read_asked(const Call& call, Asked& asked) {
  const http::Request& request = call.request;
  const std::string_view since = request.parameter("since").value_or("");
  if (!since.empty()) {
    asked.since = read_sync_token(since);
    if (!asked.since.has_value() || *asked.since > call.in().newest()) {
      asked.since.reset();
      return call.bad_field("since", "a token of an earlier sync");
    }
  }
  const std::optional<std::int64_t> timeout = read_wait(call, "timeout", 0);
  if (!timeout.has_value()) return call.bad_field("timeout", "an integer from 0");
  asked.timeout_ms = *timeout;
  const std::string_view filter = request.parameter("filter").value_or("");
  if (!filter.empty()) {
    const std::optional<json::Value> given = given_filter(call, filter);
    if (!given.has_value()) return call.bad_field("filter", "an object or the ID of a filter");
    Result<Filter> read = read_filter(*given);
    if (!read.ok()) return call.bad_field("filter", read.error().text());
    asked.view.filter = std::move(read).value();
  }
  asked.view.user_id = call.user();
  asked.view.token = call.session->token;
  asked.view.full_state = request.parameter("full_state") == "true";
  asked.state_after = state_after_of(request);
  return std::nullopt;
}

// `whole`: the user sees the room as if for the first time, and so all of its account data.
json::Value rooms_of(const Call& call, const RoomSync& view, const Asked& asked, const Batch& told,
                     bool whole) {
  const std::string& id = call.in().room.id;
  json::Value entry = room_json(
      view, asked.state_after,
      whole ? kept_account_data(call.account(), id) : told.room_account_data, told.ephemeral);
  return object_of(std::string(name_of(view.section)), object_of(id, std::move(entry)));
}

// Nothing is said of what there is nothing of, as real servers do.
void add_events(std::string key, std::vector<json::Value> events, json::Value& body) {
  if (!events.empty()) body.set(std::move(key), events_of(std::move(events)));
}

// `next` is the number of batches that the client has seen behind the answer; `with_batch`: the
// last of them is in it.
Reply answer(Call& call, const Asked& asked, std::size_t next, const RoomSync& view,
             bool with_batch) {
  const Room& room = call.in().room;
  call.noted.set("next_batch", sync_token(next));
  json::Value body = object_of("next_batch", sync_token(next));
  const Batch nothing;
  const Batch& batch = with_batch ? room.batches[next - 1] : nothing;
  const Batch& told = batch.tells(call.user()) ? batch : nothing;
  const bool whole = !asked.since.has_value() || asked.view.full_state;
  if (view.shown) {
    const bool entered = batch.entered.contains(call.user());
    body.set("rooms", rooms_of(call, view, asked, told, whole || entered));
  }
  add_events("account_data", whole ? kept_account_data(call.account(), "") : told.account_data,
             body);
  const Device& device = call.device();
  add_events("to_device", device.inbox.pending(next).messages, body);
  const DeviceLists lists =
      with_batch ? device_lists_of(room, next - 1, call.user()) : DeviceLists();
  add_keys(device.keys, lists, body);
  const json::Value* const unused = body.find("device_unused_fallback_key_types");
  body.set("org.matrix.msc2732.device_unused_fallback_key_types", json::Value(*unused));
  return json_reply(std::move(body));
}

Reply sync(Call& call) {
  SceneState& scene = call.in();
  Asked asked;
  const std::optional<Reply> wrong = read_asked(call, asked);
  const bool again = call.request.asked_again;
  if (!again && !call.of_others())
    scene.watch.sync_began(call.request.exchange, asked.since,
                           asked.since.has_value() ? sync_token(*asked.since) : "");
  if (wrong.has_value()) return *wrong;
  if (!asked.since.has_value()) {
    return answer(call, asked, scene.newest(),
                  first_view(scene.room, asked.view, scene.room.log.size()), false);
  }
  const std::size_t since = *asked.since;
  call.since = since;
  call.device().inbox.acknowledge(since);
  call.noted.set("since", sync_token(since));
  if (since < scene.newest()) {
    call.with_batch = true;
    const RoomSync view = batch_view(scene.room, scene.room.batches[since], asked.view);
    return answer(call, asked, since + 1, view, true);
  }
  if (asked.view.full_state) {
    return answer(call, asked, since, state_view(scene.room, asked.view), false);
  }
  const std::int64_t left_ms = asked.timeout_ms - (again ? call.request.parked_ms : 0);
  if (left_ms > 0 && !call.request.others_wait) {
    Reply reply;
    reply.park_ms = left_ms;
    return reply;
  }
  call.says_nothing = true;
  return answer(call, asked, since, RoomSync{}, false);
}

}  // namespace

std::vector<Route> sync_routes() {
  return {{"GET", "/_matrix/client/(v3|r0)/sync", "sync", Access::token, Body::any, sync}};
}

}  // namespace deadair::mock
