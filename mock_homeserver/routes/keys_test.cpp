// Tests of keys over the routes: by device, given out once, announced to those who share the room.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "mock_homeserver/routes/reply.h"
#include "mock_homeserver/test_world.h"

namespace deadair::mock {

namespace {

const std::string base = "/_matrix/client/v3";
const std::string x = "signed_curve25519";

// The listener and the caster, each with a client.
struct Pair {
  explicit Pair(const std::string& name)
      : world(WorldOptions{}),
        scene(world, name),
        me(scene->cast().user_id),
        caster(scene->cast().caster_id),
        client(world, scene->cast().access_token),
        other(world, log_in(world, caster, others_password(scene->cast()), "CASTER")) {}

  [[nodiscard]] std::string device() { return scene->cast().device_id; }
  Answered upload(TestClient& who, const json::Value& parts) {
    return who.post(base + "/keys/upload", json::write(parts));
  }
  void introduce(TestClient& who, const std::string& user, const std::string& device) {
    const json::Value keys = object_of("device_keys", identity_of(user, device));
    REQUIRE(upload(who, keys).status() == 200);
  }
  // What a query for one user says.
  json::Value query(TestClient& who, const std::string& user, const std::string& devices = "[]") {
    return who.post(base + "/keys/query", R"({"device_keys":{")" + user + "\":" + devices + "}}")
        .body;
  }
  // The key's name, or nothing.
  std::string claim(TestClient& who, const std::string& user, const std::string& device) {
    const Answered answered =
        who.post(base + "/keys/claim",
                 R"({"one_time_keys":{")" + user + R"(":{")" + device + R"(":")" + x + R"("}}})");
    const json::Value* const key = answered.body.find({"one_time_keys", user, device});
    return key == nullptr ? std::string() : key->members()[0].key;
  }

  World world;
  TestScene scene;
  const std::string me, caster;
  TestClient client, other;
};

std::string changed(const Answered& sync) {
  const json::Value* const lists = sync.body.find({"device_lists", "changed"});
  return lists == nullptr ? "" : json::write(*lists);
}

std::string list_of(const std::string& user) { return "[\"" + user + "\"]"; }

}  // namespace

TEST_CASE("keys belong to a device, and others find them there") {
  Pair pair("keys by device");
  TestClient second(pair.world, log_in(pair.world, pair.me, pair.scene->cast().password, "SECOND"));
  pair.introduce(pair.client, pair.me, pair.device());
  pair.introduce(second, pair.me, "SECOND");
  const json::Value all = pair.query(pair.other, pair.me);
  const json::Value* const found = all.find({"device_keys", pair.me});
  REQUIRE(found != nullptr);
  CHECK(found->members().size() == 2);
  CHECK(found->find({"SECOND", "keys", "ed25519:SECOND"}) != nullptr);
  const json::Value one = pair.query(pair.other, pair.me, R"(["SECOND","NONE"])");
  CHECK(one.find({"device_keys", pair.me})->members().size() == 1);
  CHECK(pair.query(pair.other, pair.scene->cast().stranger_id)
            .find({"device_keys", pair.scene->cast().stranger_id})
            ->members()
            .empty());
  const json::Value away = pair.query(pair.other, "@a:elsewhere.test");
  CHECK(away.find({"failures", "elsewhere.test"}) != nullptr);
  CHECK(away.find("device_keys")->members().empty());
}

TEST_CASE("what lies beside a device's keys is the server's to say") {
  Pair pair("unsigned");
  json::Value keys = identity_of(pair.caster, "CASTER");  // a device without a name
  keys.set("unsigned", 5);
  REQUIRE(pair.upload(pair.other, object_of("device_keys", keys)).status() == 200);
  const json::Value answer = pair.query(pair.client, pair.caster);
  const json::Value* const shown = answer.find({"device_keys", pair.caster, "CASTER"});
  REQUIRE(shown != nullptr);
  CHECK(*shown == identity_of(pair.caster, "CASTER"));
}

