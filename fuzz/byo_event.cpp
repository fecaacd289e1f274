// Property: whatever an event says, your client lives and shows a snapshot of the published shape.
// A good broadcast that comes behind it, around it, or with it in one batch if a server can send
// it, is shown as a client shows it that has known nothing else. After a reset it shows what it
// showed when it was new, and of a good broadcast the same again.
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/byo/client.h"
#include "fuzz/target.h"
#include "harness/base/check.h"
#include "harness/base/random.h"
#include "harness/msc3888/event.h"

namespace deadair::fuzz {
namespace {

using client::BroadcastView;
using client::Snapshot;

constexpr std::size_t sequences = 2;

struct GoodBroadcast {
  std::string id;
  std::vector<std::string> events;  // its start and its chunks
};

// Of a user and under an ID that the input cannot have foreseen.
GoodBroadcast good_broadcast(std::string_view input) {
  Random random(stable_hash(input));
  const std::string name = random.letters(20);
  msc3888::InfoEvent start;
  start.envelope = {"$" + name, "@" + name + ":deadair.test", 1700000000000};
  start.state_key = start.envelope.sender;
  start.state = "started";
  start.device_id = "DEVICE";
  GoodBroadcast made{start.envelope.event_id, {}};
  made.events.push_back(json::write(msc3888::encode(start, msc3888::Dialect::stable)));
  for (std::size_t sequence = 1; sequence <= sequences; ++sequence) {
    msc3888::ChunkEvent chunk;
    chunk.envelope = {"$" + name + std::to_string(sequence), start.envelope.sender, 1700000000000};
    chunk.relates_to = {"m.reference", start.envelope.event_id};
    chunk.sequence = static_cast<std::int64_t>(sequence);
    chunk.info = msc3888::AudioInfo{200, "audio/ogg", 1000};
    chunk.url = "mxc://deadair.test/" + name + std::to_string(sequence);
    made.events.push_back(json::write(msc3888::encode(chunk, msc3888::Dialect::stable)));
  }
  return made;
}

void feed(ByoClient& client, const std::vector<std::string>& events) {
  for (const std::string& event : events) client.feed_event(event);
}

// Source: Matrix specification, appendices, canonical JSON.
bool has_canonical_numbers(const json::Value& value) {  // NOLINT(misc-no-recursion): bounded depth
  constexpr std::int64_t farthest = (std::int64_t{1} << 53U) - 1;
  if (value.is_number()) {
    const auto number = value.as_integer();
    return number.has_value() && value.text() != "-0" && *number >= -farthest &&
           *number <= farthest;
  }
  const auto all = [](const auto& parts, const auto& part_of) {
    return std::all_of(parts.begin(), parts.end(),
                       [&](const auto& one) { return has_canonical_numbers(part_of(one)); });
  };
  return all(value.items(), [](const json::Value& one) -> const json::Value& { return one; }) &&
         all(value.members(),
             [](const json::Member& one) -> const json::Value& { return one.value; });
}

// What a homeserver can put into the timeline of a sync: whatever its content says, the event
// around it is whole. Source: Matrix client-server API, room event format,
// ClientEventWithoutRoomID.
bool can_be_sent(std::string_view input) {
  json::ReadOptions strict;
  strict.doubled_keys = json::DoubledKeys::refused;
  const Result<json::Value> read = json::read(input, strict);
  if (!read.ok() || !read->is_object() || !has_canonical_numbers(*read)) return false;
  const auto is_text_or_absent = [&](std::string_view member) {
    const json::Value* const found = read->find(member);
    return found == nullptr || found->is_string();
  };
  const json::Value* const content = read->find("content");
  const json::Value* const time = read->find("origin_server_ts");
  const json::Value* const beside = read->find("unsigned");  // the server's own
  const std::string_view id = read->string_at("event_id");
  const std::string_view sender = read->string_at("sender");
  return !read->string_at("type").empty() && id.size() > 1 && id.starts_with('$') &&
         sender.starts_with('@') && sender.find(':') != std::string_view::npos &&
         content != nullptr && content->is_object() && time != nullptr && time->is_number() &&
         (beside == nullptr || (beside->is_object() && beside->members().empty())) &&
         is_text_or_absent("state_key") && is_text_or_absent("room_id") &&
         is_text_or_absent("redacts") &&
         (read->string_at("type") != "m.room.member" || !content->string_at("membership").empty());
}

// The input before the last chunk, all in one sync.
std::string batch_of(const GoodBroadcast& good, std::string_view input) {
  std::string batch = R"({"timeline":[)";
  for (const std::string& event : good.events) {
    if (&event == &good.events.back()) batch += std::string(input) + ",";
    batch += event + (&event == &good.events.back() ? "" : ",");
  }
  return batch + R"(],"state":[],"limited":false})";
}

// What a client shows that knows the good broadcast and nothing else.
Snapshot shown_alone(ByoClient& client, const GoodBroadcast& good) {
  feed(client, good.events);
  Snapshot alone = client.view();
  const BroadcastView* const shown = alone.find(good.id);
  DEADAIR_CHECK(shown != nullptr && !shown->gone, "a good broadcast is not shown");
  DEADAIR_CHECK(!shown->live || *shown->live == "live", *shown->live);
  DEADAIR_CHECK(!shown->chunks || shown->chunks->size() == sequences,
                std::to_string(shown->chunks->size()) + " chunks of a good broadcast");
  return alone;
}

void check_shown(ByoClient& client, const BroadcastView& alone, const std::string& where) {
  const Snapshot now = client.view();
  const BroadcastView* const shown = now.find(alone.id);
  DEADAIR_CHECK(shown != nullptr, "a good broadcast is not shown with that event " + where);
  DEADAIR_CHECK(*shown == alone, "a good broadcast is shown otherwise with that event " + where);
}

}  // namespace

Outcome run_one(std::string_view input) {
  const GoodBroadcast good = good_broadcast(input);
  ByoClient client;
  const Snapshot when_new = client.view();
  const Snapshot alone = shown_alone(client, good);
  const BroadcastView& whole = *alone.find(good.id);

  client.reset();
  DEADAIR_CHECK(client.view() == when_new, "a reset leaves something");
  client.feed_event(input);
  const bool is_shown = !(client.view() == when_new);
  feed(client, good.events);
  check_shown(client, whole, "before it");

  client.reset();
  feed(client, {good.events.begin(), good.events.end() - 1});
  client.feed_event(input);
  client.feed_event(good.events.back());
  check_shown(client, whole, "before its last chunk");

  if (can_be_sent(input)) {
    client.reset();
    client.feed_batch(batch_of(good, input));
    check_shown(client, whole, "in one batch");
  }
  client.reset();
  DEADAIR_CHECK(shown_alone(client, good) == alone,
                "a reset leaves something that changes what comes after");
  return is_shown ? Outcome::accepted : Outcome::rejected;
}

}  // namespace deadair::fuzz
