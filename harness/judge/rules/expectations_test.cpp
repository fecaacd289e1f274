// What a scenario expects: each check met and missed, choices remembered, gaps told.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "harness/judge/rules/exhibits.h"
#include "harness/judge/rules/rules.h"
#include "harness/judge/trace_builder.h"

namespace deadair::judge {
namespace {

const std::vector<std::string> all_reports = {"state",  "live",         "chunks",   "heard",
                                              "player", "error",        "position", "duration",
                                              "tiles",  "notifications"};

// A client that has heard 1 and 2 of an ended broadcast and reports everything. The end is step 5.
TraceBuilder full_case(const std::string& wants) {
  TraceBuilder builder;
  builder.reports(all_reports).features({"pause"}).wants(wants);
  builder.emit("S").act("play").emit("c1 c2 X(2)").act_fails("pause", 1).settle().end();
  builder.exchange("relations").exchange("relations", 500).downloads("c2", 404);
  builder.sees_all({{.state = "stopped",
                     .live = "ended",
                     .player = "ended",
                     .heard = {"c1", "c2"},
                     .chunks = {"c1", "c2"},
                     .more = R"({"position_ms": 400, "duration_ms": 400, "error": null,
                                 "chunks": [{"event_id": "$c1", "sequence": 1, "media": "ready"},
                                            {"event_id": "$c2", "sequence": 2}]})"}},
                   R"({"tiles": [{"event_id": "$S", "kind": "broadcast"}],
                       "notifications": ["$c2", "$S"]})");
  return builder;
}

struct CheckRow {
  std::string good, bad, wanted, got;
};

const CheckRow check_rows[] = {
    {R"("heard": [1, 2])", R"("heard": [1])", "heard 1", "heard 1, 2"},
    {R"("heard": ["c1", "c2"])", R"("heard": ["c2", "c1"])", "heard c2, c1", "heard 1, 2"},
    {R"("cut": [])", R"("cut": [2])", "cut 2", "cut nothing"},
    {R"("chunks": [1, "c2"])", R"("chunks": [])", "chunks nothing", "chunks 1, 2"},
    {R"("state": "stopped")", R"("state": "paused")", "state paused", "state stopped"},
    {R"("live": "ended")", R"("live": "live")", "live live", "live ended"},
    {R"("player": "ended")", R"("player": "idle")", "player idle", "player ended"},
    {R"("listed": true)", R"("listed": false)", "listed false", "listed true"},
    {R"("error": null)", R"("error": "any")", "error an error that the user sees",
     "error no error"},
    {R"("position_ms": 400)", R"("position_ms": 399)", "position_ms 399", "position_ms 400 ms"},
    {R"("position_ms": {"from": 400, "to": 400})", R"("position_ms": {"to": 399})",
     R"(position_ms {"to":399})", "position_ms 400 ms"},
    {R"("duration_ms": {"from": 1})", R"("duration_ms": {"from": 401})",
     R"(duration_ms {"from":401})", "duration_ms 400 ms"},
    {R"("remaining_ms": {"from": 0})", R"("remaining_ms": {"from": 1})",
     R"(remaining_ms {"from":1})", "remaining_ms 0 ms"},
    {R"("media": {"c1": "ready"})", R"("media": {"c1": "failed"})", R"(media {"c1":"failed"})",
     "media c1: ready"},
    {R"("media": {"c1": "ready"})", R"("media": {"c1": "ready", "c2": "ready"})",
     R"(media {"c1":"ready","c2":"ready"})", "media c1: ready, c2: not told"},
    {R"("tiles": {"S": "broadcast", "c1": null})", R"("tiles": {"S": null, "c1": "text"})",
     R"(tiles {"S":null,"c1":"text"})", "tiles S: broadcast, c1: none"},
    {R"("notified": ["S", "c2"])", R"("notified": ["S"])", "notified S", "notified S, c2"},
    {R"("downloads": {"c1": 1, "c2": {"to": 1}})", R"("downloads": {"c1": 2})",
     R"(downloads {"c1":2})", "downloads c1: 1"},
    {R"("requests": {"relations": 2})", R"("requests": {"relations": {"to": 1}, "event": 0})",
     R"(requests {"relations":{"to":1},"event":0})",
     "requests relations: out of bounds, event: within bounds"},
    {R"("requests": {"any": {"from": 5}})", R"("requests": {"any": 3})", R"(requests {"any":3})",
     "requests any: out of bounds"},
    {R"("refused": true)", R"("refused": false)", "refused false", "refused true"},
};

TEST_CASE("times at the borders of 64 bits are no time that is left") {
  TraceBuilder builder;
  builder.reports({"position", "duration"}).wants(R"([{"remaining_ms": {"from": 0}}])").emit("S");
  builder.end().sees({.more = R"({"position_ms": -9223372036854775808, "duration_ms": 1})"});
  CHECK(found(builder) ==
        "fail client time.model robust controls @1; "
        "fail client remaining_ms.differs must order @1");
}

TEST_CASE("a check that is missed says what was expected and what was seen") {
  for (const CheckRow& row : check_rows) {
    DOCTEST_SUBCASE(row.bad.c_str()) {
      const Verdict verdict = full_case("[{" + row.bad + "}]").verdict();
      CHECK(verdict.worst.expected == row.wanted);
      CHECK(verdict.worst.got == row.got);
    }
  }
}

TEST_CASE("an expectation says its clause and its level") {
  const Verdict verdict = full_case(R"([{"heard": [1], "clause": "gap_ended", "level": "robust"},
                    {"player": "idle", "level": "should"}])")
                              .verdict();
  CHECK(
      found(verdict) ==
      "fail client heard.differs robust gap_ended @5; fail client player.differs should order @5");
  CHECK(verdict.worst.code == "heard.differs");
}

