// Tests of what a client sends, and of what comes back of it.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "mock_homeserver/test_world.h"

namespace deadair::mock {

namespace {

std::string room_path(TestScene& scene) { return "/_matrix/client/v3/rooms/" + scene.room() + "/"; }

std::string event_id(const Answered& answered) {
  return std::string(answered.body.string_at("event_id"));
}

const json::Value* timeline(const Answered& sync, TestScene& scene) {
  const json::Value* const room = room_in(sync.body, scene.room());
  return room == nullptr ? nullptr : room->find({"timeline", "events"});
}

}  // namespace

TEST_CASE("the same transaction is the same event, another token's is another") {
  World world({});
  TestScene scene(world, "send");
  TestClient client(world, scene->cast().access_token);
  const std::string target = room_path(scene) + "send/m.room.message/txn";
  const std::string first = event_id(client.put(target, R"({"body":"a"})"));
  CHECK(first.starts_with("$"));
  CHECK(event_id(client.put(target, R"({"body":"a"})")) == first);
  CHECK(event_id(client.put(target + "2", R"({"body":"a"})")) != first);
  CHECK(scene.count(judge::EntryKind::sent) == 2);
  CHECK(scene.entries(judge::EntryKind::sent)[0].find({"event", "event_id"})->text() == first);
}

TEST_CASE("transactions of two paths stay apart, whatever is in their names") {
  World world({});
  TestScene scene(world, "apart");
  TestClient client(world, scene->cast().access_token);
  const std::string send = room_path(scene) + "send/";
  CHECK(event_id(client.put(send + "a/b%201", "{}")) !=
        event_id(client.put(send + "a%20b/1", "{}")));
  CHECK(scene.count(judge::EntryKind::sent) == 2);
}

TEST_CASE("a client finds its transaction ID in the sync of its own token alone") {
  World world({});
  TestScene scene(world, "echo");
  TestClient client(world, scene->cast().access_token);
  client.put(room_path(scene) + "send/m.room.message/txn7", R"({"body":"a"})");
  const Answered own = client.sync("?since=s1");
  REQUIRE(timeline(own, scene)->items().size() == 1);
  CHECK(timeline(own, scene)->items()[0].find({"unsigned", "transaction_id"})->text() == "txn7");
  json::Value login = parsed(R"({"type":"m.login.password"})");
  login.set("user", scene->cast().user_id).set("password", scene->cast().password);
  const Answered other = client.post("/_matrix/client/v3/login", json::write(login));
  TestClient second(world, std::string(other.body.string_at("access_token")));
  const Answered theirs = second.sync("?since=s1");
  CHECK(timeline(theirs, scene)->items()[0].find({"unsigned", "transaction_id"}) == nullptr);
}

TEST_CASE("a parked poll is woken by what the client itself sends") {
  int woken = 0;
  World world({});
  TestScene scene(world, "wake");
  world.set_waker([&](std::string_view) { ++woken; });
  TestClient client(world, scene->cast().access_token);
  const Answered parked = client.begin("GET", "/_matrix/client/v3/sync?since=s1&timeout=30000");
  REQUIRE(parked.parked);
  CHECK(scene->rest() == run::Rest::resting);
  client.put(room_path(scene) + "send/m.room.message/1", R"({"body":"a"})");
  CHECK(woken > 0);
  CHECK(scene->rest() == run::Rest::busy);
  const Answered answered = client.again(parked, 5);
  REQUIRE_FALSE(answered.parked);
  CHECK(answered.body.string_at("next_batch") == "s2");
}

TEST_CASE("a redaction strips its target and stands in the sync") {
  World world({});
  TestScene scene(world, "redact");
  TestClient client(world, scene->cast().access_token);
  const std::string target =
      event_id(client.put(room_path(scene) + "send/m.room.message/1", R"({"body":"a"})"));
  const Answered redacted =
      client.put(room_path(scene) + "redact/" + target + "/2", R"({"reason":"r"})");
  REQUIRE(redacted.status() == 200);
  CHECK(event_id(client.put(room_path(scene) + "redact/" + target + "/2", "")) ==
        event_id(redacted));
  const Answered event = client.get(room_path(scene) + "event/" + target);
  CHECK(*event.body.find("content") == json::Value::object());
  CHECK(event.body.find({"unsigned", "redacted_because"})->string_at("event_id") ==
        event_id(redacted));
  const Answered sync = client.sync("?since=s2");
  const json::Value& redaction = timeline(sync, scene)->items()[0];
  CHECK(redaction.string_at("redacts") == target);
  CHECK(redaction.find({"content", "redacts"})->text() == target);
  CHECK(redaction.find({"content", "reason"})->text() == "r");
}

TEST_CASE("what redacts nothing is shown without what it redacts") {
  World world({});
  TestScene scene(world, "redacts");
  TestClient client(world, scene->cast().access_token);
  for (const std::string content : {R"({"redacts":5})", R"({"redacts":"nothing"})", "{}"}) {
    const Answered sent =
        client.put(room_path(scene) + "send/m.room.redaction/" + content.substr(1), content);
    const Answered shown = client.get(room_path(scene) + "event/" + event_id(sent));
    CHECK(shown.status() == 200);
    CHECK(shown.body.find("redacts") == nullptr);
    CHECK(*shown.body.find("content") == parsed(content));
  }
}

TEST_CASE("a member event says of a user what that is in the room, or is refused") {
  World world({});
  TestScene scene(world, "member");
  const std::string caster = scene->cast().caster_id;
  TestClient client(world, log_in(world, caster, others_password(scene->cast()), "CASTER"));
  const std::string member = room_path(scene) + "state/m.room.member/";
  for (const std::string content : {"{}", R"({"membership":5})", R"({"membership":"here"})"}) {
    CHECK(client.put(member + caster, content).errcode() == "M_INVALID_PARAM");
  }
  CHECK(client.put(member + "caster", R"({"membership":"join"})").errcode() == "M_INVALID_PARAM");
  CHECK(client.put(member, R"({"membership":"join"})").errcode() == "M_INVALID_PARAM");
  CHECK(client.put(member + caster, R"({"membership":"join"})").status() == 200);
}

TEST_CASE("state that the client sets is the state of the room") {
  World world({});
  TestScene scene(world, "state");
  TestClient client(world, scene->cast().access_token);
  const std::string path =
      room_path(scene) + "state/m.voice_broadcast_info/" + scene->cast().user_id;
  CHECK(client.put(path, R"({"state":"started"})").status() == 200);
  CHECK(client.get(path).body.string_at("state") == "started");
  CHECK(client.get(path + "?format=event").body.string_at("sender") == scene->cast().user_id);
}

TEST_CASE("one second passes with each event of the client") {
  World world({});
  TestScene scene(world, "clock");
  TestClient client(world, scene->cast().access_token);
  const std::int64_t before = scene->now_ms();
  client.put(room_path(scene) + "send/m.room.message/1", R"({"body":"a"})");
  CHECK(scene->now_ms() == before + 1000);
  const json::Value sent = *scene.entries(judge::EntryKind::sent)[0].find("event");
  CHECK(sent.integer_at("origin_server_ts", 0) == before + 1000);
}

TEST_CASE("receipts and account data come back by the sync") {
  World world({});
  TestScene scene(world, "echoes");
  scene.emit("c1", scene.chunk("c1", 1));
  TestClient client(world, scene->cast().access_token);
  client.post(room_path(scene) + "receipt/m.read/$c1", "{}");
  const Answered receipt = client.sync("?since=s2");
  const json::Value* const room = room_in(receipt.body, scene.room());
  REQUIRE(room != nullptr);
  const json::Value& event = room->find({"ephemeral", "events"})->items()[0];
  CHECK(event.find({"content", "$c1", "m.read", scene->cast().user_id}) != nullptr);
  const std::string data = "/_matrix/client/v3/user/" + scene->cast().user_id + "/account_data/m.x";
  client.put(data, R"({"a":1})");
  const Answered sync = client.sync("?since=s3");
  const json::Value& echoed = sync.body.find({"account_data", "events"})->items()[0];
  CHECK(echoed.string_at("type") == "m.x");
  CHECK(client.get(data).body.integer_at("a", 0) == 1);
  CHECK(client.sync().body.find({"account_data", "events"})->items().size() == 1);
}

TEST_CASE("account data of the room comes back in the room, and where it is seen anew") {
  World world({});
  TestScene scene(world, "room data");
  scene.emit("c1", scene.chunk("c1", 1));
  TestClient client(world, scene->cast().access_token);
  const auto told = [&](const std::string& query) {
    const Answered answer = client.sync(query);
    CHECK(answer.body.find("account_data") == nullptr);
    const json::Value* const room = room_in(answer.body, scene.room());
    std::string types;
    if (room == nullptr) return types;
    for (const json::Value& event : room->find({"account_data", "events"})->items())
      types += std::string(event.string_at("type")) + " ";
    return types;
  };
  CHECK(told("").empty());
  const std::string own = "/_matrix/client/v3/user/" + scene->cast().user_id;
  client.put(own + "/rooms/" + scene.room() + "/account_data/m.x", R"({"a":1})");
  CHECK(told("?since=s2") == "m.x ");
  client.post(room_path(scene) + "read_markers", R"({"m.fully_read":"$c1"})");
  CHECK(told("?since=s3") == "m.fully_read ");
  client.post(room_path(scene) + "receipt/m.fully_read/$c1", "{}");
  CHECK(told("?since=s4") == "m.fully_read ");
  CHECK(client.get(own + "/rooms/" + scene.room() + "/account_data/m.fully_read")
            .body.string_at("event_id") == "$c1");
  CHECK(told("") == "m.fully_read m.x ");
  client.post(room_path(scene) + "read_markers", R"({"m.fully_read":"$nowhere"})");
  CHECK(told("?since=s5").empty());
}

TEST_CASE("a receipt comes back with the thread that it is for") {
  World world({});
  TestScene scene(world, "thread");
  TestClient client(world, scene->cast().access_token);
  scene.emit("c1", scene.chunk("c1", 1));
  client.post(room_path(scene) + "receipt/m.read/$c1", R"({"thread_id":"main"})");
  const Answered answer = client.sync("?since=s2");
  const json::Value* const room = room_in(answer.body, scene.room());
  REQUIRE(room != nullptr);
  const json::Value& event = room->find({"ephemeral", "events"})->items()[0];
  const json::Value* const receipt =
      event.find({"content", "$c1", "m.read", scene->cast().user_id});
  REQUIRE(receipt != nullptr);
  CHECK(receipt->string_at("thread_id") == "main");
}

TEST_CASE("who types is told so, until it stops") {
  World world({});
  TestScene scene(world, "typing");
  TestClient client(world, scene->cast().access_token);
  const std::string& user = scene->cast().user_id;
  const auto typing_at = [&](const std::string& since) {
    const Answered answer = client.sync("?since=" + since);
    const json::Value* const room = room_in(answer.body, scene.room());
    return room == nullptr ? "" : json::write(room->find({"ephemeral", "events"})->items()[0]);
  };
  client.put(room_path(scene) + "typing/" + user, R"({"typing":true,"timeout":1000})");
  client.put(room_path(scene) + "typing/" + user, R"({"typing":false})");
  CHECK(typing_at("s1") == R"({"type":"m.typing","content":{"user_ids":[")" + user + R"("]}})");
  CHECK(typing_at("s2") == R"({"type":"m.typing","content":{"user_ids":[]}})");
}

TEST_CASE("what comes behind a new join comes once, however late the client asks") {
  World world({});
  TestScene scene(world, "back");
  TestClient client(world, scene->cast().access_token);
  const std::string since = "?since=" + std::string(client.sync().body.string_at("next_batch"));
  client.post(room_path(scene) + "leave", "{}");
  client.post(room_path(scene) + "join", "{}");
  const std::string left(client.sync(since).body.string_at("next_batch"));
  const Answered joined = client.sync("?since=" + left);
  scene.emit("m1", scene.message("m1"));
  CHECK(client.sync("?since=" + left).body == joined.body);
  const std::string next(joined.body.string_at("next_batch"));
  CHECK(ids(timeline(client.sync("?since=" + next), scene)) == std::vector<std::string>{"$m1"});
}

TEST_CASE("leaving and joining again are seen by the sync") {
  World world({});
  TestScene scene(world, "rejoin");
  TestClient client(world, scene->cast().access_token);
  CHECK(client.post(room_path(scene) + "leave", "").status() == 200);
  const Answered left = client.sync("?since=s1");
  CHECK(room_in(left.body, scene.room()) == nullptr);
  REQUIRE(room_in(left.body, scene.room(), "leave") != nullptr);
  scene.emit("S", scene.started("S"));
  CHECK(client.sync("?since=s2").body.string_at("next_batch") == "s2");
  CHECK(client.get(room_path(scene) + "state").status() == 403);
  CHECK(client.post("/_matrix/client/v3/join/" + scene.room(), "").status() == 200);
  const Answered back = client.sync("?since=s2");
  const json::Value* const room = room_in(back.body, scene.room());
  REQUIRE(room != nullptr);
  const std::vector<std::string> shown = ids(room->find({"timeline", "events"}));
  CHECK(std::find(shown.begin(), shown.end(), "$S") != shown.end());
}

}  // namespace deadair::mock
