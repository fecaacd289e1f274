// What the adapter tells holds together: with the contract, with itself, with the server.
#include <doctest/doctest.h>

#include <functional>
#include <string>
#include <vector>

#include "harness/judge/rules/exhibits.h"
#include "harness/judge/rules/rules.h"
#include "harness/judge/trace_builder.h"

namespace deadair::judge {
namespace {

const std::string contract_breach = "broken adapter adapter.contract @3";

// A client that has heard two chunks, up to the look at the end, which is step 3.
TraceBuilder listened() {
  TraceBuilder builder;
  builder.emit("S").act("play").emit("c1 c2").end();
  return builder;
}

TEST_CASE("two observations with nothing between them are equal") {
  struct Row {
    std::string name;
    Shown second;
    std::string differs;
  };
  const Row rows[] = {
      {"heard", {.heard = {"c1", "c2"}}, "heard of S"},
      {"complete", {.heard = {"c1~"}}, "heard of S"},
      {"state", {.state = "resumed", .heard = {"c1"}}, "state of S"},
      {"live", {.live = "paused", .heard = {"c1"}}, "live of S"},
      {"player", {.player = "playing", .heard = {"c1"}}, "player of S"},
      {"chunks", {.heard = {"c1"}, .chunks = {"c1"}}, "chunks of S"},
      {"sender", {.heard = {"c1"}, .more = R"({"sender": "@a:b.c"})"}, "other members of S"},
  };
  for (const Row& row : rows) {
    DOCTEST_SUBCASE(row.name.c_str()) {
      TraceBuilder builder = listened();
      builder.sees_once({.heard = {"c1"}}).downloads("c2").sees_once(row.second);
      const Verdict verdict = builder.verdict();
      CHECK(verdict.worst.code == "adapter.unequal");
      CHECK(verdict.worst.owner == Owner::adapter);
      CHECK(verdict.worst.step == 3);
      CHECK(verdict.worst.got == "they differ in " + row.differs);
    }
  }
  SUBCASE("tiles, notifications and the list itself") {
    TraceBuilder builder;
    builder.reports({"heard", "tiles", "notifications"}).emit("S B:S2").end();
    builder.calls("observe").answers(R"({"broadcasts": [], "tiles": [], "notifications": []})");
    const std::string one = R"({"broadcasts": [{"id": "$S", "heard": []}], )";
    const std::string more[] = {R"("tiles": [{"event_id": "$S", "kind": "broadcast"}],
                                   "notifications": []})",
                                R"("tiles": [], "notifications": ["$S"]})",
                                R"("tiles": [], "notifications": []})"};
    const std::string differs[] = {"tiles", "notifications", "the list of broadcasts"};
    for (std::size_t i = 0; i < 3; ++i) {
      TraceBuilder unequal = builder;
      unequal.calls("observe").answers(one + more[i]);
      CHECK(found(unequal) == "broken adapter adapter.unequal @1");
      CHECK(unequal.verdict().worst.got == "they differ in " + differs[i]);
    }
  }
}

TEST_CASE("observations may differ where something happened between them") {
  const Shown more = {.heard = {"c1", "c2"}};
  SUBCASE("it had not settled before") {
    TraceBuilder builder = listened();
    builder.calls("act", R"({"verb": "resume", "broadcast": "$S"})").answers();
    builder.sees_once({.heard = {"c1"}}).sees_once(more);
    CHECK(found(builder) == "pass");
  }
}

TEST_CASE("an answer to hello that the contract does not know is the adapter's fault") {
  const std::string answers[] = {
      R"({})",
      R"({"contract": 2, "client": {"name": "x", "version": "1"}, "roles": [], "dialects": [],
          "depths": [], "features": [], "reports": []})",
  };
  for (const std::string& hello : answers) {
    TraceBuilder builder;
    builder.hello(hello).emit("S");
    CHECK(found(builder) == "broken adapter adapter.contract @-1");
  }
}

TEST_CASE("a snapshot that is not as the contract has it is the adapter's fault") {
  const std::string snapshots[] = {
      R"({})",
      R"({"broadcasts": [{"id": ""}]})",
      R"({"broadcasts": [{"id": "$S", "heard": [{"event_id": "$c1"}]}]})",
      R"({"broadcasts": [{"id": "$S", "heard": []}, {"id": "$S", "heard": []}]})",
      R"({"broadcasts": [{"id": "$S", "gone": true, "heard": [], "player": "idle"}]})",
  };
  for (const std::string& snapshot : snapshots) {
    INFO(snapshot);
    CHECK(found(listened().calls("observe").answers(snapshot)) == contract_breach);
  }
}

TEST_CASE("a snapshot shows what was declared, and nothing else") {
  const std::string without_live =
      R"({"broadcasts": [{"id": "$S", "heard": [], "state": "started", "player": "idle",
                          "chunks": []}]})";
  CHECK(found(listened().calls("observe").answers(without_live)) == contract_breach);
  CHECK(found(listened().sees({.more = R"({"duration_ms": 400})"})) == contract_breach);
  CHECK(found(listened().sees({.more = R"({"id": "$S"})"})) == "pass");
}

