// Reading a room: state, members, single events, messages.
#include <string>
#include <utility>

#include "mock_homeserver/rooms/pages.h"
#include "mock_homeserver/routes/call.h"
#include "mock_homeserver/routes/page_reply.h"

namespace deadair::mock {

namespace {

// The state behind that many events.
json::Value state_json(const Call& call, std::size_t end) {
  json::Value events = json::Value::array();
  for (const auto& [key, position] : call.in().room.log.state_at(end)) {
    events.push(show(call, position, Place::room_state));
  }
  return events;
}

json::Value members_json(const Call& call) {
  const EventLog& log = call.in().room.log;
  json::Value events = json::Value::array();
  for (const auto& [key, position] : log.state_at(log.size())) {
    if (key.first == "m.room.member") events.push(show(call, position, Place::room_state));
  }
  return events;
}

Reply state(Call& call) {
  Reply reply;
  reply.body = state_json(call, call.in().room.log.size());
  return reply;
}

Reply state_event(Call& call) {
  const EventLog& log = call.in().room.log;
  const auto key = call.parameters.find("key");
  const EventLog::State now = log.state_at(log.size());
  const auto found =
      now.find({call.parameter("type"), key == call.parameters.end() ? "" : key->second});
  if (found == now.end()) return error_reply(404, "M_NOT_FOUND", "Event not found");
  const json::Value event = show(call, found->second, Place::room_state);
  if (call.request.parameter("format") == "event") return json_reply(event);
  const json::Value* const content = event.find("content");
  return json_reply(content != nullptr ? *content : json::Value::object());
}

Reply members(Call& call) {
  const std::optional<std::string_view> wanted = call.request.parameter("membership");
  const std::optional<std::string_view> unwanted = call.request.parameter("not_membership");
  json::Value chunk = json::Value::array();
  const json::Value all = members_json(call);
  for (const json::Value& event : all.items()) {
    const json::Value* const member = event.find({"content", "membership"});
    const std::string_view membership =
        member != nullptr ? member->as_string().value_or("") : std::string_view();
    if (wanted.has_value() && membership != *wanted) continue;
    if (unwanted.has_value() && membership == *unwanted) continue;
    chunk.push(event);
  }
  return json_reply(object_of("chunk", std::move(chunk)));
}

Reply joined_members(Call& call) {
  json::Value joined = json::Value::object();
  const json::Value all = members_json(call);
  for (const json::Value& event : all.items()) {
    const json::Value* const content = event.find("content");
    if (content == nullptr || content->string_at("membership") != "join") continue;
    json::Value entry = json::Value::object();
    const json::Value* const name = content->find("displayname");
    const json::Value* const picture = content->find("avatar_url");
    // Either may be null in the event, and is absent here then.
    if (name != nullptr && name->is_string()) entry.set("display_name", *name);
    if (picture != nullptr && picture->is_string()) entry.set("avatar_url", *picture);
    joined.set(std::string(event.string_at("state_key")), std::move(entry));
  }
  return json_reply(object_of("joined", std::move(joined)));
}

Reply joined_rooms(Call& call) {
  json::Value rooms = json::Value::array();
  if (call.in().joined(call.user())) rooms.push(call.in().room.id);
  return json_reply(object_of("joined_rooms", std::move(rooms)));
}

Reply event(Call& call) {
  const std::optional<std::size_t> position = named_event(call);
  if (!position.has_value()) return event_not_found();
  return json_reply(show(call, *position));
}

Reply context(Call& call) {
  const std::optional<std::size_t> limit = read_limit(call, 10, page_limit_max);
  if (!limit.has_value()) return call.bad_field("limit", "an integer from 0");
  const std::optional<std::size_t> position = named_event(call);
  if (!position.has_value()) return event_not_found();
  const Room& room = call.in().room;
  const std::size_t half = *limit / 2;
  const PageAsk before{Direction::backward, *position, std::nullopt, half};
  const PageAsk after{Direction::forward, *position + 1, std::nullopt, half};
  const Page older = messages_page(room, before, {});
  const Page newer = messages_page(room, after, {});
  json::Value body = json::Value::object();
  body.set("event", show(call, *position));
  body.set("events_before", show_page(call, older)).set("events_after", show_page(call, newer));
  body.set("start", log_token(*position - older.positions.size()));
  body.set("end", log_token(*position + 1 + newer.positions.size()));
  body.set("state", state_json(call, *position + 1 + newer.positions.size()));
  return json_reply(std::move(body));
}

Reply messages(Call& call) {
  const std::optional<std::string_view> direction = call.request.parameter("dir");
  if (!direction.has_value()) return call.missing_field("dir", "b or f");
  PageAsk ask;
  std::optional<Reply> wrong = read_page_ask(call, 10, "messages.page", ask);
  if (wrong.has_value()) return *wrong;
  EventFilter filter;
  const std::optional<std::string_view> text = call.request.parameter("filter");
  if (text.has_value() && !text->empty()) {
    const Result<json::Value> read = json::read(*text);
    if (!read.ok()) return call.bad_field("filter", "a JSON object");
    Result<EventFilter> given = read_event_filter(*read);
    if (!given.ok()) return call.bad_field("filter", given.error().text());
    filter = std::move(given).value();
  }
  const Room& room = call.in().room;
  const Page page = messages_page(room, ask, filter);
  const std::size_t first = ask.direction == Direction::backward ? room.log.size() : 0;
  json::Value body = object_of("chunk", show_page(call, page));
  body.set("start", log_token(ask.from.value_or(first)));
  if (page.next.has_value()) body.set("end", log_token(*page.next));
  return json_reply(std::move(body));
}

// No room has an alias.
Reply aliases(Call& /*call*/) { return json_reply(object_of("aliases", json::Value::array())); }
Reply no_alias(Call& /*call*/) { return error_reply(404, "M_NOT_FOUND", "Room alias not found"); }

}  // namespace

std::vector<Route> room_routes() {
  constexpr Access member = Access::member;
  constexpr Access token = Access::token;
  return {
      {"GET", "/_matrix/client/(v3|r0)/rooms/{room}/state", "state", member, Body::any, state},
      {"GET", "/_matrix/client/(v3|r0)/rooms/{room}/state/{type}", "state", member, Body::any,
       state_event},
      {"GET", "/_matrix/client/(v3|r0)/rooms/{room}/state/{type}/{key}", "state", member, Body::any,
       state_event},
      {"GET", "/_matrix/client/(v3|r0)/rooms/{room}/members", "members", member, Body::any,
       members},
      {"GET", "/_matrix/client/(v3|r0)/rooms/{room}/joined_members", "members", member, Body::any,
       joined_members},
      {"GET", "/_matrix/client/(v3|r0)/rooms/{room}/aliases", "misc", member, Body::any, aliases},
      {"GET", "/_matrix/client/(v3|r0)/joined_rooms", "members", token, Body::any, joined_rooms},
      {"GET", "/_matrix/client/(v3|r0)/rooms/{room}/event/{event}", "event", member, Body::any,
       event},
      {"GET", "/_matrix/client/(v3|r0)/rooms/{room}/context/{event}", "context", member, Body::any,
       context},
      {"GET", "/_matrix/client/(v3|r0)/rooms/{room}/messages", "messages", member, Body::any,
       messages},
      {"GET", "/_matrix/client/(v3|r0)/directory/room/{alias}", "misc", Access::nobody, Body::any,
       no_alias},
  };
}

}  // namespace deadair::mock
