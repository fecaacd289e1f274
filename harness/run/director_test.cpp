// Scenario words become room events.
#include "harness/run/director.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "harness/run/quiet_scene.h"

namespace deadair::run {
namespace {

using json::Value;
using msc3888::Dialect;
using scenario::EventKind;
using scenario::EventSpec;

EventSpec info(std::string label, std::string state) {
  EventSpec spec;
  spec.kind = EventKind::info;
  spec.label = std::move(label);
  spec.state = std::move(state);
  if (spec.state == "started") spec.broadcast = spec.label;
  return spec;
}

EventSpec chunk(std::int64_t sequence) {
  EventSpec spec;
  spec.label = "c" + std::to_string(sequence);
  spec.number = sequence;
  return spec;
}

struct Stage {
  QuietScene scene;
  Director director;
  explicit Stage(Dialect dialect = Dialect::stable) : director(scene, dialect, Random(7)) {}
  Error error(const EventSpec& spec) {
    const Result<std::vector<RoomEvent>> events = director.stage_batch({spec});
    REQUIRE_FALSE(events.ok());
    return events.error();
  }
  Value event(const EventSpec& spec) {
    Result<std::vector<RoomEvent>> events = director.stage_batch({spec});
    REQUIRE(events.ok());
    REQUIRE(events->size() == 1);
    return events->front().event;
  }
};

TEST_CASE("a started event says its device and nothing of a relation") {
  Stage stage;
  const Value event = stage.event(info("S", "started"));
  CHECK(event.string_at("type") == "m.voice_broadcast_info");
  CHECK(event.string_at("state_key") == "@caster:deadair.test");
  CHECK(event.integer_at("origin_server_ts", 0) == 6000);
  CHECK(json::write(*event.find("content")) == R"({"device_id":"CASTERDEV","state":"started"})");
}

TEST_CASE("a later info event refers to the started one") {
  Stage stage;
  EventSpec spec = info("P1", "paused");
  spec.number = 3;
  const Value event = stage.event(spec);
  CHECK(event.find({"content", "m.relates_to", "event_id"})->as_string() ==
        stage.director.id_of("S"));
  CHECK(event.find({"content", "last_chunk_sequence"})->as_integer() == 3);
}

TEST_CASE("a chunk has its dialect's shape") {
  Stage stable;
  CHECK(stable.event(chunk(2)).find({"content", "sequence"})->as_integer() == 2);
  CHECK(stable.event(chunk(2)).find({"content", "m.text"}) == nullptr);
  CHECK(stable.event(chunk(1)).find({"content", "m.text"}) != nullptr);
  Stage element(Dialect::element);
  const Value event = element.event(chunk(2));
  CHECK(event.string_at("type") == "m.room.message");
  CHECK(event.find({"content", "io.element.voice_broadcast_chunk", "sequence"})->as_integer() == 2);
  CHECK(event.find({"content", "sequence"}) == nullptr);
}

TEST_CASE("the same label has the same ID, another label another") {
  const Stage one;
  const Stage other;
  CHECK(one.director.id_of("c1") == other.director.id_of("c1"));
  CHECK(one.director.id_of("c1") != one.director.id_of("c2"));
  CHECK(one.director.id_of("c1").size() == 44);
}

TEST_CASE("members are laid over, taken out, and named") {
  Stage stage;
  EventSpec spec = chunk(2);
  spec.content = json::read(R"({"info":{"duration":-1},"note":"${S2} by @{B}"})").value();
  spec.absent = {"content.m.relates_to.rel_type", "origin_server_ts"};
  spec.event = json::read(R"({"sender":"@{B}"})").value();
  const Value event = stage.event(spec);
  CHECK(event.find({"content", "info", "duration"})->as_integer() == -1);
  CHECK(event.find({"content", "info", "mimetype"})->as_string() == "audio/ogg");
  CHECK(event.find({"content", "note"})->as_string() ==
        stage.director.id_of("S2") + " by @stranger:deadair.test");
  CHECK(event.find({"content", "m.relates_to", "rel_type"}) == nullptr);
  CHECK(event.find({"content", "m.relates_to", "event_id"}) != nullptr);
  CHECK(event.find("origin_server_ts") == nullptr);
  CHECK(event.string_at("sender") == "@stranger:deadair.test");
}

TEST_CASE("content that stands in `event` is all the content there is") {
  Stage stage;
  EventSpec spec = chunk(2);
  spec.event = json::read(R"({"content":{},"unsigned":{"a":1}})").value();
  CHECK(json::write(*stage.event(spec).find("content")) == "{}");
  spec.event = json::read(R"({"content":{"body":"@{B}"}})").value();
  CHECK(json::write(*stage.event(spec).find("content")) == R"({"body":"@stranger:deadair.test"})");
  spec.absent = {"content.body"};
  CHECK(json::write(*stage.event(spec).find("content")) == "{}");
}

TEST_CASE("what is laid over or taken out goes by the proposal's names in every dialect") {
  Stage stage(Dialect::element);
  EventSpec spec = chunk(2);
  spec.content = json::read(R"({"sequence":"2"})").value();
  CHECK(stage.event(spec)
            .find({"content", "io.element.voice_broadcast_chunk", "sequence"})
            ->as_string() == "2");
  spec.content = Value();
  spec.absent = {"content.sequence"};
  CHECK(stage.event(spec).find({"content", "io.element.voice_broadcast_chunk", "sequence"}) ==
        nullptr);
}

TEST_CASE("what is taken out has to be there") {
  Stage stage;
  EventSpec spec = chunk(2);
  for (const char* path : {"content.body", "contents", "content.info.size.x", "redacts"}) {
    spec.absent = {path};
    CHECK(stage.error(spec).code == "scenario.step");
    CHECK(stage.error(spec).message.find(path) != std::string::npos);
  }
}

TEST_CASE("a start refers to another broadcast where it names one") {
  Stage stage;
  EventSpec spec = info("U1", "started");
  spec.broadcast = "S";
  CHECK(stage.event(spec).find({"content", "m.relates_to", "event_id"})->as_string() ==
        stage.director.id_of("S"));
}

TEST_CASE("a time may be said by another event's") {
  Stage stage;
  stage.event(info("S", "started"));
  EventSpec spec = info("X1", "stopped");
  spec.event = json::read(R"({"origin_server_ts":"S-10"})").value();
  CHECK(stage.event(spec).integer_at("origin_server_ts", 0) == 5990);
  spec.event = json::read(R"({"origin_server_ts":"S"})").value();
  CHECK(stage.event(spec).integer_at("origin_server_ts", 0) == 6000);
  for (const char* odd : {"soon", "S+", "S+5x", "S + 5", "S2+5", "S+9007199254740992"}) {
    CAPTURE(odd);
    spec.event.set("origin_server_ts", odd);
    CHECK(stage.error(spec).code == "scenario.label");
  }
  // A label may hold what looks like a sum, and a time be as far away as it likes.
  EventSpec odd = info("a-1", "paused");
  odd.event = json::read(R"({"origin_server_ts":9223372036854775807})").value();
  stage.event(odd);
  spec.event.set("origin_server_ts", "a-1+9007199254740991");
  CHECK(stage.event(spec).integer_at("origin_server_ts", 0) == 18014398509481982);
}

TEST_CASE("a redaction names its target at both places") {
  Stage stage;
  EventSpec spec;
  spec.kind = EventKind::redaction;
  spec.label = "red1";
  spec.target = "c1";
  const Value event = stage.event(spec);
  CHECK(event.string_at("redacts") == stage.director.id_of("c1"));
  CHECK(event.find({"content", "redacts"})->as_string() == stage.director.id_of("c1"));
}

TEST_CASE("media that cannot be made is an error") {
  Stage stage;
  EventSpec spec = chunk(1);
  spec.duration_ms = 0;
  CHECK(stage.director.stage_batch({spec}).error().code == "media.duration");
}

}  // namespace
}  // namespace deadair::run
