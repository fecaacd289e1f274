// What the client makes of a room's events.
#include "clients/reference/room.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "clients/reference/test_events.h"

namespace deadair::reference {
namespace {

using Ids = std::vector<std::string>;

struct Notes final : Room::Watcher {
  void changed(Broadcast& broadcast) override { changes.push_back(broadcast.id()); }
  void gone(Broadcast& broadcast) override { gone_ids.push_back(broadcast.id()); }
  void start_missing(const std::string& event_id) override { missing.push_back(event_id); }
  void first_chunk(const std::string& event_id) override { first.push_back(event_id); }
  Ids changes, gone_ids, missing, first;
};

struct Scene {
  explicit Scene(Mutant mutant = Mutant::none) : room(mutant, notes) {}

  void news(const std::vector<json::Value>& events) { room.append(events, Room::Arrival::news); }
  Ids chunks(std::string_view id = "$S") {
    Ids ids;
    for (const auto& chunk : room.find(id)->playlist().in_order()) ids.push_back(chunk.event_id);
    return ids;
  }

  Notes notes;
  Room room;
};

TEST_CASE("all three dialects mean the same") {
  for (const msc3888::Dialect dialect : msc3888::all_dialects) {
    Scene scene;
    scene.news({test::info("$S", "started", {.dialect = dialect}),
                test::chunk("$c2", 2, {.dialect = dialect}),
                test::chunk("$c1", 1, {.dialect = dialect})});
    CHECK(scene.chunks() == Ids{"$c1", "$c2"});
  }
}

TEST_CASE("what cannot be read changes nothing for the rest") {
  json::Value bad = test::chunk("$bad", 2);
  SUBCASE("a sequence that is text") {
    bad.set("content", json::read(R"({"sequence":"2"})").value());
  }
  SUBCASE("no content") { bad.erase("content"); }
  SUBCASE("content is an array") { bad.set("content", json::Value::array()); }
  SUBCASE("no event ID") { bad.erase("event_id"); }
  SUBCASE("null") { bad = json::Value(); }
  Scene scene;
  scene.news({test::info("$S", "started"), test::chunk("$c1", 1), bad, test::chunk("$c3", 3)});
  CHECK(scene.chunks() == Ids{"$c1", "$c3"});
  Scene asked;
  asked.news({test::info("$S", "started")});
  asked.room.insert_related("$S", std::vector{test::chunk("$c1", 1), bad, test::chunk("$c3", 3)});
  CHECK(asked.chunks() == Ids{"$c1", "$c3"});
}

TEST_CASE("a chunk from somebody else is no part of the broadcast") {
  Scene scene;
  scene.news({test::info("$S", "started"), test::chunk("$c1", 1, {.sender = test::stranger})});
  CHECK(scene.chunks().empty());
}

TEST_CASE("the same event twice is one chunk") {
  Scene scene;
  scene.news({test::info("$S", "started"), test::chunk("$c1", 1)});
  scene.news({test::chunk("$c1", 1), test::info("$S", "started")});
  CHECK(scene.chunks() == Ids{"$c1"});
  CHECK(scene.room.tiles().shown() == std::vector<Tile>{{"$S", "broadcast"}});
}

TEST_CASE("chunks that come before their start are kept for it") {
  Scene scene;
  scene.news({test::chunk("$c1", 1), test::info("$S", "started")});
  CHECK(scene.chunks() == Ids{"$c1"});
  CHECK(scene.notes.missing.empty());
}

TEST_CASE("a start that is missing is asked for once") {
  Scene scene;
  scene.news({test::chunk("$c1", 1)});
  scene.news({test::info("$P", "paused")});
  CHECK(scene.notes.missing == Ids{"$S"});
  CHECK(scene.room.find("$S") == nullptr);
  scene.room.insert_started(test::info("$S", "started"));
  CHECK(scene.chunks() == Ids{"$c1"});
  CHECK(scene.room.find("$S")->standing().state == msc3888::State::paused);
}

TEST_CASE("a redacted chunk is taken out, and a spare takes its place") {
  Scene scene;
  scene.news({test::info("$S", "started"), test::chunk("$a", 1), test::chunk("$b", 1)});
  scene.news({test::redaction("$a")});
  CHECK(scene.chunks() == Ids{"$b"});
  scene.news({test::chunk("$a", 1), test::redaction("$b")});
  CHECK(scene.chunks().empty());
}

TEST_CASE("a redacted start takes the broadcast with it") {
  Scene scene;
  scene.news({test::info("$S", "started"), test::chunk("$c1", 1)});
  scene.news({test::redaction("$S"), test::chunk("$c2", 2), test::info("$R", "resumed")});
  CHECK(scene.room.find("$S") == nullptr);
  CHECK(scene.notes.gone_ids == Ids{"$S"});
  CHECK(scene.notes.missing.empty());
  CHECK(scene.room.tiles().shown() == std::vector<Tile>{{"$S", "tombstone"}});
}

TEST_CASE("a redaction that comes before its event holds") {
  Scene scene;
  scene.news({test::redaction("$c1"), test::info("$S", "started"), test::chunk("$c1", 1)});
  CHECK(scene.chunks().empty());
}

TEST_CASE("a broadcast notifies once, by its first chunk that is news") {
  Scene scene;
  scene.news({test::info("$S", "started"), test::chunk("$c2", 2), test::chunk("$c1", 1)});
  scene.room.append(
      std::vector<json::Value>{test::info("$T", "started"), test::chunk("$t1", 1, {.start = "$T"})},
      Room::Arrival::history);
  CHECK(scene.notes.first == Ids{"$c2"});
}

TEST_CASE("state has no tile and counts as state") {
  Scene scene;
  scene.room.append(std::vector<json::Value>{test::info("$S", "started")}, Room::Arrival::state);
  CHECK(scene.room.find("$S") != nullptr);
  CHECK(scene.room.tiles().shown().empty());
  CHECK_FALSE(scene.room.has_seen("$S"));
}

TEST_CASE("what cannot be decrypted is shown, but for what its broadcast speaks for") {
  const auto sealed = [](std::string_view id, std::string_view sender, std::string_view target) {
    json::Value event = json::Value::object({{"type", "m.room.encrypted"}, {"event_id", id}});
    event.set("sender", sender);
    const json::Value relation =
        json::Value::object({{"rel_type", "m.reference"}, {"event_id", target}});
    event.set("content", json::Value::object({{"m.relates_to", relation}}));
    return event;
  };
  Scene scene;
  scene.news({sealed("$ours", test::caster, "$S"), test::info("$S", "started"),
              sealed("$theirs", test::stranger, "$S"), sealed("$vote", test::caster, "$poll")});
  CHECK(scene.room.tiles().shown() == std::vector<Tile>{{"$S", "broadcast"},
                                                        {"$theirs", "unable_to_decrypt"},
                                                        {"$vote", "unable_to_decrypt"}});
}

TEST_CASE("relations bring chunks and states that the timeline did not show") {
  Scene scene;
  scene.news({test::info("$S", "started"), test::chunk("$c3", 3)});
  scene.room.insert_related("$S",
                            std::vector<json::Value>{test::chunk("$c1", 1), test::chunk("$c3", 3),
                                                     test::info("$X", "stopped")});
  CHECK(scene.chunks() == Ids{"$c1", "$c3"});
  CHECK(scene.room.find("$S")->ended());
}

}  // namespace
}  // namespace deadair::reference
