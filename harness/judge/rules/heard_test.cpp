// What sounded: in order, once, whole, and nothing else.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "harness/judge/rules/exhibits.h"
#include "harness/judge/rules/rules.h"
#include "harness/judge/trace_builder.h"

namespace deadair::judge {
namespace {

using Heard = std::vector<std::string>;

// `emit` after play on a broadcast without chunks, then what sounded.
TraceBuilder listening(const std::string& emit, const Heard& heard) {
  TraceBuilder builder;
  builder.emit("S").act("play").emit(emit).end().sees({.heard = heard});
  return builder;
}

struct Row {
  std::string name, emit;
  Heard heard;
  std::string found;
};

void check_rows(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    DOCTEST_SUBCASE(row.name.c_str()) { CHECK(found(listening(row.emit, row.heard)) == row.found); }
  }
}

TEST_CASE("chunks sound in the order of their sequence, each once") {
  check_rows({
      {"silence", "c1 c2", {}, "pass"},
      {"as they come", "c1 c2 c3", {"c1", "c2", "c3"}, "pass"},
      {"sorted", "c3 c1 c2", {"c1", "c2", "c3"}, "pass"},
      {"from the middle", "c1 c2 c3", {"c2", "c3"}, "pass"},
      {"not yet to the end", "c1 c2 c3", {"c1"}, "pass"},
      {"from the start again",
       "c1 c2",
       {"c1", "c2", "c1"},
       "fail client heard.repeat robust once @3"},
      {"another event of the same sequence",
       "c1 c1' c2",
       {"c1", "c1'", "c2"},
       "fail client heard.repeat robust once @3"},
      {"either of two events with one sequence", "c1 c1' c2", {"c1'", "c2"}, "pass"},
      {"both faults, each told once",
       "c1 c2 c3",
       {"c2", "c2", "c1", "c2", "c1"},
       "fail client heard.repeat robust once @3; fail client heard.order must order @3"},
  });
}

TEST_CASE("a second event of one sequence may replace one that was no good") {
  check_rows({
      {"cut off", "c1 c1'", {"c1~", "c1'"}, "pass"},
      {"redacted, perhaps after it had sounded", "c1 red(c1) c1'", {"c1", "c1'"}, "pass"},
  });
  SUBCASE("odd media") {
    TraceBuilder builder;
    builder.emit("S").act("play");
    builder.emit(R"([{"chunk": 1, "label": "c1", "media": {"is": "cut"}}, "c1'"])");
    builder.end().sees({.heard = {"c1", "c1'"}});
    CHECK(found(builder) == "pass");
  }
  SUBCASE("a fault struck the media") {
    TraceBuilder builder;
    builder.emit("S").act("play").emit("c1 c1'").exchange("media", 500, "status");
    builder.end().sees({.heard = {"c1", "c1'"}});
    CHECK(found(builder) == "pass");
  }
}

TEST_CASE("nothing sounds that is not part of the broadcast") {
  check_rows({
      {"a chunk of another broadcast",
       "c1 B:S2 B:c2@S2",
       {"c1", "B:c2@S2"},
       "fail client heard.foreign must identity @3"},
      {"a malformed chunk",
       R"(["c1", {"chunk": 2, "label": "c2", "content": {"sequence": "2"}}])",
       {"c1", "c2"},
       "fail client heard.foreign robust malformed @3"},
      {"an unrelated chunk",
       R"(["c1", {"chunk": 2, "label": "c2", "absent": ["content.m.relates_to"]}])",
       {"c1", "c2"},
       "fail client heard.foreign robust unrelated @3"},
      {"an event that is no chunk",
       R"(["c1", {"message": "hello", "label": "M"}])",
       {"c1", "M"},
       "fail client heard.foreign robust unrelated @3"},
      {"an odd chunk: open",
       R"(["c1", {"chunk": 2, "label": "c2", "absent": ["content.info"]}])",
       {"c1", "c2"},
       "pass"},
  });
}

TEST_CASE("a redacted chunk does not sound once the client had settled with the redaction") {
  SUBCASE("redacted before play") {
    TraceBuilder builder;
    builder.emit("S c1 c2 X(2)").emit("red(c2)").act("play").end();
    builder.sees({.state = "stopped", .live = "ended", .heard = {"c1", "c2"}});
    CHECK(found(builder) == "fail client heard.foreign robust redacted @3");
  }
  SUBCASE("redacted after it sounded") {
    TraceBuilder builder;
    builder.emit("S").act("play").emit("c1 c2").expect(R"({"heard": [1, 2]})");
    builder.sees({.heard = {"c1", "c2"}}).emit("red(c2)").end();
    builder.sees({.heard = {"c1", "c2"}});
    CHECK(found(builder) == "pass");
  }
}

TEST_CASE("each chunk sounds to its end") {
  check_rows({
      {"odd media end early",
       R"([{"chunk": 1, "label": "c1", "media": {"is": "cut"}}, "c2"])",
       {"c1~", "c2"},
       "pass"},
  });
  SUBCASE("what was sounding is whole later") {
    TraceBuilder builder;
    builder.emit("S").act("play").emit("c1").expect(R"({"live": "live"})").sees({.heard = {"c1~"}});
    builder.emit("c2").end().sees({.heard = {"c1", "c2"}});
    CHECK(found(builder) == "pass");
  }
}

TEST_CASE("no chunk is passed over that was there in time") {
  check_rows({
      {"later in the room than what followed", "c1 c3 c2", {"c1", "c3"}, "pass"},
      {"odd media",
       R"(["c1", {"chunk": 2, "label": "c2", "media": {"is": "garbage"}}, "c3"])",
       {"c1", "c3"},
       "pass"},
      {"odd media of one of two events with the sequence",
       R"(["c1", {"chunk": 2, "label": "c2", "media": {"is": "missing"}}, "c2' c3"])",
       {"c1", "c3"},
       "pass"},
      {"one of two events with the sequence redacted",
       "c1 c2 red(c2) c2' c3",
       {"c1", "c3"},
       "pass"},
      {"one of two sound events with the sequence",
       "c1 c2 c2' c3",
       {"c1", "c3"},
       "fail client heard.hole must order @3"},
      {"a stranger's", "c1 B:c2 c3", {"c1", "c3"}, "pass"},
      {"redacted", "c1 c2 red(c2) c3", {"c1", "c3"}, "pass"},
      {"before the place where it began", "c1 c2 c3", {"c2", "c3"}, "pass"},
  });
  SUBCASE("redacted by the time of the look") {
    TraceBuilder builder;
    builder.emit("S").act("play").emit("c1 c2 c3").emit("red(c2)").end();
    builder.sees({.heard = {"c1", "c3"}});
    CHECK(found(builder) == "pass");
  }
  SUBCASE("a fault struck") {
    TraceBuilder builder;
    builder.emit("S").act("play").emit("c1 c2 c3").exchange("relations", 500, "status").end();
    builder.sees({.heard = {"c1", "c3"}});
    CHECK(found(builder) == "pass");
  }
  SUBCASE("in no sync at all") {
    TraceBuilder builder;
    builder.emit("S").act("play").emit("c1").emit("c2", "unsynced").emit("c3").end();
    builder.sees({.heard = {"c1", "c3"}});
    CHECK(found(builder) == "pass");
  }
}

TEST_CASE("a chunk sounds under the sequence of its event") {
  const auto told = [](const std::string& emit, const std::string& heard) {
    TraceBuilder builder;
    builder.emit("S").act("play").emit(emit).end().downloads("c1");
    return found(builder.sees({.more = R"({"heard": [)" + heard + "]}"}));
  };
  const std::string rest = R"(, "complete": true})";
  CHECK(told("c1", R"({"event_id": "$c1", "sequence": 1)" + rest) == "pass");
  CHECK(told("c1", R"({"event_id": "$c1")" + rest) == "pass");
  CHECK(told("c1", R"({"event_id": "$c1", "sequence": 2)" + rest) ==
        "fail client sequence.model must order @3");
  // Whether 1.0 is a number of a chunk is open.
  CHECK(told(R"([{"chunk": 1, "label": "c1", "content": {"sequence": 1.0}}])",
             R"({"event_id": "$c1", "sequence": 2)" + rest) == "pass");
}

TEST_CASE("the order starts anew where the user wishes it") {
  TraceBuilder builder;
  builder.features({"seek", "pause"}).emit("S").act("play").emit("c1 c2 X(2)");
  builder.expect(R"({"heard": [1, 2]})");
  builder.sees({.state = "stopped", .live = "ended", .heard = {"c1", "c2"}});
  const Shown again = {.state = "stopped", .live = "ended", .heard = {"c1", "c2", "c1", "c2"}};
  SUBCASE("play after the end") { CHECK(found(builder.act("play").end().sees(again)) == "pass"); }
  SUBCASE("seek") {
    const Shown sought = {.state = "stopped", .live = "ended", .heard = {"c1", "c2", "@200", "c2"}};
    CHECK(found(builder.seek(200).end().sees(sought)) == "pass");
  }
  SUBCASE("play behind a seek, looked at once for both") {
    const Shown both = {
        .state = "stopped", .live = "ended", .heard = {"c1", "c2", "@200", "c2", "c1", "c2"}};
    CHECK(found(builder.seek(200).act("play").end().sees(both)) == "pass");
  }
  SUBCASE("a seek is one new start") {
    const Shown twice = {
        .state = "stopped", .live = "ended", .heard = {"c1", "c2", "@200", "c2", "c1", "c2"}};
    CHECK(found(builder.seek(200).end().sees(twice)) ==
          "fail client heard.order must order @5; fail client heard.repeat robust once @5");
  }
  SUBCASE("a pause and a resume go on where they were") {
    builder.act("pause").act("resume").end().sees(again);
    CHECK(found(builder) == "fail client heard.repeat robust once @6");
  }
  SUBCASE("play after a pause goes on where it was") {
    builder.act("pause").act("play").end().sees(again);
    CHECK(found(builder) == "fail client heard.repeat robust once @6");
  }
  SUBCASE("one wish, one new start") {
    builder.act("play").end();
    builder.sees({.state = "stopped", .live = "ended", .heard = {"c1", "c2", "c1", "c2", "c1"}});
    CHECK(found(builder) == "fail client heard.repeat robust once @5");
  }
  SUBCASE("no wish, no new start") {
    CHECK(found(builder.end().sees(again)) == "fail client heard.repeat robust once @4");
  }
}

TEST_CASE("each broadcast has an order of its own") {
  TraceBuilder builder;
  builder.emit("S B:S2").act("play").act("play", "S2").emit("c1 c2 B:c1@S2 B:c2@S2").end();
  builder.sees_all({{.heard = {"c1", "c2"}}, {.broadcast = "S2", .heard = {"B:c2@S2", "B:c1@S2"}}});
  CHECK(found(builder) == "fail client heard.order must order @4");
  CHECK(builder.verdict().worst.got == "1 (B:c1@S2) sounded after 2 (B:c2@S2) of S2");
}

}  // namespace

std::vector<Exhibit> heard_exhibits() {
  const auto exhibit = [](const Code& code, const std::string& found, const std::string& emit,
                          const Heard& bad, const Heard& good) {
    return Exhibit{code, found, listening(emit, bad).trace(), listening(emit, good).trace()};
  };
  return {
      exhibit(code::heard_order, "fail client heard.order must order gap_late @3", "c2 c1",
              {"c2", "c1"}, {"c1", "c2"}),
      exhibit(code::heard_repeat, "fail client heard.repeat robust once @3", "c1 c2", {"c1", "c1"},
              {"c1", "c2"}),
      exhibit(code::heard_foreign, "fail client heard.foreign robust foreign @3", "c1 B:c2",
              {"c1", "B:c2"}, {"c1"}),
      // Its second chunk is one of a broadcast c9 that never was.
      exhibit(code::heard_unknown, "fail client heard.unknown must identity @3",
              R"(["c1", {"chunk": 2, "label": "c2", "content": {"m.relates_to":
                  {"rel_type": "m.reference", "event_id": "$c9"}}}])",
              {"c1", "c9"}, {"c1"}),
      // The last one may still sound.
      exhibit(code::heard_cut, "fail client heard.cut must order @3", "c1 c2", {"c1~", "c2"},
              {"c1", "c2~"}),
      exhibit(code::heard_hole, "fail client heard.hole must order @3", "c1 c2 c3", {"c1", "c3"},
              {"c1", "c2", "c3"}),
  };
}

}  // namespace deadair::judge