TEST_CASE("what sounded stays in the list of what sounded") {
  TraceBuilder builder;
  builder.emit("S").act("play").emit("c1 c2").expect(R"({"live": "live"})");
  builder.sees({.heard = {"c1", "c2"}});
  const std::string breach = "broken adapter adapter.contract @5";
  SUBCASE("it may grow") {
    CHECK(found(builder.emit("c3").end().sees({.heard = {"c1", "c2", "c3"}})) == "pass");
  }
  SUBCASE("it is shorter") {
    CHECK(found(builder.emit("c3").end().sees({.heard = {"c1"}})) == breach);
    CHECK(builder.verdict().worst.expected == "`heard` of S to begin with 1, 2");
    CHECK(builder.verdict().worst.got == "1");
  }
  SUBCASE("it begins with something else") {
    builder.emit("c3").end().sees({.heard = {"c2", "c3"}});
    CHECK(builder.verdict().worst.code == "adapter.contract");
  }
  SUBCASE("the broadcast is no longer told of") {
    CHECK(found(builder.emit("c3").end().sees_all({})) == breach);
    CHECK(builder.verdict().worst.got == "it is no longer told");
  }
  SUBCASE("the broadcast is gone, and what sounded is still told") {
    builder.emit("red(S)").end().sees({.heard = {"c1", "c2"}, .gone = true});
    CHECK(found(builder) == "pass");
  }
}

TEST_CASE("nothing sounds that the server has not handed out") {
  TraceBuilder builder = listened();
  builder.serves_no_media();
  const std::string breach = "broken adapter adapter.heard_without_media @3";
  SUBCASE("nothing was downloaded") {
    builder.downloads("c1").sees({.heard = {"c1", "c2"}});
    CHECK(found(builder) == breach);
    CHECK(builder.verdict().worst.got == "2 sounded");
  }
  SUBCASE("the exchange ended after the sound") {
    CHECK(found(builder.sees({.heard = {"c1"}}).downloads("c1")) == "pass");
  }
  SUBCASE("events that share a url share the download") {
    builder = TraceBuilder();
    builder.serves_no_media().emit("S").act("play").emit(
        R"(["c1", {"chunk": 2, "label": "c2", "content": {"url": "mxc://deadair.test/c1"}}])");
    builder.end().downloads("c1").sees({.heard = {"c1", "c2"}});
    CHECK(found(builder) == "pass");
  }
}

TEST_CASE("an ID that the room only speaks of is no invention of the adapter") {
  const std::string to_nowhere = R"(["S", {"chunk": 1, "label": "c1", "content": {"m.relates_to":
      {"rel_type": "m.reference", "event_id": "$c9"}}}])";
  TraceBuilder builder;
  builder.emit(to_nowhere).end();
  SUBCASE("as a broadcast") {
    builder.sees_all({{}, {.broadcast = "c9"}});
    CHECK(found(builder) == "fail client state.model must identity @1");
  }
  SUBCASE("as a chunk") {
    builder.sees({.chunks = {"c9"}});
    CHECK(found(builder) == "fail client chunks.model must identity @1");
  }
}

TEST_CASE("an ID that nobody ever named is the adapter's invention, wherever it stands") {
  const std::string invented = "broken adapter adapter.invented @3";
  CHECK(found(listened().sees_all({{}, {.broadcast = "S9"}})) == invented);
  CHECK(found(listened().sees_all({{}, {.broadcast = "S9", .gone = true}})) == invented);
  CHECK(found(listened().sees({.chunks = {"c1", "c9"}})) == invented);
  CHECK(found(listened().sees_all({{.heard = {"c1"}}, {.broadcast = "S9", .heard = {"c1"}}})) ==
        invented);
}

TEST_CASE("an entry of the timeline that shows a broadcast is of something that was named") {
  const auto showing = [](const std::string& tile) {
    TraceBuilder builder;
    builder.reports({"tiles"}).emit("S").end();
    return builder.sees_all({{}}, R"({"tiles": [)" + tile + "]}");
  };
  const std::string invented = "broken adapter adapter.invented @1";
  CHECK(found(showing(R"({"event_id": "$S", "kind": "broadcast"})")) == "pass");
  CHECK(found(showing(R"({"event_id": "$S9", "kind": "broadcast"})")) == invented);
  CHECK(found(showing(R"({"event_id": "$c9", "kind": "voice_message"})")) == invented);
  // The room has events that no scenario emits: who joined it, its name.
  CHECK(found(showing(R"({"event_id": "$joined", "kind": "text"})")) == "pass");
}

