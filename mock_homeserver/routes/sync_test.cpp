// Tests of GET /sync: tokens, waiting, filters, the blocks beside the rooms.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "mock_homeserver/test_world.h"

namespace deadair::mock {

namespace {

using Ids = std::vector<std::string>;

Ids timeline(const Answered& sync, TestScene& scene) {
  const json::Value* const room = room_in(sync.body, scene.room());
  return room == nullptr ? Ids() : ids(room->find({"timeline", "events"}));
}

std::string next(const Answered& sync) { return std::string(sync.body.string_at("next_batch")); }

}  // namespace

TEST_CASE("each batch is one answer, and the next one does not wait") {
  World world({});
  TestScene scene(world, "batches");
  TestClient client(world, scene->cast().access_token);
  CHECK(next(client.sync()) == "s1");
  scene.emit("S", scene.started("S"));
  scene.emit_all({{"c1", scene.chunk("c1", 1)}, {"c2", scene.chunk("c2", 2)}});
  const Answered first = client.sync("?since=s1&timeout=30000");
  CHECK(timeline(first, scene) == Ids{"$S"});
  CHECK(next(first) == "s2");
  const Answered second = client.sync("?since=s2&timeout=30000");
  CHECK(timeline(second, scene) == Ids{"$c1", "$c2"});
  CHECK(next(second) == "s3");
  CHECK(client.begin("GET", "/_matrix/client/v3/sync?since=s3&timeout=30000").parked);
  CHECK(timeline(client.sync("?since=s1"), scene) == Ids{"$S"});
}

TEST_CASE("a poll waits as long as it says, at most thirty seconds") {
  World world({});
  TestScene scene(world, "waiting");
  TestClient client(world, scene->cast().access_token);
  const std::string target = "/_matrix/client/v3/sync?since=s1";
  CHECK_FALSE(client.begin("GET", target).parked);
  CHECK_FALSE(client.begin("GET", target + "&timeout=0").parked);
  CHECK(client.begin("GET", target + "&timeout=700").park_ms == 700);
  CHECK(client.begin("GET", target + "&timeout=999999999999999999999").park_ms == 30000);
  const Answered parked = client.begin("GET", target + "&timeout=2000");
  CHECK(client.again(parked, 1500).park_ms == 500);
  const Answered over = client.again(parked, 2000);
  CHECK_FALSE(over.parked);
  CHECK(next(over) == "s1");
  CHECK(room_in(over.body, scene.room()) == nullptr);
}

TEST_CASE("a poll does not hold up what its client asks for on the same connection") {
  World world({});
  TestScene scene(world, "behind");
  TestClient client(world, scene->cast().access_token);
  const Answered parked = client.begin("GET", "/_matrix/client/v3/sync?since=s1&timeout=30000");
  REQUIRE(parked.parked);
  const Answered early = client.again(parked, 40, true);
  CHECK_FALSE(early.parked);
  CHECK(next(early) == "s1");
  CHECK(room_in(early.body, scene.room()) == nullptr);
}

TEST_CASE("nothing is said of what there is nothing of") {
  World world({});
  TestScene scene(world, "nothing");
  TestClient client(world, scene->cast().access_token);
  const Answered quiet = client.sync("?since=s1");
  for (const char* part : {"rooms", "account_data", "to_device", "presence", "device_lists"}) {
    CAPTURE(part);
    CHECK(quiet.body.find(part) == nullptr);
  }
  CHECK(quiet.body.find("device_one_time_keys_count") != nullptr);
  scene.emit("S", scene.started("S"));
  const Answered news = client.sync("?since=s1");
  CHECK(news.body.find({"rooms", "join"}) != nullptr);
  CHECK(news.body.find({"rooms", "leave"}) == nullptr);
  CHECK(news.body.find("account_data") == nullptr);
}

TEST_CASE("an event names its room in a page and not in a sync, and says who was there") {
  World world({});
  TestScene scene(world, "room id");
  TestClient client(world, scene->cast().access_token);
  scene.emit("S", scene.started("S"));
  const Answered sync = client.sync("?since=s1");
  const json::Value& told =
      room_in(sync.body, scene.room())->find({"timeline", "events"})->items()[0];
  CHECK(told.find("room_id") == nullptr);
  CHECK(told.find({"unsigned", "membership"})->text() == "join");
  const std::string room = "/_matrix/client/v3/rooms/" + scene.room();
  const Answered single = client.get(room + "/event/$S");
  CHECK(single.body.string_at("room_id") == scene.room());
  CHECK(single.body.find({"unsigned", "membership"})->text() == "join");
}

TEST_CASE("an answer without news does not count as a change") {
  World world({});
  TestScene scene(world, "quiet");
  TestClient client(world, scene->cast().access_token);
  client.sync();
  const std::uint64_t before = scene->requests();
  client.sync("?since=s1");
  CHECK(scene->requests() == before);
  CHECK(scene->rest() == run::Rest::resting);
  CHECK(scene->acknowledged() == "s1");
}

TEST_CASE("filters are honoured inline and by ID") {
  World world({});
  TestScene scene(world, "filters");
  scene.emit("S", scene.started("S"));
  scene.emit("c1", scene.chunk("c1", 1));
  TestClient client(world, scene->cast().access_token);
  const std::string filter = R"({"room":{"timeline":{"limit":1}}})";
  const Answered made =
      client.post("/_matrix/client/v3/user/" + scene->cast().user_id + "/filter", filter);
  const std::string id(made.body.string_at("filter_id"));
  const Ids newest = {"$c1"};
  CHECK(timeline(client.sync("?filter=" + id), scene) == newest);
  CHECK(timeline(client.sync("?filter=" + filter), scene) == newest);
  CHECK(timeline(client.sync(), scene).size() == 10);
  CHECK(client.get("/_matrix/client/v3/user/" + scene->cast().user_id + "/filter/" + id).body ==
        parsed(filter));
}

TEST_CASE("state_after comes under the name that was asked for") {
  World world({});
  TestScene scene(world, "state_after");
  scene.emit("S", scene.started("S"));
  TestClient client(world, scene->cast().access_token);
  struct Row {
    std::string name, query, key;
  };
  const std::vector<Row> rows = {
      {"not asked for", "", "state"},
      {"stable", "&use_state_after=true", "state_after"},
      {"unstable", "&org.matrix.msc4222.use_state_after=true", "org.matrix.msc4222.state_after"},
      {"false", "&use_state_after=false", "state"},
  };
  for (const Row& row : rows) {
    DOCTEST_SUBCASE(row.name.c_str()) {
      const Answered sync = client.sync("?since=s1" + row.query);
      const json::Value* const room = room_in(sync.body, scene.room());
      REQUIRE(room != nullptr);
      for (const std::string key : {"state", "state_after", "org.matrix.msc4222.state_after"}) {
        CHECK((room->find(key) != nullptr) == (key == row.key));
      }
      CHECK(room->find({row.key, "events"})->items().size() == (row.key == "state" ? 0 : 1));
    }
  }
}

}  // namespace deadair::mock
