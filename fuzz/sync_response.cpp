// Property: whatever /sync answers, the client goes on polling, and shows what its room shows that
// is told the answer's events directly. An event that means nothing changes nothing for the others:
// without it the view is the same. One answer means what two mean that it is cut into, and what it
// means a second time.
#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "clients/reference/retry.h"
#include "clients/reference/sync_form.h"
#include "fuzz/reading_client.h"
#include "fuzz/target.h"
#include "harness/base/check.h"
#include "harness/base/random.h"

namespace deadair::fuzz {
namespace {

using json::Value;
using reference::SyncNews;

// For engines that have no bound of their own: an answer is read a dozen times.
constexpr std::size_t input_max = 65536;
constexpr std::size_t cuts_max = 3;

// The events at that place of what the answer says of the room, read once more.
std::vector<Value> events_of(const Value& body, std::string_view block) {
  const Value* rooms = body.find("rooms");
  for (const std::string_view membership : {"join", "leave"}) {
    const Value* with = rooms == nullptr ? nullptr : rooms->find(membership);
    const Value* room = with == nullptr ? nullptr : with->find(room_id);
    if (room == nullptr) continue;
    const Value* part = room->find(block);
    const Value* events = part == nullptr ? nullptr : part->find("events");
    if (events == nullptr) return {};
    return {events->items().begin(), events->items().end()};
  }
  return {};
}

void check_told_directly(const Value& body, const Value& whole) {
  ReadingClient client;
  client.tell(events_of(body, "state"), events_of(body, "timeline"));
  DEADAIR_CHECK(client.view() == whole, "told directly: " + json::write(client.view()));
}

void check_isolation(const SyncNews& news, const Value& whole) {
  for (std::vector<Value> SyncNews::*const part : {&SyncNews::state, &SyncNews::timeline}) {
    SyncNews kept = news;
    kept.*part = meaningful_ones(news.*part);
    if ((kept.*part).size() == (news.*part).size()) continue;
    ReadingClient client;
    client.sync(std::move(kept));
    DEADAIR_CHECK(client.view() == whole, "without what means nothing: " + json::write(whole));
  }
}

// Spread evenly from a place that hangs on the input: over many inputs each place has its turn.
void check_cuts(const SyncNews& news, const Value& whole, std::string_view input) {
  const std::vector<Value>& events = news.timeline;
  const std::size_t places = events.empty() ? 0 : events.size() - 1;
  const std::size_t cuts = std::min(places, cuts_max);
  for (std::size_t nth = 0; nth < cuts; ++nth) {
    const std::size_t cut = 1 + (stable_hash(input) + nth * places / cuts) % places;
    const auto middle = events.begin() + static_cast<std::ptrdiff_t>(cut);
    // State stands for what was before the timeline, so it comes with the first.
    ReadingClient client;
    client.sync({news.next, news.state, {events.begin(), middle}, news.limited, news.prev_batch});
    client.sync({news.next, {}, {middle, events.end()}, news.limited, news.prev_batch});
    DEADAIR_CHECK(client.view() == whole,
                  "cut before event " + std::to_string(cut) + ": " + json::write(whole));
  }
}

}  // namespace

Outcome run_one(std::string_view input) {
  if (input.size() > input_max) return Outcome::rejected;
  ReadingClient client;
  client.sync(input);
  DEADAIR_CHECK(client.is_alive(), "it does not poll any more");
  const Value whole = client.view();
  const Result<Value> body = reference::read_network_json(input);
  const SyncNews news =
      body ? reference::read_sync(reference::SyncForm::v3, *body, room_id) : SyncNews();
  if (news.next.empty()) {
    DEADAIR_CHECK(whole.items().empty(), json::write(whole));
    return Outcome::rejected;
  }
  DEADAIR_CHECK(client.has_used(news.next), "it polls with another token");
  check_told_directly(*body, whole);
  client.sync(news);
  DEADAIR_CHECK(client.view() == whole, "the answer again");
  check_isolation(news, whole);
  check_cuts(news, whole, input);
  return Outcome::accepted;
}

}  // namespace deadair::fuzz
