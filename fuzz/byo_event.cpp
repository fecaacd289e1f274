// Property: whatever an event says, your client lives, shows a snapshot of the
// published shape, and afterwards a good broadcast is shown whole; after a
// reset it shows what it showed when it was new, and of a good broadcast what a
// client shows that has known nothing else.
#include <string>
#include <string_view>

#include "fuzz/byo/client.h"
#include "fuzz/target.h"
#include "harness/base/check.h"
#include "harness/base/random.h"
#include "harness/msc3888/event.h"

namespace deadair::fuzz {
namespace {

constexpr std::int64_t sequences = 2;

// Of a user and under an ID that the input cannot have foreseen.
std::string feed_good_broadcast(ByoClient& client, std::string_view input) {
  Random random(stable_hash(input));
  const std::string name = random.letters(20);
  msc3888::InfoEvent start;
  start.envelope = {"$" + name, "@" + name + ":deadair.test", 1700000000000};
  start.state_key = start.envelope.sender;
  start.state = "started";
  start.device_id = "DEVICE";
  client.feed_event(json::write(msc3888::encode(start, msc3888::Dialect::stable)));
  for (std::int64_t sequence = 1; sequence <= sequences; ++sequence) {
    msc3888::ChunkEvent chunk;
    chunk.envelope = {"$" + name + std::to_string(sequence), start.envelope.sender, 1700000000000};
    chunk.relates_to = {"m.reference", start.envelope.event_id};
    chunk.sequence = sequence;
    chunk.info = msc3888::AudioInfo{200, "audio/ogg", 1000};
    chunk.url = "mxc://deadair.test/" + name + std::to_string(sequence);
    client.feed_event(json::write(msc3888::encode(chunk, msc3888::Dialect::stable)));
  }
  return start.envelope.event_id;
}

client::Snapshot shown_of_good_broadcast_alone(std::string_view input) {
  ByoClient client;
  feed_good_broadcast(client, input);
  return client.view();
}

}  // namespace

Outcome run_one(std::string_view input) {
  const client::Snapshot alone = shown_of_good_broadcast_alone(input);
  ByoClient client;
  const client::Snapshot when_new = client.view();
  client.feed_event(input);
  const bool is_shown = !(client.view() == when_new);
  const std::string id = feed_good_broadcast(client, input);
  const client::Snapshot snapshot = client.view();
  const client::BroadcastView* shown = snapshot.find(id);
  DEADAIR_CHECK(shown != nullptr && !shown->gone, "a good broadcast is not shown after that event");
  DEADAIR_CHECK(!shown->live || *shown->live == "live", *shown->live);
  DEADAIR_CHECK(!shown->chunks || shown->chunks->size() == sequences,
                std::to_string(shown->chunks->size()) + " chunks of a good broadcast");
  client.reset();
  DEADAIR_CHECK(client.view() == when_new, "a reset leaves something");
  feed_good_broadcast(client, input);
  DEADAIR_CHECK(client.view() == alone, "a reset leaves something that changes what comes after");
  return is_shown ? Outcome::accepted : Outcome::rejected;
}

}  // namespace deadair::fuzz
