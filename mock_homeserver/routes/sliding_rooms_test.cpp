// Tests of what sliding sync shows of a room: its state, its timeline, and when it comes and goes.
#include <doctest/doctest.h>

#include <string>

#include "mock_homeserver/routes/slider.h"

namespace deadair::mock {

TEST_CASE("required state is what was asked for, and what is asked for later") {
  Slider slider("sliding state");
  const std::string me = slider.scene->cast().user_id;
  const std::string caster = slider.scene->cast().caster_id;
  slider.ask(1, R"([["m.room.name",""],["m.room.member","$ME"]])");
  CHECK(slider.state(slider.step()) == Ids{"m.room.name ", "m.room.member " + me});
  slider.ask(1, R"([["m.room.name",""],["m.room.join_rules","*"]])");
  const Answered more = slider.step();
  CHECK(slider.state(more) == Ids{"m.room.join_rules "});
  CHECK(slider.timeline(more).empty());
  slider.scene.emit("S", slider.scene.started("S"));
  slider.ask(1, R"([["m.room.member","$LAZY"]])");
  CHECK(slider.state(slider.step()) == Ids{"m.room.member " + caster});
  slider.scene.emit("c1", slider.scene.chunk("c1", 1));
  CHECK(slider.state(slider.step()).empty());
}

TEST_CASE("state that is asked for later comes with a place, be the batch about another thing") {
  Slider slider("sliding place");
  const std::string data =
      "/_matrix/client/v3/user/" + slider.scene->cast().user_id + "/account_data/m.direct";
  slider.ask(1, R"([["m.room.name",""]])");
  slider.step();
  slider.client.put(data, "{}");
  slider.ask(1, R"([["m.room.join_rules",""]])");
  const Answered more = slider.step();
  CHECK(slider.state(more) == Ids{"m.room.join_rules "});
  CHECK(slider.timeline(more).empty());
  const std::string place(slider.room(more)->string_at("prev_batch"));
  slider.scene.emit("c1", slider.scene.chunk("c1", 1));
  const Answered before = slider.client.get("/_matrix/client/v3/rooms/" + slider.scene.room() +
                                            "/messages?dir=f&from=" + place);
  CHECK(before.status() == 200);
  CHECK(ids(before.body.find("chunk")) == Ids{"$c1"});
}

TEST_CASE("a longer timeline is told at once") {
  Slider slider("sliding longer");
  slider.ask(1, "[]");
  const Answered first = slider.step();
  CHECK(slider.timeline(first).size() == 1);
  CHECK(slider.room(first)->bool_at("limited", false));
  CHECK(slider.state(first).empty());
  slider.ask(5, "[]");
  const Answered longer = slider.step("&timeout=30000");
  CHECK(slider.timeline(longer).size() == 5);
  CHECK(slider.room(longer)->bool_at("unstable_expanded_timeline", false));
  CHECK(slider.room(longer)->find("initial") == nullptr);
  CHECK(slider.room(longer)->integer_at("num_live", -1) == 0);
  slider.ask(0, "[]");
  slider.scene.emit("S", slider.scene.started("S"));
  const Answered none = slider.step();
  CHECK(slider.room(none) != nullptr);
  CHECK(slider.timeline(none).empty());
  CHECK(slider.room(none)->find("prev_batch") == nullptr);
}

TEST_CASE("a room that was out of sight comes back with what it missed") {
  Slider slider("sliding sight");
  const std::string subscribed = slider.body;
  slider.step();
  slider.body = "{}";
  slider.step();
  SUBCASE("nothing") {
    slider.body = subscribed;
    CHECK(slider.room(slider.step()) == nullptr);
  }
  SUBCASE("two batches") {
    slider.scene.emit("S", slider.scene.started("S"));
    slider.scene.emit("c1", slider.scene.chunk("c1", 1));
    for (int batches = 0; batches < 2; ++batches) CHECK(slider.room(slider.step()) == nullptr);
    slider.body = subscribed;
    const Answered back = slider.step();
    CHECK(slider.timeline(back) == Ids{"$S", "$c1"});
    CHECK(slider.state(back).size() == 1);
    CHECK(slider.room(back)->find("initial") == nullptr);
    CHECK(slider.room(back)->integer_at("num_live", -1) == 0);
    CHECK(slider.room(slider.step()) == nullptr);
  }
  SUBCASE("leaving and joining again") {
    const std::string room = "/_matrix/client/v3/rooms/" + slider.scene.room();
    slider.client.post(room + "/leave", "");
    slider.client.post(room + "/join", "");
    for (int batches = 0; batches < 2; ++batches) CHECK(slider.room(slider.step()) == nullptr);
    slider.body = subscribed;
    CHECK(slider.room(slider.step())->bool_at("initial", false));
  }
}

TEST_CASE("who is put out of the room is told so once") {
  Slider slider("sliding kicked");
  slider.body = R"({"lists":{"l":{"timeline_limit":5,"ranges":[[0,9]],
      "required_state":[["m.room.member","$ME"]]}}})";
  slider.step();
  REQUIRE(slider.scene->end_session("kicked").ok());
  const Answered told = slider.step();
  CHECK(told.body.find({"lists", "l", "count"})->as_integer() == 1);
  CHECK(slider.state(told) == Ids{"m.room.member " + slider.scene->cast().user_id});
  CHECK(slider.room(told)->find("joined_count") == nullptr);
  CHECK(slider.room(slider.step()) == nullptr);
  // A connection that begins later sees the room as it was then.
  slider.scene.emit("m1", slider.scene.message("m1"));
  slider.pos.clear();
  const Answered later = slider.step();
  CHECK(slider.room(later)->bool_at("initial", false));
  CHECK(slider.timeline(later).size() == 5);
  CHECK(slider.timeline(later).back() != "$m1");
  CHECK(slider.room(later)->find("joined_count") == nullptr);
  CHECK(slider.room(slider.step()) == nullptr);
}

TEST_CASE("a room that the user has left is in no list, and shown where it is subscribed to") {
  Slider slider("sliding left");
  slider.client.post("/_matrix/client/v3/rooms/" + slider.scene.room() + "/leave", "");
  slider.body.pop_back();
  slider.body += R"(,"lists":{"l":{"timeline_limit":1,"required_state":[],"ranges":[[0,9]]}}})";
  const Answered first = slider.step();
  CHECK(first.body.find({"lists", "l", "count"})->as_integer() == 0);
  CHECK(slider.timeline(first).size() == 9);
}

}  // namespace deadair::mock
