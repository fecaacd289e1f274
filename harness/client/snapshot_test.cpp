// What a client says of itself is read, or refused with its place.
#include "harness/client/snapshot.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "harness/client/contract.h"

namespace deadair::client {
namespace {

constexpr std::string_view hello_text = R"({
  "contract": 1,
  "client": {"name": "example", "version": "1.2.3", "language": "C++", "url": "https://example.org"},
  "roles": ["listener"], "dialects": ["stable", "unstable"], "depths": ["client"],
  "features": ["pause", "teleport"], "reports": ["state", "heard", "position"], "more": {}})";

constexpr std::string_view snapshot_text = R"({
  "broadcasts": [{
    "id": "$started", "sender": "@caster:deadair.test", "state": "paused", "live": "paused",
    "chunks": [{"sequence": 1, "event_id": "$c1", "duration_ms": 200, "media": "ready"},
               {"event_id": "$c2"}],
    "player": "buffering", "position_ms": 400, "duration_ms": 600,
    "heard": [{"event_id": "$c1", "sequence": 1, "complete": true}, {"seek_ms": 10}],
    "error": null, "mood": "good"}, {"id": "$old", "gone": true, "heard": []}],
  "tiles": [{"event_id": "$started", "kind": "broadcast"}],
  "notifications": ["$c1"]})";

json::Value value(std::string_view text) { return json::read(text).value(); }

// The text with one member of its first broadcast replaced.
json::Value snapshot_with(const std::string& member, std::string_view text) {
  json::Value snapshot = value(R"({"broadcasts":[{"id":"$s"}]})");
  snapshot.members()[0].value.items()[0].set(member, value(text));
  return snapshot;
}

TEST_CASE("a number beyond 64 bits counts as the border, as a client may hold it") {
  const auto duration = [](std::string_view text) {
    return read_snapshot(snapshot_with("duration_ms", text))->broadcasts[0].duration_ms;
  };
  CHECK(duration("9223372036854775807") == INT64_MAX);
  CHECK(duration("27670116110564327421") == INT64_MAX);
  CHECK(duration("-27670116110564327421") == INT64_MIN);
  const Result<Snapshot> chunk = read_snapshot(
      snapshot_with("chunks", R"([{"event_id":"$c","sequence":18446744073709551616}])"));
  REQUIRE(chunk.ok());
  CHECK(chunk->broadcasts[0].chunks->at(0).sequence == INT64_MAX);
}

TEST_CASE("hello is read, words of later versions included") {
  const Result<Hello> hello = read_hello(value(hello_text));
  REQUIRE_MESSAGE(hello.ok(), hello.error().text());
  CHECK(hello->contract == 1);
  CHECK(hello->name == "example");
  CHECK(hello->version == "1.2.3");
  CHECK(hello->language == "C++");
  CHECK(hello->url == "https://example.org");
  CHECK(hello->dialects == std::set<std::string, std::less<>>{"stable", "unstable"});
  CHECK(hello->has("teleport"));
  CHECK(hello->has("heard"));
  CHECK_FALSE(hello->has("seek"));
}

TEST_CASE("a hello that departs from the contract is refused with its place") {
  struct Row {
    std::string name, member, text, code, place;
  };
  const std::vector<Row> rows{
      {"another version", "contract", "2", "contract.value", "/contract"},
      {"a version as text", "contract", "\"1\"", "contract.schema", "/contract"},
      {"a client without a name", "client", R"({"version":"1"})", "contract.schema", "/client"},
      {"roles that are no list", "roles", "\"listener\"", "contract.schema", "/roles"},
      {"a feature that is no word", "features", "[1]", "contract.schema", "/features/0"},
  };
  for (const Row& row : rows) {
    DOCTEST_SUBCASE(row.name.c_str()) {
      json::Value hello = value(hello_text);
      hello.set(row.member, value(row.text));
      CHECK(read_hello(hello).error().code == row.code);
      CHECK(read_hello(hello).error().place == row.place);
    }
  }
  json::Value hello = value(hello_text);
  hello.erase("reports");
  CHECK(read_hello(hello).error().code == "contract.schema");
  CHECK(read_hello(value("[]")).error().code == "contract.schema");
}

