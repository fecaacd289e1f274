// Tests of invitations, joining and leaving, as both syncs tell them.
#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "mock_homeserver/test_world.h"

namespace deadair::mock {

namespace {

using Texts = std::vector<std::string>;

// The caster invites the listener, who is outside at first.
class Invited {
 public:
  explicit Invited(const std::string& name)
      : scene(world, name),
        listener(world, scene->cast().access_token),
        caster(world, log_in(world, scene->cast().caster_id, others_password(scene->cast()), "C")),
        path("/_matrix/client/v3/rooms/" + scene.room() + "/") {
    listener.post(path + "leave", "");
    listener.sync();
    since = newest();
  }

  Answered invite(const std::string& more = "") {
    return caster.post(path + "invite",
                       R"({"user_id":")" + scene->cast().user_id + "\"" + more + "}");
  }
  // The listener's sync from where the one before ended.
  Answered next() {
    Answered answered = listener.sync("?since=" + since);
    since = answered.body.string_at("next_batch");
    return answered;
  }
  [[nodiscard]] std::string newest() {
    return std::string(listener.sync().body.string_at("next_batch"));
  }
  // The room's part of an answer.
  [[nodiscard]] const json::Value* room(const Answered& answered, std::string_view section) const {
    return room_in(answered.body, scene.room(), section);
  }
  // "type key" of each event of an array.
  [[nodiscard]] static Texts names(const json::Value* events) {
    Texts names;
    if (events == nullptr) return names;
    for (const json::Value& event : events->items()) {
      names.push_back(std::string(event.string_at("type")) + " " +
                      std::string(event.string_at("state_key")));
    }
    return names;
  }
  [[nodiscard]] Texts invitation(const Answered& answered) const {
    const json::Value* const section = room(answered, "invite");
    return section == nullptr ? Texts() : names(section->find({"invite_state", "events"}));
  }
  [[nodiscard]] Texts whole_invitation() {
    return {"m.room.create ", "m.room.join_rules ", "m.room.name ",
            "m.room.member " + scene->cast().caster_id, "m.room.member " + scene->cast().user_id};
  }
  void set_state(const std::string& type, const std::string& content) {
    CHECK(caster.put(path + "state/" + type + "/", content).status() == 200);
  }

  World world{WorldOptions{}};
  TestScene scene;
  TestClient listener, caster;
  std::string path, since;
};

}  // namespace

TEST_CASE("an invitation is told once, as stripped state, and with nothing else of the room") {
  Invited test("invited");
  CHECK(test.invite(R"(,"reason":"come")").status() == 200);
  test.scene.emit("m1", test.scene.message("m1"));
  const std::string before = test.since;
  const Answered told = test.next();
  CHECK(test.invitation(told) == test.whole_invitation());
  CHECK(told.body.find("rooms")->members().size() == 1);
  const json::Value& section = *test.room(told, "invite");
  CHECK(section.members().size() == 1);
  for (const json::Value& event : section.find({"invite_state", "events"})->items()) {
    CHECK(event.members().size() == 4);
    CHECK(event.find("content") != nullptr);
    CHECK(event.string_at("sender") == test.scene->cast().caster_id);
  }
  const json::Value& last = section.find({"invite_state", "events"})->items().back();
  CHECK(json::write(*last.find("content")) ==
        R"({"membership":"invite","displayname":"Listener","reason":"come"})");
  const Answered later = test.next();
  CHECK(later.body.find("rooms") == nullptr);
  CHECK(test.listener.sync("?since=" + before).body == told.body);
  CHECK(test.invitation(test.listener.sync()) == test.whole_invitation());
}