TEST_CASE("a sync counts the keys of its own device") {
  Pair pair("counts");
  TestClient second(pair.world, log_in(pair.world, pair.me, pair.scene->cast().password, "SECOND"));
  json::Value parts = object_of("one_time_keys", keys_named({x + ":A", x + ":B"}));
  parts.set("fallback_keys", keys_named({x + ":F"}));
  const Answered upload = pair.upload(pair.client, parts);
  CHECK(upload.body.find({"one_time_key_counts", x})->as_integer() == 2);
  // The upload alone is no news: else a client that answers news with an upload never ends.
  CHECK(pair.client.begin("GET", base + "/sync?since=s1&timeout=1000").parked);
  const Answered own = pair.client.sync("?since=s1");
  CHECK(own.body.find({"device_one_time_keys_count", x})->as_integer() == 2);
  CHECK(json::write(*own.body.find("device_unused_fallback_key_types")) ==
        R"(["signed_curve25519"])");
  CHECK(own.body.find("device_lists") == nullptr);
  for (TestClient* const stranger : {&second, &pair.other}) {
    const Answered sync = stranger->sync("?since=s1");
    CHECK(sync.body.find({"device_one_time_keys_count", x})->as_integer() == 0);
    CHECK(sync.body.find("device_unused_fallback_key_types")->items().empty());
  }
}

TEST_CASE("a one-time key is claimed once, then the fallback key is used") {
  Pair pair("claims");
  json::Value parts = object_of("one_time_keys", keys_named({x + ":A", x + ":B"}));
  pair.upload(pair.client, parts.set("fallback_keys", keys_named({x + ":F"})));
  CHECK(pair.claim(pair.other, pair.me, pair.device()) == x + ":A");
  CHECK(pair.claim(pair.client, pair.me, pair.device()) == x + ":B");
  CHECK(pair.claim(pair.other, pair.me, pair.device()) == x + ":F");
  CHECK(pair.claim(pair.other, pair.me, pair.device()) == x + ":F");
  CHECK(pair.claim(pair.other, pair.me, "NONE").empty());
  CHECK(pair.claim(pair.other, "@nobody:deadair.test", "NONE").empty());
  const Answered sync = pair.client.sync("?since=s1");
  CHECK(sync.body.find({"device_one_time_keys_count", x})->as_integer() == 0);
  CHECK(sync.body.find("device_unused_fallback_key_types")->items().empty());
}

TEST_CASE("new device keys are news to all who share the room, once") {
  Pair pair("announced");
  pair.introduce(pair.other, pair.caster, "CASTER");
  CHECK(changed(pair.client.sync("?since=s1")) == list_of(pair.caster));
  CHECK(changed(pair.other.sync("?since=s1")) == list_of(pair.caster));
  pair.introduce(pair.other, pair.caster, "CASTER");
  CHECK(pair.client.begin("GET", base + "/sync?since=s2&timeout=1000").parked);
  CHECK(
      pair.client.get(base + "/keys/changes?from=s1&to=s2").body.find("changed")->items().size() ==
      1);
  CHECK(
      pair.client.get(base + "/keys/changes?from=s2&to=s2").body.find("changed")->items().empty());
}

TEST_CASE("who leaves the room is told no more, and who comes back is told of all") {
  Pair pair("leaving");
  pair.client.post(base + "/rooms/" + pair.scene.room() + "/leave", "{}");
  const Answered left = pair.other.sync("?since=s1");
  CHECK(json::write(*left.body.find({"device_lists", "left"})) == list_of(pair.me));
  CHECK(pair.client.sync("?since=s1").body.find({"device_lists", "left"})->items().size() == 2);
  pair.introduce(pair.other, pair.caster, "CASTER");
  CHECK(changed(pair.client.sync("?since=s2")).empty());
  pair.client.post(base + "/rooms/" + pair.scene.room() + "/join", "{}");
  const Answered back = pair.client.sync("?since=s3");
  CHECK(back.body.find({"device_lists", "changed"})->items().size() == 3);
  CHECK(changed(pair.other.sync("?since=s3")) == list_of(pair.me));
}

TEST_CASE("a device that is logged out goes with its keys") {
  Pair pair("logout");
  pair.introduce(pair.other, pair.caster, "CASTER");
  pair.other.post(base + "/logout", "");
  CHECK(changed(pair.client.sync("?since=s2")) == list_of(pair.caster));
  CHECK(pair.query(pair.client, pair.caster).find({"device_keys", pair.caster})->members().empty());
  CHECK(pair.claim(pair.client, pair.caster, "CASTER").empty());
}

