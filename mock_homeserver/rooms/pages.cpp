// Paging over the log: pure functions of it.
#include "mock_homeserver/rooms/pages.h"

#include <algorithm>

namespace deadair::mock {

namespace {

// The places between which the asked-for events lie: first <= position < last.
struct Span {
  std::size_t first = 0;
  std::size_t last = 0;
};

Span span_of(const PageAsk& ask, std::size_t size) {
  Span span{0, size};
  if (ask.direction == Direction::backward) {
    span.last = std::min(ask.from.value_or(size), size);
    span.first = ask.to.value_or(0);
  } else {
    span.first = ask.from.value_or(0);
    span.last = std::min(ask.to.value_or(size), size);
  }
  span.first = std::min(span.first, span.last);
  return span;
}

// Goes through the span and takes what is wanted, one more than the limit to know whether it ends.
template <class Wanted>
Page collect(const PageAsk& ask, std::size_t size, const Wanted& wanted) {
  Page page;
  const Span span = span_of(ask, size);
  for (std::size_t step = 0; step < span.last - span.first; ++step) {
    const bool backward = ask.direction == Direction::backward;
    const std::size_t position = backward ? span.last - 1 - step : span.first + step;
    if (!wanted(position)) continue;
    if (page.positions.size() == ask.limit) {
      page.next = backward ? position + 1 : position;
      return page;
    }
    page.positions.push_back(position);
  }
  return page;
}

}  // namespace

Page relations_page(const Room& room, const RelationsAsk& ask) {
  const EventLog& log = room.log;
  return collect(ask.page, log.size(), [&](std::size_t position) {
    const Logged& logged = log.at(position);
    if (!ask.event_type.empty() && logged.type != ask.event_type) return false;
    const Relation relation = relation_of(logged.event);
    if (relation.event_id.empty() || relation.event_id != ask.event_id) return false;
    if (!ask.rel_type.empty() && relation.rel_type != ask.rel_type) return false;
    return !log.redacted_by(position, log.size()).has_value();
  });
}

Page messages_page(const Room& room, const PageAsk& ask, const EventFilter& filter) {
  return collect(ask, room.log.size(),
                 [&](std::size_t position) { return lets_through(filter, room.log.at(position)); });
}

}  // namespace deadair::mock