TEST_CASE("an expectation may hang on a wish that the client accepted") {
  const Verdict declined =
      full_case(R"([{"unless_refused": "pause", "heard": [1], "player": "paused"}])").verdict();
  CHECK(declined.kind == Kind::pass);
  REQUIRE(declined.observations.size() == 1);
  CHECK(declined.observations[0] == Observation{"order", "refused", "declined", "pause"});
  CHECK(found(full_case(R"([{"unless_refused": "play", "heard": [1]}])")) ==
        "fail client heard.differs must order @5");
}

TEST_CASE("an expectation among the steps is judged by the looks of its step") {
  TraceBuilder builder;
  builder.emit("S c1").expect(R"([{"live": "live"}, {"heard": [1]}])").sees({});
  builder.act("play").end().sees({.heard = {"c1"}});
  CHECK(found(builder) == "fail client heard.differs must order @1");
}

TEST_CASE("an expectation names its broadcast") {
  TraceBuilder builder;
  builder.wants(R"([{"broadcast": "S2", "live": "paused"}])").emit("S B:S2").end();
  builder.sees_all({{}, {.broadcast = "S2"}});
  CHECK(found(builder) == "fail client live.differs must order @1");
  CHECK(builder.verdict().worst.got == "live live, of S2");
}

TEST_CASE("a broadcast that is not listed is not live, and nothing of it is told") {
  const auto unlisted = [](const std::string& wants) {
    TraceBuilder builder;
    builder.wants(wants).emit("S").end().sees_all({});
    return builder;
  };
  CHECK(found(unlisted(R"([{"live": "ended", "listed": false, "heard": [], "chunks": [],
                            "cut": []}])")) == "pass");
  for (const std::string check : {"state", "player"}) {
    const std::string value = check == "state" ? "started" : "idle";
    const Verdict verdict = unlisted("[{\"" + check + "\": \"" + value + "\"}]").verdict();
    CHECK(verdict.worst.code == check + ".differs");
    CHECK(verdict.worst.got == check + " not listed");
  }
}