TEST_CASE("two sessions of one device are one device") {
  Pair pair("one device");
  pair.introduce(pair.client, pair.me, pair.device());
  TestClient again(pair.world,
                   log_in(pair.world, pair.me, pair.scene->cast().password, pair.device()));
  again.post(base + "/logout", "");
  CHECK(pair.query(pair.other, pair.me).find({"device_keys", pair.me})->members().size() == 1);
}

TEST_CASE("an account has devices, but not without end") {
  Pair pair("devices");
  const std::string password = others_password(pair.scene->cast());
  for (std::size_t at = 1; at < devices_max; ++at) {
    CHECK_FALSE(log_in(pair.world, pair.caster, password, "D" + std::to_string(at)).empty());
  }
  json::Value body = json::Value::object({{"type", "m.login.password"}, {"password", password}});
  body.set("identifier", object_of("user", pair.caster)).set("device_id", "ONE MORE");
  TestClient nobody(pair.world, "");
  CHECK(nobody.post(base + "/login", json::write(body)).status() == 429);
  body.set("device_id", "D1");
  CHECK(nobody.post(base + "/login", json::write(body)).status() == 200);
  CHECK(pair.other.get(base + "/devices").body.find("devices")->items().size() == devices_max);
}

TEST_CASE("bad keys are refused whole, and noted") {
  struct Row {
    std::string name, path, body, errcode;
  };
  const std::string user = R"("@u:deadair.test")";
  const std::vector<Row> rows = {
      {"device_keys no object", "upload", R"({"device_keys":[]})", "M_INVALID_PARAM"},
      {"device_keys empty", "upload", R"({"device_keys":{}})", "M_INVALID_PARAM"},
      {"one_time_keys no object", "upload", R"({"one_time_keys":1})", "M_INVALID_PARAM"},
      {"no key", "upload", R"({"one_time_keys":{"x:A":1}})", "M_INVALID_PARAM"},
      {"odd signature", "upload",
       R"({"one_time_keys":{"x:A":{"key":"a","signatures":{"@u:h":{"ed25519:D":5}}}}})",
       "M_INVALID_PARAM"},
      {"odd signer", "upload", R"({"one_time_keys":{"x:A":{"key":"a","signatures":{"@u:h":"a"}}}})",
       "M_INVALID_PARAM"},
      {"no fallback key", "upload", R"({"one_time_keys":{"x:A":"a"},"fallback_keys":{"x":"b"}})",
       "M_INVALID_PARAM"},
      {"query without device_keys", "query", "{}", "M_MISSING_PARAM"},
      {"query with a list", "query", R"({"device_keys":[]})", "M_INVALID_PARAM"},
      {"query of an object", "query", R"({"device_keys":{)" + user + ":{}}}", "M_INVALID_PARAM"},
      {"query of numbers", "query", R"({"device_keys":{)" + user + ":[1]}}", "M_INVALID_PARAM"},
      {"claim without keys", "claim", "{}", "M_MISSING_PARAM"},
      {"claim with a list", "claim", R"({"one_time_keys":[]})", "M_INVALID_PARAM"},
      {"claim of a list", "claim", R"({"one_time_keys":{)" + user + ":[]}}", "M_INVALID_PARAM"},
      {"claim of no text", "claim", R"({"one_time_keys":{)" + user + R"(:{"D":1}}})",
       "M_INVALID_PARAM"},
  };
  for (const Row& row : rows) {
    DOCTEST_SUBCASE(row.name.c_str()) {
      Pair pair("bad keys");
      const Answered answered = pair.client.post(base + "/keys/" + row.path, row.body);
      CHECK(answered.status() == 400);
      CHECK(answered.errcode() == row.errcode);
      CHECK(pair.scene.findings() == std::vector<std::string>{"request.bad_field"});
      const Answered sync = pair.client.sync();
      CHECK(sync.body.find("device_one_time_keys_count")->members().size() == 1);
    }
  }
}