TEST_CASE("an invitation shows the room as it was then") {
  Invited test("frozen");
  test.set_state("m.room.topic", R"({"topic":"radio"})");
  test.set_state("m.room.avatar", R"({"url":"mxc://deadair.test/a"})");
  test.set_state("m.room.canonical_alias", R"({"alias":"#radio:deadair.test"})");
  test.set_state("m.room.encryption", R"({"algorithm":"m.megolm.v1.aes-sha2"})");
  test.invite();
  test.set_state("m.room.name", R"({"name":"Later"})");
  const Answered told = test.listener.sync();
  CHECK(test.invitation(told).size() == 9);
  const std::string text = json::write(*test.room(told, "invite"));
  CHECK(text.find("Broadcasts") != std::string::npos);
  CHECK(text.find("Later") == std::string::npos);
}

TEST_CASE("a poll that waits is woken by an invitation") {
  Texts woken;
  Invited test("woken");
  const std::string target = "/_matrix/client/v3/sync?timeout=30000&since=" + test.since;
  const Answered parked = test.listener.begin("GET", target);
  REQUIRE(parked.parked);
  test.world.set_waker([&](std::string_view key) { woken.emplace_back(key); });
  test.invite();
  CHECK_FALSE(woken.empty());
  CHECK(test.invitation(test.listener.again(parked)) == test.whole_invitation());
}

TEST_CASE("who is invited reads and writes nothing in the room") {
  Invited test("outside");
  test.invite();
  for (const char* part : {"state", "members", "joined_members", "messages?dir=b", "aliases"}) {
    CAPTURE(part);
    CHECK(test.listener.get(test.path + part).status() == 403);
  }
  CHECK(test.listener.put(test.path + "send/m.room.message/1", "{}").status() == 403);
  CHECK(test.listener.post(test.path + "invite", R"({"user_id":"@a:b"})").status() == 403);
  CHECK(test.listener.get("/_matrix/client/v3/joined_rooms")
            .body.find("joined_rooms")
            ->items()
            .empty());
}

TEST_CASE("an invitation is accepted by joining") {
  Invited test("accepted");
  test.scene.emit("m1", test.scene.message("m1"));
  CHECK(test.next().body.find("rooms") == nullptr);
  test.invite();
  test.next();
  CHECK(test.listener.post("/_matrix/client/v3/join/" + test.scene.room(), "").status() == 200);
  const Answered told = test.next();
  const json::Value* const room = test.room(told, "join");
  REQUIRE(room != nullptr);
  CHECK(test.room(told, "invite") == nullptr);
  CHECK(json::write(*room->find("timeline")).find("$m1") != std::string::npos);
  CHECK(test.room(test.listener.sync(), "join") != nullptr);
}

TEST_CASE("an invitation is declined by leaving, and then forgotten") {
  Invited test("declined");
  test.invite();
  test.next();
  CHECK(test.listener.post(test.path + "leave", R"({"reason":"no"})").status() == 200);
  CHECK(test.listener.post(test.path + "leave", "").status() == 200);  // once more: nothing
  CHECK(test.listener.post(test.path + "leave", R"({"reason":5})").status() == 400);
  const Answered told = test.next();
  const json::Value* const room = test.room(told, "leave");
  REQUIRE(room != nullptr);
  const Texts own = {"m.room.member " + test.scene->cast().user_id};
  CHECK(test.names(room->find({"timeline", "events"})) == own);
  CHECK(room->find({"state", "events"})->items().empty());
  CHECK(test.next().body.find("rooms") == nullptr);
  CHECK(test.listener.sync().body.find("rooms") == nullptr);
  const Answered all = test.listener.sync(R"(?filter={"room":{"include_leave":true}})");
  REQUIRE(test.room(all, "leave") != nullptr);
  CHECK(test.names(test.room(all, "leave")->find({"timeline", "events"})).back() == own.front());
  test.invite();
  CHECK(test.invitation(test.next()) == test.whole_invitation());
}

TEST_CASE("an invitation may be taken back") {
  Invited test("taken back");
  test.invite();
  test.next();
  CHECK(test.scene->end_session("kicked").ok());
  const Answered told = test.next();
  REQUIRE(test.room(told, "leave") != nullptr);
  CHECK(test.room(told, "leave")->find({"timeline", "events"})->items().size() == 1);
}

TEST_CASE("events that come in one batch with an invitation or its end stay hidden") {
  Invited test("beside");
  const auto member = [&](const std::string& id, const std::string& membership) {
    json::Value event = make_event(id, "m.room.member", test.scene->cast().caster_id,
                                   test.scene.room(), 0, object_of("membership", membership));
    event.set("state_key", test.scene->cast().user_id);
    return event;
  };
  test.scene.emit_all({{"m1", test.scene.message("m1")}, {"in", member("$in", "invite")}});
  CHECK(test.invitation(test.next()) == test.whole_invitation());
  test.scene.emit_all({{"m2", test.scene.message("m2")}, {"out", member("$out", "leave")}});
  const Answered told = test.next();
  REQUIRE(test.room(told, "leave") != nullptr);
  CHECK(ids(test.room(told, "leave")->find({"timeline", "events"})) == Texts{"$out"});
}

TEST_CASE("an invitation by the scenario is told where nobody else looks") {
  World world({});
  TestScene scene(world, "alone");
  TestClient client(world, scene->cast().access_token);
  client.post("/_matrix/client/v3/rooms/" + scene.room() + "/leave", "");
  scene.emit("m1", scene.message("m1"));
  const std::string since(client.sync().body.string_at("next_batch"));
  json::Value event = make_event("$in", "m.room.member", scene->cast().caster_id, scene.room(), 0,
                                 object_of("membership", "invite"));
  event.set("state_key", scene->cast().user_id);
  scene.emit("in", std::move(event));
  const Answered told = client.sync("?since=" + since);
  CHECK(room_in(told.body, scene.room(), "invite") != nullptr);
  scene.emit("m2", scene.message("m2"));
  const std::string behind(told.body.string_at("next_batch"));
  CHECK(client.begin("GET", "/_matrix/client/v3/sync?timeout=9&since=" + behind).parked);
}

TEST_CASE("inviting is refused where it cannot be") {
  Invited test("refused");
  struct Row {
    std::string name, body;
    int status;
    std::string errcode;
  };
  const std::vector<Row> rows = {
      {"nobody", "{}", 400, "M_MISSING_PARAM"},
      {"no text", R"({"user_id":1})", 400, "M_INVALID_PARAM"},
      {"no ID", R"({"user_id":"dave"})", 400, "M_INVALID_PARAM"},
      {"a reason that is none", R"({"user_id":"@d:x","reason":1})", 400, "M_INVALID_PARAM"},
      {"in the room", R"({"user_id":")" + test.scene->cast().stranger_id + "\"}", 403,
       "M_FORBIDDEN"},
      {"unknown", R"({"user_id":"@d:x"})", 200, ""},
  };
  for (const Row& row : rows) {
    DOCTEST_SUBCASE(row.name.c_str()) {
      const Answered answered = test.caster.post(test.path + "invite", row.body);
      CHECK(answered.status() == row.status);
      CHECK(answered.errcode() == row.errcode);
    }
  }
  DOCTEST_SUBCASE("banned") {
    CHECK(test.scene->end_session("banned").ok());
    CHECK(test.invite().status() == 403);
  }
  DOCTEST_SUBCASE("without power") {
    test.set_state("m.room.power_levels",
                   R"({"invite":50,"users":{")" + test.scene->cast().caster_id + R"(":100}})");
    TestClient stranger(test.world, log_in(test.world, test.scene->cast().stranger_id,
                                           others_password(test.scene->cast()), "S"));
    CHECK(stranger.post(test.path + "invite", R"({"user_id":"@d:x"})").status() == 403);
    CHECK(test.invite().status() == 200);
  }
}

TEST_CASE("the same invitation once more is no event") {
  Invited test("twice");
  test.invite();
  const std::string newest = test.newest();
  CHECK(test.invite().status() == 200);
  CHECK(test.invite(R"(,"reason":5)").status() == 400);
  CHECK(test.newest() == newest);
}

TEST_CASE("a room that is not public lets in who is invited") {
  Invited test("invite only");
  test.set_state("m.room.join_rules", R"({"join_rule":"invite"})");
  const std::string join = "/_matrix/client/v3/join/" + test.scene.room();
  CHECK(test.listener.post(join, "").status() == 403);
  test.invite();
  CHECK(test.listener.post(join, "").status() == 200);
}

TEST_CASE("a lie about a gap leaves an invitation as it is") {
  Invited test("limited");
  test.invite();
  CHECK(test.scene->arm(*json::read(R"({"fault":"sync.limited"})")).ok());
  CHECK(test.invitation(test.next()) == test.whole_invitation());
}

TEST_CASE("sliding sync shows an invitation instead of a timeline") {
  Invited test("sliding");
  const std::string sync = "/_matrix/client/unstable/org.matrix.simplified_msc3575/sync?pos=";
  std::string pos;
  const auto step = [&] {
    Answered answered = test.listener.post(
        sync + pos,
        R"({"lists":{"all":{"ranges":[[0,9]],"timeline_limit":5,"required_state":[["*","*"]]},)"
        R"("invites":{"ranges":[[0,9]],"timeline_limit":5,"required_state":[],)"
        R"("filters":{"is_invite":true}}}})");
    pos = answered.body.string_at("pos");
    return answered;
  };
  const auto entry = [&](const Answered& answered) {
    const json::Value* const room = answered.body.find({"rooms", test.scene.room()});
    return room == nullptr ? json::Value() : *room;
  };
  const auto invites = [](const Answered& answered) {
    return answered.body.find({"lists", "invites"})->integer_at("count", -1);
  };
  const Answered outside = step();
  CHECK(entry(outside).is_null());
  CHECK(invites(outside) == 0);
  test.invite();
  Answered told = step();
  CHECK(invites(told) == 1);
  json::Value room = entry(told);
  CHECK(room.bool_at("initial", false));
  CHECK(room.string_at("name") == "Broadcasts");
  CHECK(test.names(room.find("invite_state")) == test.whole_invitation());
  for (const char* part : {"timeline", "limited", "prev_batch", "num_live", "required_state",
                           "joined_count", "invited_count", "heroes"}) {
    CAPTURE(part);
    CHECK(room.find(part) == nullptr);
  }
  test.scene.emit("m1", test.scene.message("m1"));
  CHECK(entry(step()).is_null());
  test.listener.post(test.path + "leave", "");
  told = step();
  CHECK(invites(told) == 0);
  room = entry(told);
  CHECK(room.find("initial") == nullptr);
  CHECK(room.find("timeline")->items().size() == 1);
  CHECK(room.find("required_state")->items().size() == 1);
  test.invite();
  room = entry(step());
  CHECK(room.find("initial") == nullptr);  // the connection knows the room already
  CHECK(test.names(room.find("invite_state")) == test.whole_invitation());
  test.listener.post(test.path + "join", "");
  room = entry(step());
  CHECK(room.bool_at("initial", false));
  CHECK(room.find("invite_state") == nullptr);
  CHECK(room.find("timeline")->items().size() == 5);
  CHECK(room.integer_at("num_live", -1) == 1);
}

}  // namespace deadair::mock
