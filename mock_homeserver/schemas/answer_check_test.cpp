// What is told of departures, and what is let through.
#include "mock_homeserver/schemas/answer_check.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "mock_homeserver/routes/all_routes.h"
#include "mock_homeserver/test_world.h"

namespace deadair::mock {

TEST_CASE("an error without a schema of its own is of the common one") {
  CHECK(check_answer(nullptr, error_reply(404, "M_UNRECOGNIZED", "a"), Events::usual).ok());
  CHECK(check_answer(nullptr, limit_reply(1000), Events::usual).ok());
  Reply reply = error_reply(401, "M_UNKNOWN_TOKEN", "a");
  reply.body.set("soft_logout", true);
  CHECK(check_answer(nullptr, reply, Events::usual).ok());
  for (const json::Member& change : std::vector<json::Member>{{"errcode", "unknown token"},
                                                              {"error", 5},
                                                              {"soft_logout", "yes"},
                                                              {"retry_after_ms", -1},
                                                              {"more", true}}) {
    Reply bent = reply;
    bent.body.set(change.key, change.value);
    INFO(change.key);
    CHECK(!check_answer(nullptr, bent, Events::usual).ok());
  }
  CHECK(!check_answer(nullptr, empty_reply(), Events::usual).ok());
}

TEST_CASE("what is wrong is told by route, status, place and keyword") {
  const std::vector<Route> routes = all_routes();
  const auto whoami = std::find_if(routes.begin(), routes.end(), [](const Route& route) {
    return route.pattern.ends_with("whoami");
  });
  REQUIRE(whoami != routes.end());
  json::Value body = object_of("user_id", "alice");
  body.set("device_id", "A").set("is_guest", false);
  const Status status = check_answer(&*whoami, json_reply(body), Events::usual);
  REQUIRE(!status.ok());
  CHECK(status.error().place == "GET /_matrix/client/(v3|r0)/account/whoami, 200: /user_id");
  CHECK(status.error().message.find("pattern") != std::string::npos);
}

TEST_CASE("odd events of a scenario are let through, and nothing else") {
  const json::Value usual =
      make_event("$a", "m.room.message", "@a:b", "!r:b", 1, json::Value::object());
  CHECK(is_usual_event(usual));
  for (const json::Member& change : std::vector<json::Member>{{"sender", "alice"},
                                                              {"content", "text"},
                                                              {"origin_server_ts", "now"},
                                                              {"more", 1},
                                                              {"type", "m.room.member"},
                                                              {"event_id", 5}}) {
    json::Value odd = usual;
    odd.set(change.key, change.value);
    INFO(change.key);
    CHECK(!is_usual_event(odd));
  }
  const std::vector<Route> routes = all_routes();
  const auto messages = std::find_if(routes.begin(), routes.end(), [](const Route& route) {
    return route.pattern.ends_with("/messages");
  });
  REQUIRE(messages != routes.end());
  json::Value page = object_of("chunk", json::Value::array({"no event"}));
  page.set("start", "t0");
  CHECK(!check_answer(&*messages, json_reply(page), Events::usual).ok());
  CHECK(check_answer(&*messages, json_reply(page), Events::odd).ok());
  CHECK(!check_answer(&*messages, json_reply(page.set("end", 5)), Events::odd).ok());
}

TEST_CASE(
    "names of members have a form where they are IDs, and what is inside is told by its place") {
  const std::vector<Route> routes = all_routes();
  const auto sync = std::find_if(routes.begin(), routes.end(), [](const Route& route) {
    return route.pattern.ends_with("(v3|r0)/sync");
  });
  REQUIRE(sync != routes.end());
  World world{WorldOptions{}};
  TestScene scene(world, "names");
  TestClient client(world, scene->cast().access_token);
  const json::Value good = client.sync().body;
  CHECK(check_answer(&*sync, json_reply(good), Events::usual).ok());
  const json::Value& room = *good.find({"rooms", "join", scene.room()});
  json::Value bent = good;
  bent.set("rooms", object_of("join", object_of("no room", room)));
  CHECK(!check_answer(&*sync, json_reply(bent), Events::usual).ok());
  json::Value less = room;
  less.set("timeline", object_of("events", json::Value::array()));
  bent.set("rooms", object_of("join", object_of(scene.room(), less)));
  const Status status = check_answer(&*sync, json_reply(bent), Events::usual);
  REQUIRE(!status.ok());
  CHECK(status.error().place.ends_with(scene.room() + "/timeline"));
}

TEST_CASE("a room with odd events is one whose scenario tells them, not one whose client does") {
  Room room("!a:b", "11");
  const auto add = [&room](json::Value event, scenario::Via via, const std::string& token) {
    Logged logged;
    logged.event_id = event.string_at("event_id");
    logged.event = std::move(event);
    logged.via = via;
    logged.transaction_token = token;
    room.log.append(std::move(logged));
  };
  const json::Value usual = make_event("$a", "a", "@a:b", "!a:b", 1, json::Value::object());
  json::Value bent = usual;
  bent.set("content", 5);
  add(usual, scenario::Via::sync, "");
  add(bent, scenario::Via::sync, "token");
  CHECK(!tells_odd_events(room));
  add(bent, scenario::Via::sync, "");
  CHECK(tells_odd_events(room));
  room = Room("!a:b", "11");
  add(usual, scenario::Via::state, "");
  CHECK(tells_odd_events(room));
}

}  // namespace deadair::mock
