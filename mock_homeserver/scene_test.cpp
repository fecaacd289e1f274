// Tests of scenes: alone and beside each other, their sessions, media, limits and trace.
#include "mock_homeserver/scene.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "mock_homeserver/test_world.h"

namespace deadair::mock {

namespace {

using Ids = std::vector<std::string>;

const std::string whoami = "/_matrix/client/v3/account/whoami";

std::string next(const Answered& sync) { return std::string(sync.body.string_at("next_batch")); }

}  // namespace

TEST_CASE("names come from the seed and the case alone") {
  World one({});
  World other({});
  TestScene before(other, "something else");
  TestScene first(one, "case");
  TestScene second(other, "case");
  CHECK(first->cast().user_id == second->cast().user_id);
  CHECK(first->cast().access_token == second->cast().access_token);
  CHECK(first->cast().room_id == second->cast().room_id);
  CHECK(first->make_media({}).value().url == second->make_media({}).value().url);
  CHECK(before->cast().user_id != second->cast().user_id);
}

TEST_CASE("a case is open once at a time") {
  World world({});
  judge::TraceLog log;
  {
    TestScene scene(world, "case");
    const auto again = world.open(run::SceneSetup{"case", 8731}, log);
    REQUIRE_FALSE(again.ok());
    CHECK(again.error().code == "stage.scene");
  }
  CHECK(world.scenes_open() == 0);
  TestScene afterwards(world, "case");
  CHECK(world.scenes_open() == 1);
}

TEST_CASE("two scenes do not see each other") {
  World world({});
  TestScene one(world, "one");
  TestScene two(world, "two");
  TestClient first(world, one->cast().access_token);
  one.emit("S", one.started("S"));
  two.emit("S", two.started("S"));
  const run::Media media = two->make_media({}).value();
  const Answered sync = first.sync();
  CHECK(room_in(sync.body, one.room()) != nullptr);
  CHECK(room_in(sync.body, two.room()) == nullptr);
  CHECK(two->requests() == 0);
  CHECK(first.get("/_matrix/client/v3/rooms/" + two.room() + "/state").status() == 403);
  // Whoever is at fault, it is not the one whose token was taken.
  CHECK(one.findings().empty());
  CHECK(two.findings() == Ids{"request.foreign_token"});
  CHECK(first.get("/_matrix/client/v1/media/download/" + media.url.substr(6)).status() == 403);
}

TEST_CASE("a token that nobody gave is refused, and found where a scene is named") {
  World world({});
  TestScene scene(world, "case");
  TestClient stranger(world, "dat_none");
  CHECK(stranger.get(whoami).errcode() == "M_UNKNOWN_TOKEN");
  CHECK(scene.findings().empty());
  CHECK(stranger.get("/_matrix/client/v3/rooms/" + scene.room() + "/state").status() == 401);
  CHECK(scene.findings() == Ids{"request.foreign_token"});
  TestClient nobody(world, "");
  CHECK(nobody.get("/_matrix/client/v3/rooms/" + scene.room() + "/state").errcode() ==
        "M_MISSING_TOKEN");
  CHECK(scene.findings() == Ids{"request.foreign_token", "request.no_token"});
}

TEST_CASE("a scene that is gone is forgotten") {
  int woken = 0;
  World world({});
  TestScene scene(world, "case");
  TestClient client(world, scene->cast().access_token);
  const Answered parked = client.begin("GET", "/_matrix/client/v3/sync?since=s1&timeout=30000");
  REQUIRE(parked.parked);
  world.set_waker([&](std::string_view) { ++woken; });
  scene.forget();
  CHECK(woken > 0);
  CHECK(client.again(parked).errcode() == "M_UNKNOWN_TOKEN");
  client.end(parked);
  CHECK(client.get(whoami).status() == 401);
  CHECK(world.exchanges_open() == 0);
}

TEST_CASE("a poll of a scene that is gone does not reach a new one of the same case") {
  World world({});
  TestScene scene(world, "case");
  TestClient client(world, scene->cast().access_token);
  const Answered parked = client.begin("GET", "/_matrix/client/v3/sync?since=s1&timeout=30000");
  scene.forget();
  TestScene anew(world, "case");
  CHECK(client.again(parked).status() == 401);
  CHECK(anew->requests() == 0);
  CHECK(anew->rest() == run::Rest::absent);
}

TEST_CASE("sessions end in the way that was asked for") {
  World world({});
  TestScene scene(world, "case");
  TestClient client(world, scene->cast().access_token);
  const Answered parked = client.begin("GET", "/_matrix/client/v3/sync?since=s1&timeout=30000");
  SUBCASE("softly") {
    REQUIRE(scene->end_session("soft_logout").ok());
    const Answered answered = client.again(parked);
    CHECK(answered.errcode() == "M_UNKNOWN_TOKEN");
    CHECK(answered.body.bool_at("soft_logout", false));
    CHECK(scene->rest() == run::Rest::busy);
    client.end(answered);
    CHECK(scene->rest() == run::Rest::absent);
    CHECK(scene.findings().empty());
  }
  SUBCASE("for good") {
    REQUIRE(scene->end_session("logout").ok());
    CHECK_FALSE(client.again(parked).body.bool_at("soft_logout", true));
  }
  SUBCASE("kicked") {
    REQUIRE(scene->end_session("kicked").ok());
    const Answered answered = client.again(parked);
    const json::Value* const room = room_in(answered.body, scene.room(), "leave");
    REQUIRE(room != nullptr);
    const json::Value& member = room->find({"timeline", "events"})->items()[0];
    CHECK(member.find({"content", "membership"})->text() == "leave");
    CHECK(member.string_at("sender") == scene->cast().caster_id);
    client.end(answered);
    scene.emit("S", scene.started("S"));
    client.sync("?since=s2");
    CHECK(scene->rest() == run::Rest::resting);
    CHECK(client.post("/_matrix/client/v3/join/" + scene.room(), "").status() == 200);
  }
  SUBCASE("banned") {
    REQUIRE(scene->end_session("banned").ok());
    CHECK(room_in(client.again(parked).body, scene.room(), "leave") != nullptr);
    CHECK(client.post("/_matrix/client/v3/join/" + scene.room(), "").errcode() == "M_FORBIDDEN");
  }
  SUBCASE("in no known way") {
    CHECK(scene->end_session("gently").error().code == "stage.session");
  }
}

TEST_CASE("a client that hammers is found once and then refused without a word") {
  World world(WorldOptions{"11", 20, false});
  TestScene scene(world, "storm");
  TestClient client(world, scene->cast().access_token);
  for (int count = 0; count < 20; ++count) CHECK(client.sync("?since=s1").status() == 200);
  for (int count = 0; count < 200; ++count) {
    CHECK(client.sync("?since=s1").errcode() == "M_LIMIT_EXCEEDED");
  }
  CHECK(scene.findings() == Ids{"requests.storm"});
  CHECK(scene.count(judge::EntryKind::http) == 20);
  CHECK(scene->rest() == run::Rest::away);
  CHECK(world.exchanges_open() == 0);
}

TEST_CASE("a client that sends too much is found once and then refused") {
  World world({});
  TestScene scene(world, "flood");
  TestClient client(world, scene->cast().access_token);
  const std::string place = "/_matrix/client/v3/rooms/" + scene.room() + "/send/m.room.message/";
  const std::string body = "{\"body\": \"" + std::string(50000, 'x') + "\"}";
  for (int count = 0; count < 20; ++count) {
    CHECK(client.put(place + std::to_string(count), body).status() == 200);
  }
  CHECK(scene.findings().empty());
  CHECK(client.put(place + "20", body).errcode() == "M_LIMIT_EXCEEDED");
  CHECK(client.sync().errcode() == "M_LIMIT_EXCEEDED");
  CHECK(scene.findings() == Ids{"requests.storm"});
}

TEST_CASE("findings are bounded, also those of a client of another scene") {
  World world({});
  TestScene one(world, "one");
  TestScene two(world, "two");
  TestClient client(world, one->cast().access_token);
  for (int count = 0; count < 3000; ++count) {
    client.get("/_matrix/client/v3/rooms/" + two.room() + "/state");
  }
  CHECK(two.findings().size() == findings_max);
  CHECK(one.findings().size() <= findings_max);
}

TEST_CASE("the trace tells each exchange when it has ended") {
  World world({});
  TestScene scene(world, "trace");
  TestClient client(world, scene->cast().access_token);
  scene.emit("S", scene.started("S"));
  const Answered open = client.begin("GET", "/_matrix/client/v3/sync?since=s1");
  CHECK(scene.count(judge::EntryKind::http) == 0);
  scene.emit("m1", scene.message("m1"));
  client.end(open, http::Ending::closed_by_client);
  const json::Value entry = scene.entries(judge::EntryKind::http)[0];
  CHECK(entry.integer_at("exchange", 0) == 1);
  CHECK(entry.integer_at("began", 0) == 1);  // behind S, before m1
  CHECK(entry.string_at("method") == "GET");
  CHECK(entry.string_at("target") == "/_matrix/client/v3/sync?since=s1");
  CHECK(entry.string_at("route") == "sync");
  CHECK(entry.string_at("since") == "s1");
  CHECK(entry.string_at("next_batch") == "s2");
  CHECK(entry.integer_at("status", 0) == 200);
  CHECK(entry.integer_at("bytes", 0) == static_cast<std::int64_t>(open.response.body.size()));
  CHECK(entry.string_at("ending") == "closed_by_client");
  CHECK(entry.find("fault") == nullptr);
  CHECK(scene->rest() == run::Rest::away);
}

TEST_CASE("a client that was refused something is away only where a sync left events out") {
  World world({});
  TestScene scene(world, "trace");
  TestClient client(world, scene->cast().access_token);
  const std::string event = "/_matrix/client/v3/rooms/" + scene.room() + "/event/%24nowhere";
  scene.emit("m1", scene.message("m1"));
  CHECK(client.sync("?since=s1&timeout=0").status() == 200);
  scene.emit("m2", scene.message("m2"), scenario::Via::gap);
  CHECK(client.get(event).status() == 404);
  CHECK(scene->rest() == run::Rest::busy);
  CHECK(client.sync("?since=s2&timeout=0").status() == 200);
  scene.emit("m3", scene.message("m3"));
  CHECK(client.get(event).status() == 404);
  CHECK(scene->rest() == run::Rest::away);
}

TEST_CASE("a poll that was still waiting when the client closed it is not told") {
  World world({});
  TestScene scene(world, "trace");
  TestClient client(world, scene->cast().access_token);
  const Answered parked = client.begin("GET", "/_matrix/client/v3/sync?since=s1&timeout=30000");
  client.end(parked, http::Ending::closed_by_client);
  CHECK(scene.count(judge::EntryKind::http) == 0);
  CHECK(scene->rest() == run::Rest::away);
}

TEST_CASE("downloads and relations say in the trace what they are of") {
  World world({});
  TestScene scene(world, "trace");
  TestClient client(world, scene->cast().access_token);
  run::MediaSpec spec;
  spec.label = "c1";
  const std::string url = scene->make_media(spec).value().url;
  TestClient nobody(world, "");
  CHECK(nobody.get("/_matrix/media/v3/download/" + url.substr(6) + "/name.ogg").status() == 200);
  CHECK(scene.entries(judge::EntryKind::http)[0].string_at("media") == "c1");
  scene.emit("S", scene.started("S"));
  client.get("/_matrix/client/v1/rooms/" + scene.room() + "/relations/$S?from=t2");
  const json::Value entry = scene.entries(judge::EntryKind::http)[1];
  CHECK(entry.string_at("of") == "$S");
  CHECK(entry.string_at("from") == "t2");
}

TEST_CASE("published and redelivered events are told with label and way") {
  World world({});
  TestScene scene(world, "trace");
  scene.emit("S", scene.started("S"), scenario::Via::state);
  CHECK(scene->redeliver("$S", scenario::Via::sync).ok());
  CHECK(scene->redeliver("$none", scenario::Via::sync).error().code == "stage.event");
  const json::Value event = scene.entries(judge::EntryKind::event)[0];
  CHECK(event.string_at("label") == "S");
  CHECK(event.string_at("via") == "state");
  CHECK(event.find("event")->string_at("event_id") == "$S");
  CHECK(json::write(scene.entries(judge::EntryKind::redelivered)[0]) ==
        R"({"label":"S","via":"sync"})");
}

TEST_CASE("an event that is delivered again has a batch of its own") {
  World world({});
  TestScene scene(world, "again");
  TestClient client(world, scene->cast().access_token);
  scene.emit("c1", scene.chunk("c1", 1));
  REQUIRE(scene->redeliver("$c1", scenario::Via::sync).ok());
  const Answered sync = client.sync("?since=s2");
  CHECK(ids(room_in(sync.body, scene.room())->find({"timeline", "events"})) == Ids{"$c1"});
  CHECK(next(sync) == "s3");
}

TEST_CASE("a redaction acts before and after its target, in every view") {
  World world({});
  TestScene scene(world, "redaction");
  TestClient client(world, scene->cast().access_token);
  scene.emit("S", scene.started("S"));
  scene.emit("c1", scene.chunk("c1", 1));
  scene.emit("red1", scene.redaction("red1", "c1"));
  scene.emit("red2", scene.redaction("red2", "c2"));
  scene.emit("c2", scene.chunk("c2", 2));
  scene.emit("c3", scene.chunk("c3", 3));
  const std::string room = "/_matrix/client/v3/rooms/" + scene.room();
  const Answered relations = client.get(room + "/relations/$S");
  CHECK(ids(relations.body.find("chunk")) == Ids{"$c3"});
  for (const std::string id : {"$c1", "$c2"}) {
    const Answered event = client.get(room + "/event/" + id);
    CHECK(*event.body.find("content") == json::Value::object());
  }
  // A sync shows what was known when its batch was made.
  const auto content_of = [&](const std::string& since) {
    const Answered sync = client.sync("?since=" + since);
    return *room_in(sync.body, scene.room())
                ->find({"timeline", "events"})
                ->items()[0]
                .find("content");
  };
  CHECK(content_of("s2").find("sequence") != nullptr);
  CHECK(content_of("s5") == json::Value::object());
}

TEST_CASE("chunks can share one file") {
  World world({});
  TestScene scene(world, "shared");
  const auto make = [&](const std::string& label, const std::string& odd) {
    run::MediaSpec spec;
    spec.label = label;
    if (!odd.empty()) spec.odd = parsed(odd);
    return scene->make_media(spec).value();
  };
  const std::string lonely = make("c0", R"({"is":"shared"})").url;
  CHECK_FALSE(lonely.empty());
  const std::string first = make("c1", "").url;
  CHECK(first != lonely);
  CHECK(make("c2", R"({"is":"shared"})").url == lonely);
  CHECK(make("c3", R"({"is":"shared","with":"c1"})").url == first);
  run::MediaSpec bad;
  bad.duration_ms = 0;
  CHECK(scene->make_media(bad).error().code == "media.duration");
}

TEST_CASE("uploads are kept, bounded, and come back") {
  World world({});
  TestScene scene(world, "uploads");
  TestClient client(world, scene->cast().access_token);
  client.content_type = "audio/ogg";
  const Answered upload = client.post("/_matrix/media/r0/upload?filename=a%22.ogg", "bytes");
  const std::string id = std::string(upload.body.string_at("content_uri")).substr(6);
  const Answered back = client.get("/_matrix/client/v1/media/download/" + id);
  CHECK(back.response.body == "bytes");
  CHECK(back.response.content_type == "audio/ogg");
  const Answered created = client.post("/_matrix/media/v1/create", "");
  const std::string later = std::string(created.body.string_at("content_uri")).substr(6);
  const std::string at_once = "/_matrix/client/v1/media/download/" + later + "?timeout_ms=0";
  CHECK(client.get(at_once).errcode() == "M_NOT_YET_UPLOADED");
  CHECK(client.put("/_matrix/media/v3/upload/" + later, "more").status() == 200);
  CHECK(client.put("/_matrix/media/v3/upload/" + later, "more").status() == 409);
  CHECK(client.get("/_matrix/media/v3/download/" + later).response.body == "more");
  const std::string large(std::size_t{16} << 20, 'x');
  for (int count = 0; count < 3; ++count) client.post("/_matrix/media/v3/upload", large);
  CHECK(client.post("/_matrix/media/v3/upload", large).errcode() == "M_TOO_LARGE");
}

TEST_CASE("a profile is told to whoever knows the user, of whatever case") {
  World world({});
  TestScene scene(world, "profiles");
  TestScene other(world, "others");
  TestClient nobody(world, "");
  const std::string profile = "/_matrix/client/v3/profile/";
  CHECK(nobody.get(profile + scene->cast().caster_id).body.string_at("displayname") == "Caster");
  CHECK(nobody.get(profile + other->cast().user_id + "/displayname").status() == 200);
  CHECK(nobody.get(profile + "@nobody:deadair.test").status() == 404);
  CHECK(nobody.put(profile + other->cast().user_id + "/displayname", R"({"displayname":"x"})")
            .errcode() == "M_MISSING_TOKEN");
  CHECK(nobody.get("/_matrix/client/v3/directory/room/%23a:deadair.test").status() == 404);
  TestClient client(world, scene->cast().access_token);
  CHECK(client.get(profile + other->cast().user_id).status() == 404);
  CHECK(scene.findings().empty());
  CHECK(other.findings().empty());
}

TEST_CASE("a download waits for its upload, but not longer than it said") {
  World world({});
  TestScene scene(world, "later");
  TestClient client(world, scene->cast().access_token);
  client.sync();
  client.begin("GET", "/_matrix/client/v3/sync?since=s1&timeout=30000");
  const Answered created = client.post("/_matrix/media/v1/create", "");
  const std::string media = std::string(created.body.string_at("content_uri")).substr(6);
  const std::string path = "/_matrix/client/v1/media/download/" + media;
  const Answered waiting = client.begin("GET", path);
  CHECK(waiting.park_ms == 20000);
  CHECK(scene->rest() == run::Rest::busy);
  CHECK(client.again(waiting, 5000).park_ms == 15000);
  const Answered late = client.begin("GET", path + "?timeout_ms=300");
  CHECK(client.again(late, 300).errcode() == "M_NOT_YET_UPLOADED");
  const Answered before_others = client.begin("GET", path);
  CHECK(client.again(before_others, 1, true).errcode() == "M_NOT_YET_UPLOADED");
  CHECK(client.get(path + "?timeout_ms=soon").errcode() == "M_INVALID_PARAM");
  client.put("/_matrix/media/v3/upload/" + media, "bytes");
  CHECK(client.again(waiting, 6000).response.body == "bytes");
}

TEST_CASE("time moves by hand and is told to the trace") {
  World world({});
  TestScene scene(world, "time");
  CHECK(scene->now_ms() == scene_start_ms);
  scene->advance(1500);
  CHECK(scene->now_ms() == scene_start_ms + 1500);
}

TEST_CASE("both room versions are served") {
  for (const std::string version : {"10", "11"}) {
    CAPTURE(version);
    World world(WorldOptions{version, 2000, false});
    TestScene scene(world, "version");
    TestClient client(world, scene->cast().access_token);
    const Answered create =
        client.get("/_matrix/client/v3/rooms/" + scene.room() + "/state/m.room.create");
    CHECK(create.body.string_at("room_version") == version);
    CHECK((create.body.find("creator") != nullptr) == (version == "10"));
  }
}

TEST_CASE("waiting for rest ends at once where there is nothing to wait for") {
  World world({});
  TestScene scene(world, "waiting");
  CHECK(scene->wait_for_rest(60000) == run::Rest::absent);
  CHECK(scene->wait_for_change(run::Rest::busy, 60000) == run::Rest::absent);
  TestClient client(world, scene->cast().access_token);
  const Answered open = client.begin("GET", whoami);
  CHECK(scene->wait_for_rest(1) == run::Rest::busy);
  CHECK(scene->wait_for_change(run::Rest::busy, 1) == run::Rest::busy);
  client.end(open);
  CHECK(scene->wait_for_rest(60000) == run::Rest::absent);
}

}  // namespace deadair::mock
