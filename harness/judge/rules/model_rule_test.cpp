// Where a client has settled, what it shows is what the model allows.
#include <doctest/doctest.h>

#include <string>

#include "harness/judge/rules/exhibits.h"
#include "harness/judge/rules/rules.h"
#include "harness/judge/trace_builder.h"

namespace deadair::judge {
namespace {

struct Row {
  std::string name, emit, state, live, found;
};

// What a client shows once it has settled with what was emitted.
TraceBuilder showing(const std::string& emit, const Shown& shown) {
  TraceBuilder builder;
  builder.emit(emit).end().sees(shown);
  return builder;
}

void check_rows(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    DOCTEST_SUBCASE(row.name.c_str()) {
      CHECK(found(showing(row.emit, {.state = row.state, .live = row.live})) == row.found);
    }
  }
}

TEST_CASE("a settled client shows a state that the events allow") {
  check_rows({
      {"live", "S", "started", "live", "pass"},
      {"noticed by half", "S P", "paused", "live", "fail client live.model robust newest @1"},
      {"terminal: stays", "S X R", "stopped", "ended", "pass"},
      {"terminal: follows", "S X R", "resumed", "live", "pass"},
      {"terminal: both at once", "S X R", "stopped", "live",
       "fail client live.model must transitions @1"},
      {"a stranger's pause", "S B:P", "paused", "paused",
       "fail client state.model robust foreign @1"},
      {"redacted and live", "S red(S)", "started", "live",
       "fail client live.model robust redacted @1"},
      {"redacted and ended", "S red(S)", "stopped", "ended", "pass"},
  });
}

TEST_CASE("a client that has not settled may lag behind") {
  TraceBuilder builder;
  builder.emit("S P").end();
  builder.calls("act", R"({"verb": "play", "broadcast": "$S"})").answers();
  builder.sees({.state = "started", .live = "live"});
  CHECK(found(builder) == "pass");
}

TEST_CASE("what comes only as the room's state must be known, what is in no sync need not") {
  const Shown lagging = {.state = "started", .live = "live"};
  const Shown paused = {.state = "paused", .live = "paused"};
  CHECK(found(TraceBuilder().emit("S").emit("P", "state").end().sees(lagging)) ==
        "fail client state.model robust newest @2");
  CHECK(found(TraceBuilder().emit("S").emit("P", "state").end().sees(paused)) == "pass");
  CHECK(found(TraceBuilder().emit("S").emit("P", "gap").end().sees(lagging)) ==
        "fail client state.model robust newest @2");
  CHECK(found(TraceBuilder().emit("S").emit("P", "unsynced").end().sees(lagging)) == "pass");
  CHECK(found(TraceBuilder().emit("S").emit("P", "unsynced").end().sees(paused)) == "pass");
}

TEST_CASE("what happened while the client was out of the room or logged out need not be known") {
  const Shown lagging = {.state = "started", .live = "live"};
  const Shown paused = {.state = "paused", .live = "paused"};
  const std::string leave = R"([{"member": "leave", "sender": "L"}])";
  const std::string join =
      R"([{"member": "join", "sender": "L", "content": {"membership": "join"}}])";
  const auto out = [&] { return TraceBuilder().emit("S").emit(leave).emit("P"); };
  CHECK(found(out().end().sees(lagging)) == "pass");
  CHECK(found(out().end().sees(paused)) == "pass");
  CHECK(found(out().emit(join).end().sees(lagging)) == "fail client state.model robust newest @4");
  CHECK(found(out().emit(join).emit("c1").emit("R").end().sees(paused)) ==
        "fail client state.model robust newest @6");
  // A redaction of that time has reached who is in the room again.
  const Shown holds_it = {.chunks = {"c1"}};
  const auto redacted = [&] { return TraceBuilder().emit("S c1").emit(leave).emit("red(c1)"); };
  CHECK(found(redacted().end().sees(holds_it)) == "pass");
  CHECK(found(redacted().emit(join).end().sees(holds_it)) ==
        "fail client chunks.model robust redacted @4");
  // In one answer with its leaving.
  const std::string both = R"(["P", {"member": "leave", "sender": "L"}])";
  CHECK(found(TraceBuilder().emit("S").emit(both).end().sees(lagging)) == "pass");
  const auto logged_out = [&] { return TraceBuilder().emit("S").session("soft_logout").emit("P"); };
  CHECK(found(logged_out().end().sees(lagging)) == "pass");
  // The session that ends may answer once more.
  CHECK(found(logged_out().end().loads("sync").sees(lagging)) == "pass");
  CHECK(found(logged_out().end().exchange("login").loads("sync").sees(lagging)) ==
        "fail client state.model robust newest @3");
}

TEST_CASE("only broadcasts that were started in the room are shown") {
  const std::string invented = "fail client state.model must identity @1";
  CHECK(found(TraceBuilder().emit("S P").end().sees_all({{.broadcast = "P1"}})) == invented);
  CHECK(found(TraceBuilder().emit("S").end().sees_all({})) == "pass");
}

TEST_CASE("a broadcast that is gone is not judged by what it would show") {
  TraceBuilder builder;
  builder.emit("S red(S)").end().sees({.gone = true});
  CHECK(found(builder) == "pass");
}

TEST_CASE("two users' broadcasts are judged apart") {
  TraceBuilder builder;
  builder.emit("S B:S2 P").end();
  builder.sees_all({{.state = "paused", .live = "paused"},
                    {.broadcast = "S2", .state = "paused", .live = "paused"}});
  CHECK(found(builder) == "fail client state.model robust newest @1");
  CHECK(builder.verdict().worst.expected == "S2 in state started");
}

TEST_CASE("no chunk is held that is not part of the broadcast") {
  struct ChunkRow {
    std::string name, emit;
    std::vector<std::string> chunks;
    std::string found;
  };
  const ChunkRow rows[] = {
      {"odd: open",
       R"(["S", {"chunk": 1, "label": "c1", "absent": ["content.info"]}])",
       {"c1"},
       "pass"},
      {"malformed",
       R"(["S", {"chunk": 1, "label": "c1", "content": {"sequence": 0}}])",
       {"c1"},
       "fail client chunks.model robust malformed @1"},
      {"another broadcast's", "S S2 c1@S2", {"c1@S2"}, "fail client chunks.model must identity @1"},
      {"redacted", "S c1 red(c1)", {"c1"}, "fail client chunks.model robust redacted @1"},
      {"no chunk at all", "S P", {"P1"}, "fail client chunks.model must identity @1"},
  };
  for (const ChunkRow& row : rows) {
    DOCTEST_SUBCASE(row.name.c_str()) {
      Shown shown;
      shown.chunks = row.chunks;
      if (row.emit.find("S2") != std::string::npos) shown.live = "ended";
      if (row.emit == "S P") {
        shown.state = "paused";
        shown.live = "paused";
      }
      CHECK(found(showing(row.emit, shown)) == row.found);
    }
  }
}

TEST_CASE("what is held and told is what the events have") {
  const auto told = [](const std::string& more) { return found(showing("S c1", {.more = more})); };
  CHECK(told(R"({"sender": "@caster:deadair.test"})") == "pass");
  CHECK(told(R"({"sender": "@mallory:evil.example"})") ==
        "fail client sender.model must identity @1");
  CHECK(told(R"({"chunks": [{"event_id": "$c1", "sequence": 1, "duration_ms": 0}]})") == "pass");
  CHECK(told(R"({"chunks": [{"event_id": "$c1", "sequence": 7}]})") ==
        "fail client sequence.model must order @1");
  CHECK(told(R"({"chunks": [{"event_id": "$c1"}, {"event_id": "$c1"}]})") ==
        "fail client chunks.model robust once @1");
  CHECK(told(R"({"chunks": [{"event_id": "$c1", "duration_ms": -1}]})") ==
        "fail client time.model robust malformed @1");
}

TEST_CASE("no position and no duration is below zero") {
  const auto told = [](const std::string& more) {
    TraceBuilder builder;
    builder.reports({"position", "duration"}).emit("S").end();
    return found(builder.sees({.more = more}));
  };
  CHECK(told(R"({"position_ms": 0, "duration_ms": 0})") == "pass");
  CHECK(told(R"({"position_ms": -1, "duration_ms": 0})") ==
        "fail client time.model robust controls @1");
  CHECK(told(R"({"position_ms": 0, "duration_ms": -1})") ==
        "fail client time.model robust malformed @1");
}

TEST_CASE("who started a broadcast is open where its state key is another user's") {
  const std::string emit =
      R"([{"info": "started", "label": "S", "event": {"state_key": "@other:deadair.test"}}])";
  const auto told = [&](const std::string& sender) {
    return found(showing(emit, {.more = R"({"sender": ")" + sender + "\"}"}));
  };
  CHECK(told("@caster:deadair.test") == "pass");
  CHECK(told("@other:deadair.test") == "pass");
  CHECK(told("@mallory:evil.example") == "fail client sender.model must identity @1");
}

