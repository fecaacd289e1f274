// Tests of the log: state at a position, redactions, what is shown to whom.
#include "mock_homeserver/rooms/event_log.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace deadair::mock {

namespace {

json::Value event(const std::string& text) { return json::read(text).value(); }

Logged logged(const std::string& id, const std::string& text) {
  Logged made;
  made.event = event(text);
  made.event.set("event_id", id);
  made.event_id = id;
  made.type = made.event.string_at("type");
  made.sender = made.event.string_at("sender");
  const json::Value* const key = made.event.find("state_key");
  if (key != nullptr) made.state_key = key->text();
  return made;
}

const char* const info = R"({"type":"info","state_key":"@a","sender":"@a","content":{"n":1}})";
const char* const message = R"({"type":"m.room.message","sender":"@a","content":{"body":"x"}})";

}  // namespace

TEST_CASE("state at a position is the newest event of each key before it") {
  EventLog log("11");
  log.append(logged("$1", info));
  log.append(logged("$2", message));
  log.append(logged("$3", info));
  log.append(logged("$4", R"({"type":"info","state_key":"@b","content":{}})"));
  CHECK(log.state_at(0).empty());
  CHECK(log.state_at(1) == EventLog::State{{{"info", "@a"}, 0}});
  CHECK(log.state_at(2) == EventLog::State{{{"info", "@a"}, 0}});
  CHECK(log.state_at(3) == EventLog::State{{{"info", "@a"}, 2}});
  CHECK(log.state_at(4) == EventLog::State{{{"info", "@a"}, 2}, {{"info", "@b"}, 3}});
}

TEST_CASE("an event that no sync carries is state, but not of a sync") {
  EventLog log("11");
  log.append(logged("$1", info));
  Logged hidden = logged("$2", info);
  hidden.via = scenario::Via::unsynced;
  log.append(hidden);
  CHECK(log.state_at(2) == EventLog::State{{{"info", "@a"}, 1}});
  CHECK(log.synced_state_at(2) == EventLog::State{{{"info", "@a"}, 0}});
}

TEST_CASE("a redaction strips its target from where it stands in the log") {
  EventLog log("11");
  log.append(logged("$1", message));
  log.append(logged("$r", R"({"type":"m.room.redaction","redacts":"$1","content":{}})"));
  CHECK(log.shown(0, 1, "").find({"content", "body"}) != nullptr);
  const json::Value after = log.shown(0, 2, "");
  CHECK(*after.find("content") == json::Value::object());
  CHECK(after.find({"unsigned", "redacted_because"})->string_at("event_id") == "$r");
  CHECK(after.string_at("type") == "m.room.message");
}

TEST_CASE("a redaction may stand before its target") {
  EventLog log("11");
  log.append(logged("$r", R"({"type":"m.room.redaction","content":{"redacts":"$1"}})"));
  log.append(logged("$1", message));
  CHECK(log.redacted_by(1, 2) == 0);
  CHECK(*log.shown(1, 2, "").find("content") == json::Value::object());
}

TEST_CASE("a redaction names its target where its sender put it, and nowhere else") {
  EventLog log("11");
  log.append(logged("$r", R"({"type":"m.room.redaction","redacts":"$1","content":{}})"));
  log.append(logged("$q", R"({"type":"m.room.redaction","content":{"redacts":"$2"}})"));
  CHECK(log.shown(0, 2, "").string_at("redacts") == "$1");
  CHECK(log.shown(0, 2, "").find({"content", "redacts"}) == nullptr);
  CHECK(log.shown(1, 2, "").string_at("redacts").empty());
  CHECK(log.shown(1, 2, "").find({"content", "redacts"})->text() == "$2");
}

TEST_CASE("state is shown with what it replaced, as long as neither was redacted") {
  const std::string first = R"({"type":"info","state_key":"@a","content":{"state":"started"}})";
  EventLog log("11");
  for (const std::string id : {"$1", "$2"}) {
    Logged event = logged(id, first);
    event.state_key = "@a";
    log.append(event);
  }
  CHECK(log.shown(0, 2, "").find("unsigned") == nullptr);
  CHECK(log.shown(1, 2, "").find({"unsigned", "replaces_state"})->text() == "$1");
  CHECK(log.shown(1, 2, "").find({"unsigned", "prev_content", "state"})->text() == "started");
  log.append(logged("$r", R"({"type":"m.room.redaction","content":{"redacts":"$1"}})"));
  CHECK(*log.shown(1, 3, "").find({"unsigned", "prev_content"}) == json::Value::object());
  log.append(logged("$s", R"({"type":"m.room.redaction","content":{"redacts":"$2"}})"));
  CHECK(log.shown(1, 4, "").find({"unsigned", "prev_content"}) == nullptr);
}

TEST_CASE("a transaction ID is shown to the token that sent it alone") {
  EventLog log("11");
  Logged own = logged("$1", message);
  own.transaction_id = "m1";
  own.transaction_token = "token";
  log.append(own);
  CHECK(log.shown(0, 1, "token").find({"unsigned", "transaction_id"})->text() == "m1");
  CHECK(log.shown(0, 1, "other").find("unsigned") == nullptr);
}

TEST_CASE("what a redaction leaves depends on the type and the room version") {
  struct Row {
    std::string name, version, before, content;
  };
  const std::vector<Row> rows = {
      {"message", "11", R"({"type":"m.room.message","content":{"body":"x"}})", "{}"},
      {"member keeps its membership", "11",
       R"({"type":"m.room.member","content":{"membership":"join","displayname":"A"}})",
       R"({"membership":"join"})"},
      {"create keeps all in version 11", "11",
       R"({"type":"m.room.create","content":{"room_version":"11","x":1}})",
       R"({"room_version":"11","x":1})"},
      {"create keeps its creator in version 10", "10",
       R"({"type":"m.room.create","content":{"room_version":"10","creator":"@a"}})",
       R"({"creator":"@a"})"},
      {"power levels keep invite in version 11", "11",
       R"({"type":"m.room.power_levels","content":{"invite":1,"ban":2,"notifications":{}}})",
       R"({"ban":2,"invite":1})"},
      {"power levels lose invite in version 10", "10",
       R"({"type":"m.room.power_levels","content":{"invite":1,"ban":2}})", R"({"ban":2})"},
      {"content that is no object", "11", R"({"type":"x","content":7})", "{}"},
      {"no content", "11", R"({"type":"x"})", "{}"},
  };
  for (const Row& row : rows) {
    DOCTEST_SUBCASE(row.name.c_str()) {
      const json::Value after = stripped(event(row.before), row.version);
      CHECK(json::write(*after.find("content")) == row.content);
    }
  }
  json::Value odd = event(R"({"type":"x","unsigned":{},"origin":"o","content":{}})");
  CHECK(stripped(odd, "11").find("unsigned") == nullptr);
  CHECK(stripped(odd, "11").find("origin") == nullptr);
  CHECK(stripped(odd, "10").find("origin") != nullptr);
}

TEST_CASE("a relation needs both its members to be text") {
  CHECK(relation_of(event(R"({"content":{"m.relates_to":{"rel_type":"r","event_id":"$1"}}})")) ==
        Relation{"r", "$1"});
  for (const std::string content :
       {R"({})", R"({"content":7})", R"({"content":{"m.relates_to":"$1"}})",
        R"({"content":{"m.relates_to":{"rel_type":"r"}}})",
        R"({"content":{"m.relates_to":{"rel_type":"r","event_id":7}}})"}) {
    CAPTURE(content);
    CHECK(relation_of(event(content)) == Relation{});
  }
}

}  // namespace deadair::mock