TEST_CASE("a snapshot is read with all its members") {
  const Result<Snapshot> snapshot = read_snapshot(value(snapshot_text));
  REQUIRE_MESSAGE(snapshot.ok(), snapshot.error().text());
  REQUIRE(snapshot->broadcasts.size() == 2);
  const BroadcastView* view = snapshot->find("$started");
  REQUIRE(view != nullptr);
  CHECK(view->sender == "@caster:deadair.test");
  CHECK(view->state == "paused");
  CHECK(view->live == "paused");
  CHECK(view->player == "buffering");
  CHECK(view->position_ms == 400);
  CHECK(view->duration_ms == 600);
  CHECK(view->error_reported);
  CHECK_FALSE(view->error.has_value());
  CHECK(view->chunks == std::vector<HeldChunk>{{1, "$c1", 200, "ready"}, {{}, "$c2", {}, ""}});
  CHECK(view->heard == std::vector<HeardEntry>{{"$c1", 1, true, {}}, {"", {}, false, 10}});
  CHECK(snapshot->find("$old")->gone);
  CHECK(snapshot->find("$nobody") == nullptr);
  CHECK(snapshot->tiles == std::vector<Tile>{{"$started", "broadcast"}});
  CHECK(snapshot->notifications == std::vector<std::string>{"$c1"});
}

TEST_CASE("what is absent stays absent") {
  const Result<Snapshot> snapshot = read_snapshot(value(R"({"broadcasts":[{"id":"$s"}]})"));
  REQUIRE(snapshot.ok());
  CHECK(snapshot->broadcasts.front() == BroadcastView{.id = "$s",
                                                      .gone = false,
                                                      .sender = {},
                                                      .state = {},
                                                      .live = {},
                                                      .player = {},
                                                      .chunks = {},
                                                      .heard = {},
                                                      .position_ms = {},
                                                      .duration_ms = {},
                                                      .error_reported = false,
                                                      .error = {}});
  CHECK_FALSE(snapshot->tiles.has_value());
  CHECK_FALSE(snapshot->notifications.has_value());
}

TEST_CASE("a snapshot that departs from the contract is refused with its place") {
  struct Row {
    std::string name, member, text, code, place;
  };
  const std::string first = "/broadcasts/0/";
  const std::vector<Row> rows{
      {"an unknown state", "state", "\"live\"", "contract.value", "state"},
      {"an unknown live", "live", "\"stopped\"", "contract.value", "live"},
      {"an unknown player", "player", "\"stalled\"", "contract.value", "player"},
      {"a player that is no text", "player", "1", "contract.schema", "player"},
      {"unknown media", "chunks", R"([{"event_id":"$c","media":"ok"}])", "contract.value",
       "chunks/0/media"},
      {"a chunk without an event", "chunks", R"([{"sequence":1}])", "contract.schema", "chunks/0"},
      {"a sequence as text", "chunks", R"([{"event_id":"$c","sequence":"1"}])", "contract.schema",
       "chunks/0/sequence"},
      {"a duration with a fraction", "duration_ms", "600.0", "contract.schema", "duration_ms"},
      {"a position with an exponent", "position_ms", "1e3", "contract.schema", "position_ms"},
      {"a duration as text", "duration_ms", "\"600\"", "contract.schema", "duration_ms"},
      {"a seek with a fraction", "heard", R"([{"seek_ms":1.5}])", "contract.schema",
       "heard/0/seek_ms"},
      {"a sequence with a fraction", "chunks", R"([{"event_id":"$c","sequence":1.0}])",
       "contract.schema", "chunks/0/sequence"},
      {"an entry without complete", "heard", R"([{"event_id":"$c"}])", "contract.schema",
       "heard/0"},
      {"a position as text", "position_ms", "\"0\"", "contract.schema", "position_ms"},
      {"an error that is no text", "error", "false", "contract.schema", "error"},
  };
  for (const Row& row : rows) {
    DOCTEST_SUBCASE(row.name.c_str()) {
      const Result<Snapshot> snapshot = read_snapshot(snapshot_with(row.member, row.text));
      REQUIRE_FALSE(snapshot.ok());
      CHECK(snapshot.error().code == row.code);
      CHECK(snapshot.error().place == first + row.place);
    }
  }
  CHECK(read_snapshot(value("{}")).error().code == "contract.schema");
  CHECK(read_snapshot(value(R"({"broadcasts":[],"tiles":[{"event_id":"$a","kind":"x"}]})"))
            .error()
            .code == "contract.value");
}

