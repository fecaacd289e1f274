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

TEST_CASE("a sync tells about keys without crying wolf") {
  World world({});
  TestScene scene(world, "keys");
  TestClient client(world, scene->cast().access_token);
  const Answered before = client.sync();
  CHECK(before.body.find("device_unused_fallback_key_types")->items().empty());
  CHECK(before.body.find({"device_one_time_keys_count", "signed_curve25519"})->as_integer() == 0);
  const Answered upload = client.post("/_matrix/client/v3/keys/upload", R"({
      "one_time_keys":{"signed_curve25519:A":{},"signed_curve25519:B":{}},
      "fallback_keys":{"signed_curve25519:F":{"fallback":true}}})");
  CHECK(upload.body.find({"one_time_key_counts", "signed_curve25519"})->as_integer() == 2);
  // The upload alone is no news: else a client that answers news with an upload never ends.
  CHECK(client.begin("GET", "/_matrix/client/v3/sync?since=s1&timeout=1000").parked);
  const Answered after = client.sync("?since=s1");
  CHECK(after.body.find("device_unused_fallback_key_types")->items().size() == 1);
  CHECK(after.body.find({"device_one_time_keys_count", "signed_curve25519"})->as_integer() == 2);
  CHECK(after.body.find("device_lists") == nullptr);
}

TEST_CASE("signing keys are news, and signatures are merged") {
  World world({});
  TestScene scene(world, "signing");
  TestClient client(world, scene->cast().access_token);
  const std::string me = scene->cast().user_id;
  const std::string device = scene->cast().device_id;
  client.post("/_matrix/client/v3/keys/upload",
              R"({"device_keys":{"signatures":{"@a":{"k":"1"}}}})");
  client.post("/_matrix/client/v3/keys/device_signing/upload",
              R"({"master_key":{"keys":{"ed25519:PUB":"PUB"}}})");
  const Answered sync = client.sync("?since=s1");
  CHECK(sync.body.find({"device_lists", "changed"})->items()[0].text() == me);
  json::Value by_key = json::Value::object();
  by_key.set(device, parsed(R"({"signatures":{"@a":{"l":"2"}}})"));
  by_key.set("PUB", parsed(R"({"signatures":{"@a":{"m":"3"}}})"));
  json::Value body = json::Value::object();
  body.set(me, by_key);
  client.post("/_matrix/client/v3/keys/signatures/upload", json::write(body));
  json::Value asked = json::Value::object();
  asked.set(me, json::Value::array());
  json::Value query = json::Value::object();
  query.set("device_keys", asked);
  const Answered keys = client.post("/_matrix/client/v3/keys/query", json::write(query));
  CHECK(json::write(*keys.body.find({"device_keys", me, device, "signatures"})) ==
        R"({"@a":{"k":"1","l":"2"}})");
  CHECK(keys.body.find({"master_keys", me, "signatures", "@a", "m"})->text() == "3");
}

TEST_CASE("one-time keys are given out once, then the fallback key stays") {
  World world({});
  TestScene scene(world, "claims");
  TestClient client(world, scene->cast().access_token);
  const std::string me = scene->cast().user_id;
  const std::string device = scene->cast().device_id;
  client.post("/_matrix/client/v3/keys/upload", R"({"device_keys":{},
      "one_time_keys":{"x:A":{"n":1}},"fallback_keys":{"x:F":{"n":2}}})");
  const std::string ask = R"({"one_time_keys":{")" + me + R"(":{")" + device + R"(":"x"}}})";
  const auto claim = [&] {
    const Answered answered = client.post("/_matrix/client/v3/keys/claim", ask);
    return json::write(*answered.body.find({"one_time_keys", me, device}));
  };
  CHECK(claim() == R"({"x:A":{"n":1}})");
  CHECK(claim() == R"({"x:F":{"n":2}})");
  CHECK(claim() == R"({"x:F":{"n":2}})");
  CHECK(client.sync().body.find("device_unused_fallback_key_types")->items().empty());
}

TEST_CASE("what a client sends to its own device comes once") {
  World world({});
  TestScene scene(world, "to_device");
  TestClient client(world, scene->cast().access_token);
  const std::string body = R"({"messages":{")" + scene->cast().user_id + R"(":{"*":{"a":1}}}})";
  const std::string target = "/_matrix/client/v3/sendToDevice/m.x/1";
  CHECK(client.put(target, body).status() == 200);
  CHECK(client.put(target, body).status() == 200);
  const Answered sync = client.sync("?since=s1");
  CHECK(sync.body.find({"to_device", "events"})->items().size() == 1);
  CHECK(next(client.sync("?since=s2")) == "s2");
}

}  // namespace deadair::mock