TEST_CASE("an open expectation is observed and never fails") {
  const Verdict verdict = full_case(
                              R"([{"heard": [9], "level": "open", "clause": "gap_live"},
          {"player": "ended", "level": "open"},
          {"state": {"any_of": [{"label": "waits", "is": "paused"},
                                {"label": "goes on", "is": "stopped"}]}, "level": "open"}])")
                              .verdict();
  CHECK(verdict.kind == Kind::pass);
  const std::vector<Observation> wanted = {{"gap_live", "heard", "other", "heard 1, 2"},
                                           {"order", "player", "as expected", "player ended"},
                                           {"order", "state", "goes on", "state stopped"}};
  CHECK(verdict.observations == wanted);
}

TEST_CASE("the label of the alternative that was seen is remembered") {
  const std::string choice =
      R"([{"heard": {"any_of": [{"label": "waits", "is": [1]}, {"label": "skips", "is": [1, 2]}]}}])";
  const Verdict verdict = full_case(choice).verdict();
  CHECK(verdict.kind == Kind::pass);
  REQUIRE(verdict.observations.size() == 1);
  CHECK(verdict.observations[0] == Observation{"order", "heard", "skips", "heard 1, 2"});
}

TEST_CASE("none of the alternatives is a failure that names them all") {
  const Verdict verdict =
      full_case(
          R"([{"heard": {"any_of": [{"label": "waits", "is": [1]}, {"label": "skips", "is": []}]}}])")
          .verdict();
  CHECK(found(verdict) == "fail client heard.differs must order @5");
  CHECK(verdict.worst.expected == "heard 1 (waits) or nothing (skips)");
  REQUIRE(verdict.observations.size() == 1);
  CHECK(verdict.observations[0].label == "other");
}

// A client that declares these reports, in a case with one expectation.
TraceBuilder reporting(const std::vector<std::string>& reports, const std::string& check) {
  TraceBuilder builder;
  builder.reports(reports).wants("[{" + check + "}]").emit("S c1").end().sees({});
  return builder;
}

TEST_CASE("a check on a report that is not declared is a gap") {
  struct Row {
    std::string check, report;
  };
  const Row rows[] = {
      {R"("heard": [])", "heard"},          {R"("cut": [])", "heard"},
      {R"("chunks": [])", "chunks"},        {R"("media": {"c1": "ready"})", "chunks"},
      {R"("state": "started")", "state"},   {R"("live": "live")", "live"},
      {R"("player": "idle")", "player"},    {R"("error": null)", "error"},
      {R"("position_ms": 0)", "position"},  {R"("duration_ms": 0)", "duration"},
      {R"("tiles": {"S": null})", "tiles"}, {R"("notified": [])", "notifications"},
  };
  for (const Row& row : rows) {
    DOCTEST_SUBCASE(row.check.c_str()) {
      const TraceBuilder builder = reporting({}, row.check);
      CHECK(found(builder) == "unsupported none unsupported.report @1");
      CHECK(builder.verdict().worst.expected == row.report);
    }
  }
  SUBCASE("what the server sees needs no report") {
    CHECK(found(reporting({}, R"("downloads": {"c1": 0}, "listed": true)")) == "pass");
  }
}

TraceBuilder not_played(TraceBuilder builder) {
  builder.entry(EntryKind::call, R"({"id": 1, "method": "hello"})");
  return builder;
}

TEST_CASE("what a case needs and a client does not declare is a gap, told once") {
  struct Row {
    std::string name;
    TraceBuilder builder;
    std::string expected;
  };
  const Row rows[] = {
      {"a feature", TraceBuilder().needs({"virtual_clock"}), "virtual_clock"},
      {"a report", TraceBuilder().reports({"live"}), "heard"},
      {"a dialect", TraceBuilder().dialect("element"), "dialect element"},
      {"a role", TraceBuilder().hello(R"({"contract": 1, "client": {"name": "x", "version": "1"},
                                "roles": ["broadcaster"], "dialects": ["stable"], "depths": [],
                                "features": [], "reports": ["heard"]})"),
       "role listener"},
  };
  for (const Row& row : rows) {
    DOCTEST_SUBCASE(row.name.c_str()) {
      const TraceBuilder builder = not_played(row.builder);
      CHECK(found(builder) == "unsupported none unsupported.need @-1");
      CHECK(builder.verdict().worst.expected == row.expected);
    }
  }
  SUBCASE("once it was played, it is judged") {
    TraceBuilder builder;
    CHECK(found(builder.needs({"virtual_clock"}).emit("S").end().sees({})) == "pass");
  }
  SUBCASE("an adapter that broke is not excused") {
    TraceBuilder builder;
    builder.needs({"virtual_clock"}).breaks("adapter.noise");
    CHECK(found(builder) == "broken adapter adapter.noise @-1");
  }
}