TEST_CASE("what shows a broadcast is the only entry of its event") {
  const auto showing = [](const std::string& tiles) {
    TraceBuilder builder;
    builder.reports({"tiles"}).emit("S").end();
    return found(builder.sees_all({{}}, R"({"tiles": [)" + tiles + "]}"));
  };
  const std::string tile = R"({"event_id": "$S", "kind": "broadcast"})";
  const std::string text = R"({"event_id": "$S", "kind": "text"})";
  const std::string twice = "fail client tiles.model robust shown_once @1";
  CHECK(showing(tile) == "pass");
  CHECK(showing(tile + "," + tile) == twice);
  CHECK(showing(text + "," + tile) == twice);
  CHECK(showing(text + "," + text) == "pass");
}

TEST_CASE("an event of a broadcast notifies once, but for a restart") {
  const auto notified = [](TraceBuilder builder, const std::string& ids) {
    return found(builder.end().sees_all({{}}, R"({"notifications": [)" + ids + "]}"));
  };
  TraceBuilder builder;
  builder.reports({"notifications"}).features({"restart"});
  builder.emit(R"(["S", "c1", {"message": "m", "sender": "B"}])");
  CHECK(notified(builder, R"("$S", "$c1", "$m")") == "pass");
  CHECK(notified(builder, R"("$m", "$m")") == "pass");
  CHECK(notified(builder, R"("$S", "$S")") == "fail client notified.model robust shown_once @1");
  CHECK(notified(builder, R"("$c1", "$c1")") == "fail client notified.model robust shown_once @1");
  CHECK(notified(builder.restart(), R"("$S", "$S")") == "pass");
}

