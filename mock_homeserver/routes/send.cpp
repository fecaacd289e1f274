// What the client puts into the room: messages, state, redactions, receipts, typing.
#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "mock_homeserver/routes/call.h"
#include "mock_homeserver/routes/power.h"

namespace deadair::mock {

namespace {

Reply forbidden(std::string_view error) { return error_reply(403, "M_FORBIDDEN", error); }

Reply sent(const std::string& event_id) { return json_reply(object_of("event_id", event_id)); }

// Runs `accept` once for each transaction of a token and path; later ones get the same event.
template <class Accept>
Reply once(Call& call, std::string_view deed, const std::string& target, const Accept& accept) {
  SceneState& scene = call.in();
  const Transaction key = {call.session->token, std::string(deed), target, call.parameter("txn")};
  const auto known = scene.transactions.find(key);
  if (known != scene.transactions.end()) return sent(known->second);
  const std::string event_id = accept();
  scene.transactions[key] = event_id;
  call.asks_again = true;
  return sent(event_id);
}

// Source: Matrix client-server API, size limits.
bool is_too_large(const Call& call) { return call.request.body.size() > 65536; }
Reply too_large() { return error_reply(413, "M_TOO_LARGE", "The event is too large"); }

Reply send(Call& call) {
  SceneState& scene = call.in();
  if (is_too_large(call)) return too_large();
  const std::string& type = call.parameter("type");
  if (level_of_user(call) < level_of_type(scene, type, "events_default", 0)) {
    return forbidden("You may not send events of that type");
  }
  return once(call, "send", type, [&] {
    return scene.accept(type, std::nullopt, call.body, *call.session, call.parameter("txn"));
  });
}

// What is wrong with a member event, or nothing. Source: Matrix client-server API, m.room.member.
std::optional<Reply> check_member(const Call& call, const std::string& key) {
  constexpr std::array<std::string_view, 5> known = {"join", "invite", "leave", "ban", "knock"};
  if (!key.starts_with('@') || key.find(':') == std::string::npos) {
    return call.bad_field("state_key", "a user's ID");
  }
  const std::string_view membership = call.body.string_at("membership");
  if (std::find(known.begin(), known.end(), membership) == known.end()) {
    return call.bad_field("membership", "join, invite, leave, ban or knock");
  }
  return std::nullopt;
}

Reply put_state(Call& call) {
  SceneState& scene = call.in();
  if (is_too_large(call)) return too_large();
  const std::string& type = call.parameter("type");
  const auto found = call.parameters.find("key");
  const std::string key = found == call.parameters.end() ? std::string() : found->second;
  if (key.starts_with('@') && key != call.user()) {
    return forbidden("The state key is another user's ID");
  }
  if (level_of_user(call) < level_of_type(scene, type, "state_default", 50)) {
    return forbidden("You may not send state of that type");
  }
  if (type == "m.room.member") {
    if (const std::optional<Reply> wrong = check_member(call, key)) return *wrong;
  }
  const std::string event_id = scene.accept(type, key, call.body, *call.session, "");
  call.asks_again = true;
  return sent(event_id);
}

Reply redact(Call& call) {
  SceneState& scene = call.in();
  if (is_too_large(call)) return too_large();
  const std::optional<std::size_t> target = named_event(call);
  if (!target.has_value()) return event_not_found();
  const bool own = scene.room.log.at(*target).sender == call.user();
  if (!own && level_of_user(call) < level_of_deed(scene, "redact", 50)) {
    return forbidden("You may not redact that event");
  }
  const json::Value* const reason = call.body.find("reason");
  if (reason != nullptr && !reason->is_string()) return call.bad_field("reason", "a string");
  return once(call, "redact", call.parameter("event"), [&] {
    json::Value content = call.body;
    content.set("redacts", call.parameter("event"));
    return scene.accept("m.room.redaction", std::nullopt, std::move(content), *call.session,
                        call.parameter("txn"));
  });
}

// What a client does beside the room's events is told back to it, as real servers do.
// `only_to`: the account that is told; empty: all who are in the room.
void echo(Call& call, std::string_view type, json::Value content, const std::string& only_to) {
  Batch batch;
  batch.account = only_to;
  batch.ephemeral.push_back(object_of("type", type));
  batch.ephemeral.back().set("content", std::move(content));
  call.in().add_batch(std::move(batch));
  call.asks_again = true;
}

// `thread`: null, or the ID that the receipt is for.
void echo_receipt(Call& call, const std::string& type, const std::string& event_id,
                  const json::Value* thread) {
  const SceneState& scene = call.in();
  json::Value receipt = object_of("ts", scene.now_ms);
  if (thread != nullptr) receipt.set("thread_id", *thread);
  json::Value user = object_of(call.user(), std::move(receipt));
  echo(call, "m.receipt", object_of(event_id, object_of(type, std::move(user))),
       type == "m.read.private" ? call.user() : "");
}

// No receipt: account data of the room. Source: Matrix client-server API, fully read markers.
void mark_fully_read(Call& call, const std::string& event_id) {
  SceneState& scene = call.in();
  scene.set_account_data(call.user(), scene.room.id, "m.fully_read",
                         object_of("event_id", event_id));
  call.asks_again = true;
}

Reply receipt(Call& call) {
  const std::string& type = call.parameter("receipt_type");
  if (type != "m.read" && type != "m.read.private" && type != "m.fully_read") {
    return call.bad_field("receiptType", "m.read, m.read.private or m.fully_read");
  }
  const json::Value* const thread = call.body.find("thread_id");
  if (thread != nullptr && !thread->is_string()) return call.bad_field("thread_id", "a string");
  if (!named_event(call).has_value()) return event_not_found();
  if (type == "m.fully_read") {
    mark_fully_read(call, call.parameter("event"));
  } else {
    echo_receipt(call, type, call.parameter("event"), thread);
  }
  return empty_reply();
}

Reply read_markers(Call& call) {
  for (const std::string_view key : {"m.fully_read", "m.read", "m.read.private"}) {
    const json::Value* const event = call.body.find(key);
    if (event == nullptr) continue;
    if (!event->is_string()) return call.bad_field(key, "a string");
    if (!call.in().room.log.find(event->text()).has_value()) continue;
    if (key == "m.fully_read") {
      mark_fully_read(call, event->text());
      continue;
    }
    echo_receipt(call, std::string(key), event->text(), nullptr);
  }
  return empty_reply();
}

Reply typing(Call& call) {
  const json::Value* const typing_now = call.body.find("typing");
  if (typing_now == nullptr || !typing_now->as_bool().has_value()) {
    return call.missing_field("typing", "true or false");
  }
  const std::string& user = call.parameter("user");
  if (user != call.user()) return forbidden("Not your user");
  // Until it says otherwise: no clock of ours ends it.
  json::Value users = json::Value::array();
  if (typing_now->as_bool().value_or(false)) users.push(user);
  echo(call, "m.typing", object_of("user_ids", std::move(users)), "");
  return empty_reply();
}

}  // namespace

std::vector<Route> send_routes() {
  constexpr Access member = Access::member;
  constexpr Body object = Body::object;
  constexpr Body maybe = Body::object_or_nothing;
  return {
      {"PUT", "/_matrix/client/(v3|r0)/rooms/{room}/send/{type}/{txn}", "send", member, object,
       send},
      {"PUT", "/_matrix/client/(v3|r0)/rooms/{room}/state/{type}", "state", member, object,
       put_state},
      {"PUT", "/_matrix/client/(v3|r0)/rooms/{room}/state/{type}/{key}", "state", member, object,
       put_state},
      {"PUT", "/_matrix/client/(v3|r0)/rooms/{room}/redact/{event}/{txn}", "redact", member, maybe,
       redact},
      {"POST", "/_matrix/client/(v3|r0)/rooms/{room}/receipt/{receipt_type}/{event}", "misc",
       member, maybe, receipt},
      {"POST", "/_matrix/client/(v3|r0)/rooms/{room}/read_markers", "misc", member, object,
       read_markers},
      {"PUT", "/_matrix/client/(v3|r0)/rooms/{room}/typing/{user}", "misc", member, object, typing},
  };
}

}  // namespace deadair::mock
