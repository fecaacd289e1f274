// Tests of simplified sliding sync: places, lists, waiting, extensions, refusals, and the faults.
#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "mock_homeserver/routes/slider.h"
#include "mock_homeserver/test_world.h"

namespace deadair::mock {

TEST_CASE("a subscribed room comes once as a whole, then batch by batch") {
  Slider slider("sliding batches");
  const Answered first = slider.step();
  const json::Value& room = *slider.room(first);
  CHECK(room.bool_at("initial", false));
  CHECK(slider.timeline(first).size() == 8);
  CHECK(room.find("limited") != nullptr);
  CHECK_FALSE(room.bool_at("limited", true));
  CHECK(room.integer_at("num_live", -1) == 0);
  CHECK(room.integer_at("joined_count", -1) == 3);
  CHECK(room.integer_at("invited_count", -1) == 0);
  CHECK(room.integer_at("bump_stamp", -1) == 1);
  CHECK(room.string_at("name") == "Broadcasts");
  CHECK(room.find("heroes") == nullptr);
  CHECK(room.find("is_dm") == nullptr);
  CHECK(room.find("timeline")->items()[0].find({"unsigned", "membership"}) != nullptr);
  slider.scene.emit("S", slider.scene.started("S"));
  slider.scene.emit_all({{"c1", slider.scene.chunk("c1", 1)}, {"c2", slider.scene.chunk("c2", 2)}});
  const Answered second = slider.step("&timeout=30000");
  CHECK(slider.timeline(second) == Ids{"$S"});
  CHECK(slider.room(second)->find("initial") == nullptr);
  CHECK(slider.room(second)->find("name") == nullptr);
  CHECK(slider.room(second)->integer_at("num_live", -1) == 1);
  CHECK(slider.state(second).size() == 1);
  const Answered third = slider.step();
  CHECK(slider.timeline(third) == Ids{"$c1", "$c2"});
  CHECK(slider.state(third).empty());
  CHECK(slider.client.begin("POST", slider.target("&timeout=30000"), slider.body).parked);
}

TEST_CASE("a poll without news waits, then keeps its place") {
  Slider slider("sliding waiting");
  slider.step();
  const std::string before = slider.pos;
  CHECK(slider.scene->acknowledged().empty());
  const Answered parked = slider.client.begin("POST", slider.target("&timeout=2000"), slider.body);
  CHECK(parked.park_ms == 2000);
  CHECK(slider.scene->acknowledged() == before);
  CHECK(slider.scene->rest() == run::Rest::resting);
  const std::uint64_t answered = slider.scene->requests();
  const Answered hurried = slider.client.again(parked, 40, true);  // somebody waits behind it
  CHECK_FALSE(hurried.parked);
  CHECK(hurried.body.string_at("pos") == before);
  const Answered over = slider.client.again(parked, 2000);
  CHECK_FALSE(over.parked);
  CHECK(over.body.string_at("pos") == before);
  CHECK(over.body.find("rooms")->members().empty());
  slider.client.end(over);
  CHECK(slider.scene->requests() == answered);
  const Answered woken = slider.client.begin("POST", slider.target("&timeout=2000"), slider.body);
  slider.scene.emit("S", slider.scene.started("S"));
  CHECK(slider.timeline(slider.client.again(woken)) == Ids{"$S"});
}

TEST_CASE("places are of one connection, and expire when a later one was used") {
  Slider slider("sliding places");
  const auto errcode = [&](const std::string& pos, const std::string& body) {
    return slider.client.post(sliding_path + "?pos=" + pos, body).errcode();
  };
  slider.step();
  const std::string first = slider.pos;
  slider.scene.emit("S", slider.scene.started("S"));
  CHECK(errcode("s1_99", slider.body) == "M_UNKNOWN_POS");
  CHECK(errcode("s1", slider.body) == "M_UNKNOWN_POS");
  CHECK(errcode("nonsense", slider.body) == "M_UNKNOWN_POS");
  CHECK(errcode(first, R"({"conn_id":"other"})") == "M_UNKNOWN_POS");
  slider.step();
  // The answer may have been lost: the place asked with is good until the next one comes back.
  slider.pos = first;
  CHECK(slider.timeline(slider.step()) == Ids{"$S"});
  slider.step();
  CHECK(errcode(first, slider.body) == "M_UNKNOWN_POS");
  const std::string last = slider.pos;
  CHECK(slider.client.post(sliding_path, slider.body).status() == 200);
  CHECK(errcode(last, slider.body) == "M_UNKNOWN_POS");
}

TEST_CASE("lists hold the room where their filters let it through and a window shows it") {
  Slider slider("sliding lists");
  slider.client.put(
      "/_matrix/client/v3/user/" + slider.scene->cast().user_id + "/account_data/m.direct",
      R"({"@a:b":[")" + slider.scene.room() + R"("]})");
  struct Row {
    std::string name, list;
    int count;
    bool shown;
  };
  const std::vector<Row> rows = {
      {"all", R"("ranges":[[0,19]])", 1, true},
      {"one behind it", R"("ranges":[[1,19]])", 1, false},
      {"no window", R"("filters":null)", 1, false},
      {"direct", R"("ranges":[[0,0]],"filters":{"is_dm":true})", 1, true},
      {"not direct", R"("ranges":[[0,0]],"filters":{"is_dm":false})", 0, false},
      {"encrypted", R"("ranges":[[0,0]],"filters":{"is_encrypted":true})", 0, false},
      {"invited", R"("ranges":[[0,0]],"filters":{"is_invite":true})", 0, false},
      {"without type", R"("ranges":[[0,0]],"filters":{"room_types":[null]})", 1, true},
      {"no spaces", R"("ranges":[[0,0]],"filters":{"not_room_types":["m.space"]})", 1, true},
      {"spaces", R"("ranges":[[0,0]],"filters":{"room_types":["m.space"]})", 0, false},
      {"in a space", R"("ranges":[[0,0]],"filters":{"spaces":["!s:x"]})", 0, false},
      {"tagged", R"("ranges":[[0,0]],"filters":{"tags":["m.favourite"]})", 0, false},
      {"not tagged", R"("ranges":[[0,0]],"filters":{"not_tags":["m.favourite"]})", 1, true},
      {"by name", R"("ranges":[[0,0]],"filters":{"room_name_like":"bROAD"})", 1, true},
      {"by another name", R"("ranges":[[0,0]],"filters":{"room_name_like":"x"})", 0, false},
  };
  for (const Row& row : rows) {
    SUBCASE(row.name.c_str()) {
      CAPTURE(row.name);
      slider.body = R"({"lists":{"l":{"timeline_limit":1,"required_state":[],)" + row.list + "}}}";
      const Answered answered = slider.step();
      CHECK(answered.body.find({"lists", "l", "count"})->as_integer() == row.count);
      CHECK((slider.room(answered) != nullptr) == row.shown);
      if (row.shown) CHECK(slider.room(answered)->bool_at("is_dm", false));
    }
  }
}

TEST_CASE("the state block and gaps of scenarios reach a sliding client too") {
  Slider slider("sliding gaps");
  slider.step();
  slider.scene.emit("S", slider.scene.started("S"), scenario::Via::state);
  const Answered state_only = slider.step();
  CHECK(slider.timeline(state_only).empty());
  CHECK(ids(slider.room(state_only)->find("required_state")) == Ids{"$S"});
  slider.scene.emit("c1", slider.scene.chunk("c1", 1), scenario::Via::gap);
  const Answered gap = slider.step();
  CHECK(slider.timeline(gap).empty());
  CHECK(slider.room(gap)->bool_at("limited", false));
  const Answered page = slider.client.get(
      "/_matrix/client/v3/rooms/" + slider.scene.room() +
      "/messages?dir=b&limit=1&from=" + std::string(slider.room(gap)->string_at("prev_batch")));
  CHECK(ids(page.body.find("chunk")) == Ids{"$c1"});
}

TEST_CASE("extensions tell what stands beside the room") {
  Slider slider("sliding extensions");
  const std::string me = slider.scene->cast().user_id;
  const std::string room = slider.scene.room();
  slider.body = R"({"lists":{"l":{"timeline_limit":1,"ranges":[[0,9]],"required_state":[]}},
      "extensions":{"to_device":{"enabled":true},"e2ee":{"enabled":true},
      "account_data":{"enabled":true},"receipts":{"enabled":true},"typing":{"enabled":true}}})";
  const Answered first = slider.step();
  const json::Value& told = *first.body.find("extensions");
  CHECK(told.find({"to_device", "next_batch"})->text() == "1");
  CHECK(told.find({"e2ee", "device_one_time_keys_count", "signed_curve25519"}) != nullptr);
  CHECK(told.find({"e2ee", "device_lists"}) == nullptr);
  CHECK(told.find({"account_data", "global"})->items().empty());
  CHECK(told.find({"account_data", "rooms", room})->items().empty());
  slider.client.put("/_matrix/client/v3/user/" + me + "/account_data/m.x", R"({"a":1})");
  CHECK(slider.step().body.find({"extensions", "account_data", "global"})->items().size() == 1);
  slider.client.put("/_matrix/client/v3/rooms/" + room + "/typing/" + me,
                    R"({"typing":true,"timeout":1000})");
  const Answered typing = slider.step();
  CHECK(slider.room(typing) == nullptr);
  CHECK(json::write(*typing.body.find({"extensions", "e2ee", "device_lists"})) ==
        R"({"changed":[],"left":[]})");
  CHECK(typing.body.find({"extensions", "typing", "rooms", room, "content", "user_ids"}) !=
        nullptr);
  CHECK(typing.body.find({"extensions", "receipts", "rooms"})->members().empty());
  const std::string own = R"({"messages":{")" + me + R"(":{"*":{"a":1}}}})";
  slider.client.put("/_matrix/client/v3/sendToDevice/m.x/1", own);
  // Until its token comes back, a message comes again.
  for (int times = 0; times < 2; ++times) {
    const Answered sent = slider.step();
    CHECK(sent.body.find({"extensions", "to_device", "events"})->items().size() == 1);
  }
  slider.body = R"({"extensions":{"to_device":{"enabled":true,"since":"4"}}})";
  const Answered seen = slider.step();
  CHECK(seen.body.find({"extensions", "to_device", "events"})->items().empty());
  CHECK(seen.body.find({"extensions", "e2ee"}) == nullptr);
  slider.body = R"({"extensions":{"to_device":{"enabled":true,"since":"99"}}})";
  CHECK(slider.client.post(slider.target(), slider.body).status() == 400);
}