TEST_CASE("changes are asked for between two tokens of this server") {
  Pair pair("changes");
  for (const char* query : {"", "?from=s1", "?to=s1", "?from=x&to=s1", "?from=s1&to=s99"}) {
    CAPTURE(query);
    CHECK(pair.client.get(base + "/keys/changes" + query).status() == 400);
  }
  CHECK(pair.client.get(base + "/keys/changes?from=s1_1&to=s1").status() == 200);
}

TEST_CASE("a backup is there once it was made, for its own account alone") {
  Pair pair("backup");
  CHECK(pair.client.get(base + "/room_keys/version").errcode() == "M_NOT_FOUND");
  CHECK(pair.client.post(base + "/room_keys/version", R"({"algorithm":"a"})").status() == 400);
  const std::string good = R"({"algorithm":"a","auth_data":{}})";
  CHECK(pair.client.post(base + "/room_keys/version", good).body.string_at("version") == "1");
  CHECK(pair.client.post(base + "/room_keys/version", good).body.string_at("version") == "2");
  CHECK(pair.client.get(base + "/room_keys/version").body.string_at("version") == "2");
  CHECK(pair.other.get(base + "/room_keys/version").errcode() == "M_NOT_FOUND");
}

TEST_CASE("what the server keeps by itself no client writes; tags are the room's account data") {
  Pair pair("servers");
  const std::string mine = base + "/user/" + pair.me;
  const std::string of_room = mine + "/rooms/" + pair.scene.room();
  for (const std::string& place :
       {mine + "/account_data/m.push_rules", of_room + "/account_data/m.fully_read"}) {
    const Answered refused = pair.client.put(place, "{}");
    CHECK(refused.status() == 405);
    CHECK(refused.errcode() == "M_BAD_JSON");
  }
  CHECK(pair.client.get(of_room + "/tags").body.find("tags")->members().empty());
  const std::string tags = R"({"tags":{"u.x":{"order":0.5}}})";
  CHECK(pair.client.put(of_room + "/account_data/m.tag", tags).status() == 200);
  CHECK(json::write(pair.client.get(of_room + "/tags").body) == tags);
}

TEST_CASE("what of a client's account data is no tag is not told as one") {
  Pair pair("no tags");
  const std::string of_room = base + "/user/" + pair.me + "/rooms/" + pair.scene.room();
  struct Row {
    std::string written, told;
  };
  const std::vector<Row> rows = {
      {R"({"tags":5})", "{}"},
      {R"({"tags":["u.x"]})", "{}"},
      {R"({"tags":{"u.x":{},"u.x":5}})", "{}"},
      {R"({"tags":{"u.x":5,"u.y":{"order":1}}})", R"({"u.y":{"order":1}})"},
      {R"({"tags":{"u.x":{"order":"1"},"u.y":{}}})", R"({"u.y":{}})"},
      {R"({})", "{}"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.written);
    CHECK(pair.client.put(of_room + "/account_data/m.tag", row.written).status() == 200);
    CHECK(json::write(pair.client.get(of_room + "/tags").body) == R"({"tags":)" + row.told + "}");
    CHECK(json::write(pair.client.get(of_room + "/account_data/m.tag").body) == row.written);
  }
}

TEST_CASE("a tag is put and deleted by itself, as account data that the next sync tells") {
  Pair pair("tagged");
  const std::string of_room = base + "/user/" + pair.me + "/rooms/" + pair.scene.room();
  const std::string tag = of_room + "/tags/m.favourite";
  const auto data = [&] {
    return json::write(pair.client.get(of_room + "/account_data/m.tag").body);
  };
  pair.client.put(of_room + "/account_data/m.tag", R"({"a":1,"tags":5})");
  CHECK(pair.client.ask("DELETE", tag, "").status() == 200);
  CHECK(data() == R"({"a":1,"tags":5})");
  const std::string since(pair.client.sync().body.string_at("next_batch"));
  CHECK(json::write(pair.client.put(tag, R"({"order":0.5})").body) == "{}");
  CHECK(pair.client.put(of_room + "/tags/u.x", "{}").status() == 200);
  CHECK(data() == R"({"a":1,"tags":{"m.favourite":{"order":0.5},"u.x":{}}})");
  const Answered told = pair.client.sync("?since=" + since);
  const json::Value* const room = room_in(told.body, pair.scene.room());
  REQUIRE(room != nullptr);
  REQUIRE(room->find({"account_data", "events"}) != nullptr);
  CHECK(json::write(*room->find({"account_data", "events"})).find("m.favourite") !=
        std::string::npos);
  CHECK(json::write(pair.client.ask("DELETE", tag, "").body) == "{}");
  CHECK(data() == R"({"a":1,"tags":{"u.x":{}}})");

  CHECK(pair.client.put(tag, R"({"order":"first"})").status() == 400);
  CHECK(pair.client.put(tag, R"({"of":")" + std::string(70000, 'x') + R"("})").status() == 413);
  CHECK(pair.other.put(tag, "{}").status() == 403);
  CHECK(pair.other.ask("DELETE", tag, "").status() == 403);
  CHECK(data() == R"({"a":1,"tags":{"u.x":{}}})");
}