TEST_CASE("a broadcast is listed once, and one that is gone with heard alone") {
  CHECK(
      read_snapshot(value(R"({"broadcasts":[{"id":"$s"},{"id":"$s"}]})")).error() ==
      Error{"contract.value", "/broadcasts/1/id", "a broadcast is listed once; twice there is $s"});
  const Result<Snapshot> gone =
      read_snapshot(value(R"({"broadcasts":[{"id":"$s","gone":true,"state":"stopped"}]})"));
  REQUIRE_FALSE(gone.ok());
  CHECK(gone.error().code == "contract.value");
  CHECK(gone.error().place == "/broadcasts/0/state");
}

TEST_CASE("declared reports must be there, and no others") {
  Hello hello;
  hello.reports = {"state", "position"};
  const auto check = [&](std::string_view text) {
    return check_reports(hello, read_snapshot(value(text)).value());
  };
  CHECK(check(R"({"broadcasts":[{"id":"$s","state":"started"}]})").ok());
  CHECK(check(R"({"broadcasts":[{"id":"$s","gone":true}]})").ok());
  CHECK(check(R"({"broadcasts":[{"id":"$s"}]})").error().place == "/broadcasts/0/state");
  CHECK(check(R"({"broadcasts":[{"id":"$s","state":"started","error":null}]})").error().place ==
        "/broadcasts/0/error");
  CHECK(check(R"({"broadcasts":[],"tiles":[]})").error().place == "/tiles");
  hello.reports = {"notifications"};
  CHECK(check(R"({"broadcasts":[]})").error().place == "/notifications");
}

TEST_CASE("every kind of line of the contract has its definition") {
  CHECK(check_contract("hello_params", hello_params("0.1.0")).ok());
  CHECK(check_contract("act_params", value(R"({"verb":"seek","broadcast":"$s","position_ms":0})"))
            .ok());
  CHECK_FALSE(check_contract("act_params", value(R"({"verb":"dance"})")).ok());
  CHECK(check_contract("error", value(R"({"code":2,"message":"no","data":{"feature":"seek"}})"))
            .ok());
  CHECK_FALSE(check_contract("error", value(R"({"code":"2","message":"no"})")).ok());
  CHECK(check_contract("notification",
                       value(R"({"jsonrpc":"2.0","method":"progress","params":{"counter":1}})"))
            .ok());
  CHECK_FALSE(
      check_contract("notification", value(R"({"jsonrpc":"2.0","id":1,"method":"x"})")).ok());
  CHECK(check_contract("open_params", value(R"({
    "scenario":"order.late_chunk_after_gap","seed":8731,"depth":"client","role":"listener",
    "dialect":"unstable","homeserver":{"base_url":"http://127.0.0.1:1"},
    "user":{"user_id":"@l:x","password":"p","access_token":"t","device_id":"D"},
    "room":{"room_id":"!r:x"},"storage":"/s"})"))
            .ok());
}

}  // namespace
}  // namespace deadair::client