TEST_CASE("after a restart or in history a redaction has been applied") {
  TraceBuilder builder;
  builder.history("S c1 red(c1)").open().end().sees({.chunks = {"c1"}});
  CHECK(found(builder) == "fail client chunks.model robust redacted @2");
}

TEST_CASE("what was in the room before the log-in only as state counts") {
  TraceBuilder builder;
  builder.history("S P").open().end().sees({.state = "started", .live = "live"});
  CHECK(found(builder) == "fail client state.model robust newest @2");
}

}  // namespace

std::vector<Exhibit> model_exhibits() {
  const auto tiles = [](const std::string& list) {
    TraceBuilder builder;
    builder.reports({"tiles"}).emit("S").end();
    return builder.sees_all({{}}, R"({"tiles": )" + list + "}").trace();
  };
  const auto notified = [](const std::string& list) {
    TraceBuilder builder;
    builder.reports({"notifications"}).emit("S").end();
    return builder.sees_all({{}}, R"({"notifications": )" + list + "}").trace();
  };
  const auto exhibit = [](const Code& code, const std::string& found, const std::string& emit,
                          const Shown& bad, const Shown& good) {
    return Exhibit{code, found, showing(emit, bad).trace(), showing(emit, good).trace()};
  };
  return {
      exhibit(code::state_model, "fail client state.model robust newest @1", "S P",
              {.state = "started", .live = "live"}, {.state = "paused", .live = "paused"}),
      exhibit(code::live_model, "fail client live.model robust newest @1", "S X",
              {.state = "stopped", .live = "live"}, {.state = "stopped", .live = "ended"}),
      exhibit(code::chunks_model, "fail client chunks.model robust foreign @1", "S c1 B:c2 c2",
              {.chunks = {"c1", "B:c2"}}, {.chunks = {"c1", "c2"}}),
      exhibit(code::sequence_model, "fail client sequence.model must order @1", "S c1",
              {.more = R"({"chunks": [{"event_id": "$c1", "sequence": 2}]})"},
              {.more = R"({"chunks": [{"event_id": "$c1", "sequence": 1}]})"}),
      exhibit(code::sender_model, "fail client sender.model must identity @1", "S",
              {.more = R"({"sender": "@b:deadair.test"})"},
              {.more = R"({"sender": "@caster:deadair.test"})"}),
      exhibit(code::time_model, "fail client time.model robust malformed @1", "S c1",
              {.more = R"({"chunks": [{"event_id": "$c1", "duration_ms": -1}]})"},
              {.more = R"({"chunks": [{"event_id": "$c1", "duration_ms": 1}]})"}),
      Exhibit{code::tiles_model, "fail client tiles.model robust shown_once @1",
              tiles(R"([{"event_id": "$S", "kind": "broadcast"},
                        {"event_id": "$S", "kind": "broadcast"}])"),
              tiles(R"([{"event_id": "$S", "kind": "broadcast"}])")},
      Exhibit{code::notified_model, "fail client notified.model robust shown_once @1",
              notified(R"(["$S", "$S"])"), notified(R"(["$S"])")},
  };
}

}  // namespace deadair::judge
