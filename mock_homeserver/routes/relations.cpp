// Relations of an event, page by page.
#include <string>
#include <utility>

#include "mock_homeserver/rooms/pages.h"
#include "mock_homeserver/routes/call.h"
#include "mock_homeserver/routes/page_reply.h"

namespace deadair::mock {

namespace {

// As few as real servers give where the client does not say how many it wants.
constexpr std::size_t relations_limit_default = 5;

std::string parameter_or_nothing(const Call& call, std::string_view name) {
  const auto found = call.parameters.find(name);
  return found == call.parameters.end() ? std::string() : found->second;
}

Reply relations(Call& call) {
  call.noted.set("of", call.parameter("event"));
  RelationsAsk ask;
  const std::optional<Reply> wrong =
      read_page_ask(call, relations_limit_default, "relations.page", ask.page);
  if (wrong.has_value()) return *wrong;
  if (!named_event(call).has_value()) return event_not_found();
  ask.event_id = call.parameter("event");
  ask.rel_type = parameter_or_nothing(call, "rel_type");
  ask.event_type = parameter_or_nothing(call, "type");
  const Page page = relations_page(call.in().room, ask);
  json::Value body = object_of("chunk", show_page(call, page));
  // Left out at the end: clients take an empty text for a token, or stop at it.
  if (page.next.has_value()) body.set("next_batch", log_token(*page.next));
  if (ask.page.from.has_value()) body.set("prev_batch", log_token(*ask.page.from));
  return json_reply(std::move(body));
}

// No thread is ever made here.
Reply threads(Call& /*call*/) { return json_reply(object_of("chunk", json::Value::array())); }

}  // namespace

std::vector<Route> relation_routes() {
  constexpr Access member = Access::member;
  return {
      {"GET", "/_matrix/client/(v1|v3|r0)/rooms/{room}/relations/{event}", "relations", member,
       Body::any, relations},
      {"GET", "/_matrix/client/(v1|v3|r0)/rooms/{room}/relations/{event}/{rel_type}", "relations",
       member, Body::any, relations},
      {"GET", "/_matrix/client/(v1|v3|r0)/rooms/{room}/relations/{event}/{rel_type}/{type}",
       "relations", member, Body::any, relations},
      {"GET", "/_matrix/client/(v1|v3|r0)/rooms/{room}/threads", "misc", member, Body::any,
       threads},
  };
}

}  // namespace deadair::mock