TEST_CASE("a seek stands in what was heard if somebody asked for it") {
  const auto heard = [](TraceBuilder builder) {
    return found(builder.end().sees({.heard = {"c1", "@200", "c2"}}));
  };
  TraceBuilder builder;
  builder.features({"seek"}).emit("S c1 c2").act("play");
  CHECK(heard(TraceBuilder(builder).seek(200)) == "pass");
  CHECK(heard(builder) == "broken adapter adapter.invented @2");
  // A wish that was declined moved nothing, and one for another broadcast nothing here.
  const std::string wish = R"({"verb": "seek", "position_ms": 200, "broadcast": ")";
  TraceBuilder declined = builder;
  declined.calls("act", wish + "$S\"}").answers_error(1);
  CHECK(heard(declined) ==
        "broken adapter adapter.invented @2; "
        "fail client refused.differs must order @2");
  TraceBuilder elsewhere = builder;
  elsewhere.calls("act", wish + "$S2\"}").answers();
  CHECK(heard(elsewhere) == "broken adapter adapter.invented @2");
}

TEST_CASE("what the client loads after settle was answered, it loads for a cause") {
  const auto loading = [](const std::function<void(TraceBuilder&)>& cause) {
    TraceBuilder builder = listened();
    cause(builder);
    return found(builder.loads("media").sees({.heard = {"c1", "c2"}}));
  };
  const std::string early = "broken adapter adapter.settled_early @3";
  CHECK(loading([](TraceBuilder&) {}) == early);
  CHECK(loading([](TraceBuilder& one) { one.loads("relations", "closed_by_client"); }) == early);
  CHECK(loading([](TraceBuilder& one) { one.sees_once({.heard = {"c1", "c2"}}); }) == early);
  CHECK(loading([](TraceBuilder& one) { one.exchange("sync"); }) == "pass");
  CHECK(loading([](TraceBuilder& one) { one.calls("advance").answers(); }) == "pass");
  CHECK(loading([](TraceBuilder& one) { one.entry(EntryKind::sent, R"({"event": {}})"); }) ==
        "pass");
  // A settle that was not answered promised nothing.
  CHECK(loading([](TraceBuilder& one) { one.calls("settle"); }) == "pass");
  // What a poll brings while settle is under way, its answer need not know.
  CHECK(loading([](TraceBuilder& one) { one.calls("settle").exchange("sync").answers(); }) ==
        "pass");
  CHECK(loading([](TraceBuilder& one) {
          one.calls("settle").exchange("sync").answers().calls("settle").answers();
        }) == early);
}

TEST_CASE("only what a broadcast needs tells that settle was answered too early") {
  for (const std::string route : {"media", "relations", "event", "messages", "context"}) {
    INFO(route);
    CHECK(found(listened().loads(route).sees({})) == "broken adapter adapter.settled_early @3");
    CHECK(found(listened().loads(route, "closed_by_client").sees({})) == "pass");
  }
  for (const std::string route : {"sync", "keys", "account", "misc"}) {
    INFO(route);
    CHECK(found(listened().loads(route).sees({})) == "pass");
  }
}

TEST_CASE("at depth core the adapter is handed the chunks without media") {
  TraceBuilder builder;
  builder.serves_no_media().calls("open", R"({"depth": "core"})").answers();
  builder.emit("S c1").end().sees({.heard = {"c1"}});
  CHECK(found(builder) == "pass");
}

}  // namespace

std::vector<Exhibit> agreement_exhibits() {
  const Shown one = {.heard = {"c1"}};
  const Shown two = {.heard = {"c1", "c2"}};
  // A request and a notice are not the harness's doing.
  TraceBuilder unequal = listened();
  unequal.sees_once(one).exchange("sync");
  unequal.entry(EntryKind::notice, R"({"method": "log"})").sees_once(two);
  TraceBuilder settled = listened();
  settled.sees_once(one).calls("settle").answers().sees_once(two);
  TraceBuilder refused = listened().serves_no_media().downloads("c1", 404);
  TraceBuilder served = listened().serves_no_media().downloads("c1").downloads("c2", 206);
  TraceBuilder dancing = listened();
  dancing.calls("observe").answers(R"({"broadcasts": [{"id": "$S", "state": "dancing"}]})");
  TraceBuilder early = listened();
  early.loads("media").sees(two);
  TraceBuilder in_time = listened();
  in_time.calls("settle").loads("media").answers().sees(two);
  return {
      {code::adapter_invented, "broken adapter adapter.invented @3",
       listened().sees({.heard = {"c1", "c9"}}).trace(), listened().sees(two).trace()},
      {code::adapter_settled_early, "broken adapter adapter.settled_early @3", early.trace(),
       in_time.trace()},
      {code::adapter_contract, contract_breach, dancing.trace(), listened().sees(two).trace()},
      {code::adapter_unequal, "broken adapter adapter.unequal @3", unequal.trace(),
       settled.trace()},
      {code::adapter_heard_without_media, "broken adapter adapter.heard_without_media @3",
       refused.sees(one).trace(), served.sees(two).trace()},
  };
}

}  // namespace deadair::judge