TEST_CASE(
    "where only the sliding sync is offered, the other is not there, and asking is no fault") {
  WorldOptions options;
  options.only_sliding_sync = true;
  World world(options);
  TestScene scene(world, "sliding only");
  TestClient client(world, scene->cast().access_token);
  CHECK(client.sync().status() == 404);
  CHECK(client.sync().errcode() == "M_UNRECOGNIZED");
  CHECK(client.post(sliding_path, "{}").status() == 200);
  CHECK(scene.findings().empty());
}

TEST_CASE("a connection about no room does not stand for the client's rest") {
  Slider slider("sliding keys");
  slider.client.post(sliding_path, R"({"conn_id":"keys","extensions":{"e2ee":{"enabled":true}}})");
  CHECK(slider.scene->rest() == run::Rest::absent);
}

TEST_CASE("what is no request of sliding sync is refused") {
  Slider slider("sliding refusals");
  const std::vector<std::string> bodies = {
      R"({"lists":{"l":{"required_state":[]}}})",
      R"({"lists":{"l":{"timeline_limit":1}}})",
      R"({"lists":{"l":{"timeline_limit":-1,"required_state":[]}}})",
      R"({"lists":{"l":{"timeline_limit":1,"required_state":[["a"]]}}})",
      R"({"lists":{"l":{"timeline_limit":1,"required_state":[],"ranges":[[0]]}}})",
      R"({"lists":{"l":{"timeline_limit":1,"required_state":[],"filters":{"is_dm":1}}}})",
      R"({"lists":[]})",
      R"({"conn_id":1})",
      R"({"room_subscriptions":{"!a:b":1}})",
      R"({"extensions":{"typing":{"enabled":true,"lists":[1]}}})",
  };
  for (const std::string& body : bodies) {
    CAPTURE(body);
    const bool lacks = &body - bodies.data() < 2;
    CHECK(slider.client.post(sliding_path, body).errcode() ==
          (lacks ? "M_MISSING_PARAM" : "M_BAD_JSON"));
  }
  CHECK(slider.scene.findings().size() == bodies.size());
}

TEST_CASE("faults of syncs strike the sliding one as well") {
  Slider slider("sliding faults");
  slider.step();
  const auto arm = [&](const std::string& fault) {
    REQUIRE(slider.scene->arm(parsed(fault)).ok());
    slider.scene.emit("e" + slider.pos, slider.scene.message("e" + slider.pos));
  };
  SUBCASE("limited") {
    arm(R"({"fault":"sync.limited"})");
    CHECK(slider.room(slider.step())->bool_at("limited", false));
  }
  SUBCASE("no token") {
    arm(R"({"fault":"sync.no_next_batch"})");
    CHECK(slider.step().body.find("pos") == nullptr);
  }
  SUBCASE("back") {
    slider.scene.emit("S", slider.scene.started("S"));
    slider.step();
    arm(R"({"fault":"sync.go_back","batches":1})");
    slider.step();
    CHECK(slider.timeline(slider.step()) == Ids{"$S"});
  }
  SUBCASE("again") {
    arm(R"({"fault":"sync.repeat"})");
    const Ids once = slider.timeline(slider.step());
    CHECK(once.size() == 1);
    CHECK(slider.timeline(slider.step()) == once);
  }
}

}  // namespace deadair::mock