TEST_CASE("an expectation without a look cannot be judged") {
  TraceBuilder builder;
  SUBCASE("among the steps") {
    builder.emit("S").expect(R"({"live": "live"})").end().sees({});
    CHECK(found(builder) == "broken harness trace.no_observation @1");
  }
  SUBCASE("unless a finding says why") {
    builder.emit("S").exits("settle", 1);
    CHECK(found(builder) == "fail client client.exited must transitions order @0");
  }
}

// Play pressed after `before`, the rest comes while it plays; then what was heard.
std::string started_late(const std::string& before, const std::string& after,
                         const std::vector<std::string>& heard,
                         const std::string& wanted = "[1, 2, 3]") {
  TraceBuilder builder;
  const bool ended = (before + after).find('X') != std::string::npos;
  builder.wants("[{\"heard\": " + wanted + "}]").emit(before).act("play").emit(after).end();
  builder.sees(
      {.state = ended ? "stopped" : "started", .live = ended ? "ended" : "live", .heard = heard});
  return found(builder);
}

TEST_CASE("where play is pressed in the middle of a live broadcast, the start is open") {
  const std::string differs = "fail client heard.differs must order @3";
  CHECK(started_late("S c1 c2", "c3", {"c1", "c2", "c3"}) == "pass");
  CHECK(started_late("S c1 c2", "c3", {"c2", "c3"}) == "pass");
  CHECK(started_late("S c1 c2", "c3", {"c3"}) == differs);
  CHECK(started_late("S c1 c2", "c3 X(3)", {"c2", "c3"}) == "pass");
  CHECK(started_late("S c1 c2", "c3", {}) == differs);
  CHECK(started_late("S c1 c2", "c3", {"c2"}) == differs);
  CHECK(started_late("S c1 c2", "c3", {"c2", "c3"}, R"(["c1", "c2", "c3"])") == "pass");
  CHECK(started_late("S c1 c2", "c3", {"c3"}, R"(["c1", "c2", "c3"])") == differs);
  // Nothing was there to choose, or the broadcast had ended.
  CHECK(started_late("S", "c1 c2 c3", {"c2", "c3"}) == differs);
  CHECK(started_late("S c1 c2 c3 X(3)", "P", {"c3"}) == "fail client heard.differs must order @3");
}

}  // namespace

std::vector<Exhibit> expectation_exhibits() {
  const std::string silent = R"("heard": [])";
  TraceBuilder unmet = not_played(TraceBuilder().needs({"virtual_clock"}));
  TraceBuilder met;
  met.needs({"virtual_clock"}).features({"virtual_clock"}).emit("S").end().sees({});
  std::vector<Exhibit> exhibits = {
      {code::unsupported_report, "unsupported none unsupported.report @1",
       reporting({}, silent).trace(), reporting({"heard"}, silent).trace()},
      {code::unsupported_need, "unsupported none unsupported.need @-1", unmet.trace(), met.trace()},
      {code::trace_no_observation, "broken harness trace.no_observation @1",
       TraceBuilder().emit("S").end().trace(), TraceBuilder().emit("S").end().sees({}).trace()},
  };
  for (const CheckRow& row : check_rows) {
    const std::string name = row.bad.substr(1, row.bad.find('"', 1) - 1) + ".differs";
    const Code* const code = find_code(name);
    REQUIRE_MESSAGE(code != nullptr, name);
    exhibits.push_back({*code, "fail client " + name + " must order @5",
                        full_case("[{" + row.bad + "}]").trace(),
                        full_case("[{" + row.good + "}]").trace()});
  }
  return exhibits;
}

}  // namespace deadair::judge
