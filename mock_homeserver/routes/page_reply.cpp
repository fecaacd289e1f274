// Reading what page is asked for, and showing it.
#include "mock_homeserver/routes/page_reply.h"

#include <algorithm>
#include <string>

namespace deadair::mock {

json::Value show(const Call& call, std::size_t position, Place place) {
  const SceneState& scene = call.in();
  const Viewer viewer{call.user(), call.session->token};
  return scene.room.shown(position, scene.room.log.size(), viewer, place);
}

json::Value show_page(const Call& call, const Page& page) {
  json::Value chunk = json::Value::array();
  for (const std::size_t position : page.positions) chunk.push(show(call, position));
  return chunk;
}

std::optional<Reply> read_page_ask(Call& call, std::size_t limit_default,
                                   std::string_view page_fault, PageAsk& ask) {
  const std::string_view direction = call.request.parameter("dir").value_or("b");
  if (direction != "b" && direction != "f") return call.bad_field("dir", "b or f");
  ask.direction = direction == "b" ? Direction::backward : Direction::forward;
  for (const std::string_view name : {"from", "to"}) {
    const std::string_view text = call.request.parameter(name).value_or("");
    if (text.empty()) continue;
    const std::optional<std::size_t> place = read_place(text, call.in().room);
    if (!place.has_value()) return call.bad_field(name, "a token of this server");
    if (name == "from") call.noted.set("from", text);
    (name == "from" ? ask.from : ask.to) = place;
  }
  const std::optional<std::size_t> limit = read_limit(call, limit_default, page_limit_max);
  if (!limit.has_value()) return call.bad_field("limit", "an integer from 0");
  ask.limit = *limit;
  const bool bounded = call.strike.has_value() && (call.strike->name() == page_fault ||
                                                   call.strike->options.find("limit") != nullptr);
  if (bounded) {
    const auto bound = static_cast<std::size_t>(call.strike->integer("limit", 1));
    ask.limit = std::min(ask.limit, bound);
  }
  return std::nullopt;
}

}  // namespace deadair::mock
