// Tests of messages from device to device, by both syncs.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "mock_homeserver/test_world.h"

namespace deadair::mock {

namespace {

const std::string base = "/_matrix/client/v3";

struct Post {
  explicit Post(const std::string& name)
      : world(WorldOptions{}),
        scene(world, name),
        me(scene->cast().user_id),
        client(world, scene->cast().access_token),
        second(world, log_in(world, me, scene->cast().password, "SECOND")),
        caster(world, log_in(world, scene->cast().caster_id, others_password(scene->cast()), "C")) {
  }

  Answered send(TestClient& who, const std::string& txn, const std::string& user,
                const std::string& devices) {
    return who.put(base + "/sendToDevice/m.x/" + txn,
                   R"({"messages":{")" + user + "\":" + devices + "}}");
  }

  World world;
  TestScene scene;
  const std::string me;
  TestClient client, second, caster;
};

// What came, as JSON; empty if nothing.
std::string told(const Answered& sync) {
  const json::Value* const events = sync.body.find({"to_device", "events"});
  return events == nullptr ? "" : json::write(*events);
}

std::string contents(const Answered& sync) {
  std::string text;
  const json::Value* const events = sync.body.find({"to_device", "events"});
  if (events == nullptr) return text;
  for (const json::Value& event : events->items()) text += json::write(*event.find("content"));
  return text;
}

}  // namespace

TEST_CASE("a message goes to its device and to no other, until it is acknowledged") {
  Post post("one device");
  CHECK(post.send(post.caster, "1", post.me, R"({"SECOND":{"a":1},"NONE":{"b":2}})").status() ==
        200);
  CHECK(told(post.client.sync("?since=s1")).empty());
  CHECK(told(post.caster.sync("?since=s1")).empty());
  const std::string message =
      R"([{"type":"m.x","sender":")" + post.scene->cast().caster_id + R"(","content":{"a":1}}])";
  CHECK(told(post.second.sync("?since=s1")) == message);
  CHECK(told(post.second.sync("?since=s1")) == message);
  CHECK(told(post.second.sync()) == message);  // a client without its token gets it too
  CHECK(told(post.second.sync("?since=s2")).empty());
  CHECK(told(post.second.sync("?since=s1")).empty());
}

TEST_CASE("a star is every device of the user, the sender's own too") {
  Post post("star");
  post.send(post.client, "1", post.me, R"({"*":{"a":1}})");
  CHECK(contents(post.client.sync("?since=s1")) == R"({"a":1})");
  CHECK(contents(post.second.sync("?since=s1")) == R"({"a":1})");
  CHECK(contents(post.caster.sync("?since=s1")).empty());
  TestClient late(post.world, log_in(post.world, post.me, post.scene->cast().password, "LATE"));
  CHECK(contents(late.sync()).empty());
}

TEST_CASE("a transaction is carried out once, for each session and type") {
  Post post("transactions");
  for (int round = 0; round < 2; ++round) post.send(post.caster, "1", post.me, R"({"*":{"a":1}})");
  post.send(post.caster, "2", post.me, R"({"*":{"b":2}})");
  post.send(post.client, "1", post.me, R"({"*":{"c":3}})");
  CHECK(contents(post.second.sync("?since=s1")) == R"({"a":1})");
  CHECK(contents(post.second.sync("?since=s2")) == R"({"b":2})");
  CHECK(contents(post.second.sync("?since=s3")) == R"({"c":3})");
  CHECK(contents(post.client.sync()) == R"({"a":1}{"b":2}{"c":3})");
}

TEST_CASE("a poll that waits is woken by a message") {
  Post post("woken");
  const Answered parked = post.second.begin("GET", base + "/sync?since=s1&timeout=30000");
  REQUIRE(parked.parked);
  post.send(post.caster, "1", post.me, R"({"SECOND":{"a":1}})");
  CHECK(contents(post.second.again(parked)) == R"({"a":1})");
}

TEST_CASE("sliding sync carries the same, by a token of its own") {
  Post post("sliding");
  const std::string path = "/_matrix/client/unstable/org.matrix.simplified_msc3575/sync";
  const auto slide = [&](const std::string& since, const std::string& more = "") {
    return post.second.post(path, R"({"extensions":{"e2ee":{"enabled":true},"to_device":{
        "enabled":true,"since":")" + since +
                                      "\"" + more + "}}}");
  };
  const auto extension = [](const Answered& answered) {
    return *answered.body.find({"extensions", "to_device"});
  };
  for (const char* txn : {"1", "2", "3"}) post.send(post.caster, txn, post.me, R"({"*":{"a":1}})");
  const json::Value all = extension(slide(""));
  CHECK(all.find("events")->items().size() == 3);
  CHECK(extension(slide("")).find("events")->items().size() == 3);
  const json::Value some = extension(slide("", R"(,"limit":2)"));
  CHECK(some.find("events")->items().size() == 2);
  const std::string next(some.string_at("next_batch"));
  CHECK(extension(slide(next)).find("events")->items().size() == 1);
  CHECK(extension(slide(std::string(all.string_at("next_batch")))).find("events")->items().empty());
  CHECK(contents(post.second.sync()).empty());  // one letterbox, however it is emptied
  CHECK(contents(post.client.sync()) == R"({"a":1}{"a":1}{"a":1})");
  CHECK(slide("99").status() == 400);
}

TEST_CASE("what is no message is refused, and nothing of it is sent") {
  Post post("bad messages");
  const std::string path = base + "/sendToDevice/m.x/1";
  CHECK(post.caster.put(path, "{}").errcode() == "M_MISSING_PARAM");
  CHECK(post.caster.put(path, R"({"messages":[]})").errcode() == "M_INVALID_PARAM");
  CHECK(post.caster.put(path, R"({"messages":{"@a:b":[]}})").errcode() == "M_INVALID_PARAM");
  CHECK(post.send(post.caster, "1", post.me, R"({"*":{"a":1},"SECOND":"b"})").status() == 400);
  CHECK(contents(post.second.sync()).empty());
  CHECK(post.send(post.caster, "1", post.me, R"({"SECOND":{"a":1}})").status() == 200);
  CHECK(contents(post.second.sync()) == R"({"a":1})");
}

TEST_CASE("a letterbox that nobody empties is full one day") {
  Post post("full");
  int sent = 0;
  for (; sent < 1500; ++sent) {
    const Answered answered =
        post.send(post.caster, std::to_string(sent), post.me, R"({"SECOND":{}})");
    if (answered.status() != 200) break;
  }
  CHECK(sent == static_cast<int>(inbox_messages_max));
  CHECK(post.send(post.caster, "one more", post.me, R"({"SECOND":{}})").errcode() ==
        "M_LIMIT_EXCEEDED");
}

}  // namespace deadair::mock
