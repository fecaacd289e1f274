// Property: whatever /sync answers, the client goes on polling. An event that means nothing changes
// nothing for the others: without it the view is the same. One answer means what two mean that it
// is cut into, anywhere, and what it means a second time.
#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "clients/reference/retry.h"
#include "fuzz/reading_client.h"
#include "fuzz/target.h"
#include "harness/base/check.h"

namespace deadair::fuzz {
namespace {

using json::Value;

constexpr std::size_t cuts_max = 3;

std::string membership_of(const Value& body) {
  return body.find({"rooms", "join", room_id}) != nullptr ? "join" : "leave";
}

std::span<const Value> events_of(const Value& body, std::string_view part) {
  const Value* events = body.find({"rooms", membership_of(body), room_id, part, "events"});
  return events == nullptr ? std::span<const Value>() : events->items();
}

// The value with something else at the end of a path that is there.
Value changed(const Value& value, std::span<const std::string> path, const Value& put) {
  if (path.empty()) return put;
  Value made = value;
  if (const Value* below = value.find(path.front())) {
    made.set(path.front(), changed(*below, path.subspan(1), put));
  }
  return made;
}

Value with_events(const Value& body, const std::string& part, const Value& events) {
  const std::vector<std::string> path = {"rooms", membership_of(body), std::string(room_id), part,
                                         "events"};
  return changed(body, path, events);
}

Value view_of(const std::vector<std::string>& bodies) {
  ReadingClient client;
  for (const std::string& body : bodies) client.sync(body);
  return client.view();
}

void check_isolation(const Value& body, const Value& whole) {
  for (const std::string part : {"state", "timeline"}) {
    const std::span<const Value> events = events_of(body, part);
    const Value kept = meaningful_ones(events);
    if (kept.items().size() == events.size()) continue;
    DEADAIR_CHECK(view_of({json::write(with_events(body, part, kept))}) == whole,
                  "without what means nothing in " + part + ": " + json::write(whole));
  }
}

void check_cuts(const Value& body, const Value& whole) {
  const std::span<const Value> events = events_of(body, "timeline");
  const std::size_t places = events.empty() ? 0 : events.size() - 1;
  const std::size_t cuts = std::min(places, cuts_max);  // spread evenly
  for (std::size_t nth = 0; nth < cuts; ++nth) {
    const std::size_t cut = 1 + nth * places / cuts;
    const Value first =
        Value::array({events.begin(), events.begin() + static_cast<std::ptrdiff_t>(cut)});
    const Value second =
        Value::array({events.begin() + static_cast<std::ptrdiff_t>(cut), events.end()});
    // State stands for what was before the timeline, so it comes with the first.
    const Value rest = with_events(with_events(body, "timeline", second), "state", Value::array());
    const Value begun = with_events(body, "timeline", first);
    DEADAIR_CHECK(view_of({json::write(begun), json::write(rest)}) == whole,
                  "cut before event " + std::to_string(cut) + ": " + json::write(whole));
  }
}

}  // namespace

Outcome run_one(std::string_view input) {
  ReadingClient client;
  client.sync(input);
  DEADAIR_CHECK(client.is_alive(), "it does not poll any more");
  const Value whole = client.view();
  const Result<Value> body = reference::read_network_json(input);
  if (!body || body->string_at("next_batch").empty()) {
    DEADAIR_CHECK(whole.items().empty(), json::write(whole));
    return Outcome::rejected;
  }
  DEADAIR_CHECK(client.has_used(body->string_at("next_batch")), "it polls with another token");
  client.sync(input);
  DEADAIR_CHECK(client.view() == whole, "the answer again");
  check_isolation(*body, whole);
  check_cuts(*body, whole);
  return Outcome::accepted;
}

}  // namespace deadair::fuzz