TEST_CASE("what a tag makes the server keep counts, however short its request is") {
  Pair pair("heavy tags");
  const std::string of_room = base + "/user/" + pair.me + "/rooms/" + pair.scene.room();
  const auto beside = [&](std::size_t bytes) {
    return pair.client.put(of_room + "/account_data/m.tag",
                           R"({"a":")" + std::string(bytes, 'x') + R"("})");
  };
  CHECK(beside(70000).status() == 200);
  CHECK(pair.client.put(of_room + "/tags/u.x", "{}").status() == 413);
  CHECK(beside(60000).status() == 200);
  int status = 200;
  int taken = 0;
  for (; status == 200 && taken < 100; ++taken) {
    status = pair.client.put(of_room + "/tags/u.x", "{}").status();
  }
  CHECK(status == 429);
  CHECK(taken < 20);
}

TEST_CASE("a member without a name or a picture has none, where its event says null") {
  Pair pair("nameless");
  json::Value event = pair.scene.message("m");
  event.set("type", "m.room.member").set("state_key", pair.caster);
  event.set("content", parsed(R"({"membership":"join","displayname":null,"avatar_url":null})"));
  pair.scene.emit("m", event);
  const Answered members =
      pair.client.get(base + "/rooms/" + pair.scene.room() + "/joined_members");
  const json::Value* const shown = members.body.find({"joined", pair.scene->cast().caster_id});
  REQUIRE(shown != nullptr);
  CHECK(json::write(*shown) == "{}");
}

TEST_CASE("members are named, and pictured, as their events say") {
  Pair pair("pictured");
  const std::string mine = base + "/profile/" + pair.me;
  CHECK(pair.client.put(mine + "/avatar_url", R"({"avatar_url":"mxc://a/b"})").status() == 200);
  const Answered members =
      pair.client.get(base + "/rooms/" + pair.scene.room() + "/joined_members");
  const json::Value* const shown = members.body.find({"joined", pair.scene->cast().user_id});
  REQUIRE(shown != nullptr);
  CHECK(shown->string_at("avatar_url") == "mxc://a/b");
  CHECK_FALSE(shown->string_at("display_name").empty());
}

TEST_CASE("accounts do not see each other's data") {
  Pair pair("apart");
  const std::string mine = base + "/user/" + pair.me;
  CHECK(pair.client.put(mine + "/account_data/a.b", R"({"a":1})").status() == 200);
  CHECK(pair.other.get(mine + "/account_data/a.b").status() == 403);
  CHECK(pair.other.get(base + "/user/" + pair.caster + "/account_data/a.b").status() == 404);
  CHECK(pair.other.sync("?since=s1").body.find("account_data") == nullptr);
  CHECK(pair.other.sync().body.find("account_data") == nullptr);
  CHECK(pair.client.sync("?since=s1").body.find("account_data") != nullptr);
  const std::string receipts = base + "/rooms/" + pair.scene.room() + "/receipt/";
  pair.scene.emit("m", pair.scene.message("m"));
  pair.client.post(receipts + "m.read.private/$m", "{}");
  pair.client.post(receipts + "m.read/$m", "{}");
  CHECK(room_in(pair.other.sync("?since=s3").body, pair.scene.room()) == nullptr);
  CHECK(room_in(pair.other.sync("?since=s4").body, pair.scene.room()) != nullptr);
}

}  // namespace deadair::mock
