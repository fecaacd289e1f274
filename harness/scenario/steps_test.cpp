// Steps, events written long and expectations, read one at a time.
#include "harness/scenario/steps.h"

#include <doctest/doctest.h>

#include "harness/scenario/events.h"
#include "harness/scenario/raw_text.h"

namespace deadair::scenario {
namespace {

Result<Step> step_of(std::string_view text) {
  Labels labels;
  const Source source{"file.json", text};
  return read_step(source, json::read(text).value(), labels, "order");
}

EventSpec event_of(std::string_view text) {
  const Result<Step> step = step_of("{\"emit\":[" + std::string(text) + "]}");
  REQUIRE_MESSAGE(step.ok(), (step.ok() ? "" : step.error().message));
  return step->batches.front().front();
}

TEST_CASE("each verb is read") {
  CHECK(step_of(R"({"open":true})")->kind == StepKind::open);
  CHECK(step_of(R"({"emit":"S c1","via":"gap"})")->via == Via::gap);
  CHECK(step_of(R"({"act":"play"})")->label == "S");
  CHECK(step_of(R"({"act":"seek","broadcast":"S2","position_ms":400})")->position_ms == 400);
  CHECK(step_of(R"({"advance":100})")->ms == 100);
  CHECK(step_of(R"({"restart":"wiped"})")->verb == "wiped");
  CHECK(step_of(R"({"session":"kicked"})")->verb == "kicked");
  CHECK(step_of(R"({"fault":"status","status":500,"on":"media","of":"c1"})")->label == "c1");
  CHECK(step_of(R"({"release":true})")->kind == StepKind::release);
  CHECK(step_of(R"({"redeliver":"c2","via":"sync"})")->label == "c2");
  const Result<Step> expect = step_of(R"({"expect":{"heard":[1,"c2'"],"level":"robust"}})");
  REQUIRE(expect.ok());
  CHECK(expect->expect.front().clause == "order");
  CHECK(expect->expect.front().level == msc3888::Level::robust);
  CHECK(expect->source == json::read(R"({"expect":{"heard":[1,"c2'"],"level":"robust"}})").value());
}

TEST_CASE("words of an array share a batch until a bar") {
  const Result<Step> step =
      step_of(R"({"emit":["S", {"chunk":1}, "c2 | c3", "|", {"message":"a"}]})");
  REQUIRE(step.ok());
  REQUIRE(step->batches.size() == 3);
  CHECK(step->batches[0].size() == 3);
  CHECK(step->batches[1].front().label == "c3");
  CHECK(step->batches[2].front().kind == EventKind::message);
}

TEST_CASE("what is not a step is refused, and the message tells what is") {
  struct Row {
    std::string name, text, code, part;
  };
  const Row rows[] = {
      {"no verb", R"({"via":"sync"})", "scenario.step", "exactly one of: open, emit"},
      {"two verbs", R"({"settle":true,"open":true})", "scenario.step", "exactly one of"},
      {"not an object", R"([])", "scenario.step", "a step is an object"},
      {"settle false", R"({"settle":false})", "scenario.step", "expected true"},
      {"a foreign option", R"({"settle":true,"via":"sync"})", "scenario.step", "does not belong"},
      {"an event again, in no sync", R"({"redeliver":"c1","via":"unsynced"})", "scenario.step",
       "comes by a sync"},
      {"a logout of a broadcast", R"({"act":"logout","broadcast":"S"})", "scenario.step",
       "no broadcast"},
      {"content twice", R"({"emit":[{"chunk":1,"content":{},"event":{"content":{}}}]})",
       "scenario.step", "not in both"},
      {"a hash of what is not encrypted", R"({"emit":[{"chunk":1,"media":{"is":"wrong_hash"}}]})",
       "scenario.step", "encrypted"},
      {"media cut at no place", R"({"emit":[{"chunk":1,"media":{"is":"cut","at":"10"}}]})",
       "scenario.step", "an integer"},
      {"media with a foreign member", R"({"emit":[{"chunk":1,"media":{"is":"empty","at":1}}]})",
       "scenario.step", "does not belong"},
      {"an unknown via", R"({"emit":"S","via":"post"})", "scenario.step", "sync, state, gap"},
      {"an unknown act", R"({"act":"dance"})", "scenario.step", "play, pause"},
      {"a seek to nowhere", R"({"act":"seek"})", "scenario.step", "position_ms"},
      {"a play with a position", R"({"act":"play","position_ms":1})", "scenario.step",
       "position_ms"},
      {"a negative advance", R"({"advance":-1})", "scenario.step", "milliseconds"},
      {"an unknown fault", R"({"fault":"rain"})", "scenario.step", "known are hold"},
      {"a fault's foreign option", R"({"fault":"hold","limit":3})", "scenario.step",
       "no option of hold"},
      {"a hold of anything but a sync", R"({"fault":"hold","on":"media"})", "scenario.step",
       "retry_after_ms"},
      {"a fault that ends the session",
       R"({"fault":"status","status":401,"errcode":"M_UNKNOWN_TOKEN","on":"sync"})",
       "scenario.step", "soft_logout"},
      {"a fault of no chunk", R"({"fault":"media.missing","of":""})", "scenario.step", "label"},
      {"all content by raw text, beside content of the event",
       R"({"emit":[{"chunk":1,"event":{"content":{"a":1}},"raw":{"content":"{}"}}]})",
       "scenario.step", "would be lost"},
      {"a wait of more than an hour", R"({"fault":"status","retry_after_ms":3600001})",
       "scenario.step", "from 0 to 3600000"},
      {"a fault on no route", R"({"fault":"hold","on":"mail"})", "scenario.step", "account, any"},
      {"a fault that never strikes", R"({"fault":"hold","times":0})", "scenario.step", "from 1 to"},
      {"no status", R"({"fault":"status","status":99})", "scenario.step", "from 200 to 599"},
      {"bad shorthand", R"({"emit":"S q"})", "scenario.shorthand", "no word"},
      {"an emit of nothing", R"({"emit":[]})", "scenario.shorthand", "without an event"},
      {"an emitted number", R"({"emit":[3]})", "scenario.step", "shorthand or an object"},
      {"an event of two kinds", R"({"emit":[{"chunk":1,"info":"paused"}]})", "scenario.step",
       "two of them"},
      {"an event of no kind", R"({"emit":[{"label":"a"}]})", "scenario.step", "has one of: chunk"},
      {"an unknown member", R"({"emit":[{"chunk":1,"seq":1}]})", "scenario.step",
       "known are: chunk, label"},
      {"a chunk without number", R"({"emit":[{"chunk":"1"}]})", "scenario.step", "its sequence"},
      {"an unknown membership", R"({"emit":[{"member":"hide"}]})", "scenario.step", "join, leave"},
      {"a label with blanks", R"({"emit":[{"chunk":1,"label":"a b"}]})", "scenario.step",
       "a label is a word"},
      {"a taken label", R"({"emit":["c1",{"chunk":1}]})", "scenario.label", "was emitted before"},
      {"an unknown media", R"({"emit":[{"chunk":1,"media":{"is":"loud"}}]})", "scenario.step",
       "garbage"},
      {"an endless chunk", R"({"emit":[{"chunk":1,"duration_ms":60001}]})", "scenario.step",
       "60000"},
      {"an unknown check", R"({"expect":{"hears":[1]}})", "scenario.expect",
       "known are: broadcast, level"},
      {"a check of another form", R"({"expect":{"heard":1}})", "scenario.expect",
       "sequences or labels"},
      {"an unknown player", R"({"expect":{"player":"off"}})", "scenario.expect", "idle, buffering"},
      {"a bound upside down", R"({"expect":{"duration_ms":{"from":2,"to":1}}})", "scenario.expect",
       "from"},
      {"an unknown route", R"({"expect":{"requests":{"mail":1}}})", "scenario.expect",
       "object of route"},
      {"an unnamed alternative", R"({"expect":{"live":{"any_of":[{"is":"live"}]}}})",
       "scenario.expect", "label"},
      {"an unknown level", R"({"expect":{"live":"live","level":"may"}})", "scenario.expect",
       "must, should"},
      {"an unknown clause", R"({"expect":{"live":"live","clause":"x"}})", "scenario.clause",
       "no clause"},
      {"nothing expected", R"({"expect":{"level":"must"}})", "scenario.expect",
       "nothing is expected"},
  };
  for (const Row& row : rows) {
    DOCTEST_SUBCASE(row.name.c_str()) {
      const Result<Step> step = step_of(row.text);
      REQUIRE_FALSE(step.ok());
      CHECK(step.error().code == row.code);
      CHECK(step.error().place.starts_with("file.json:1:"));
      CAPTURE(step.error().message);
      CHECK(step.error().message.find(row.part) != std::string::npos);
    }
  }
}

TEST_CASE("members of long events are taken over") {
  const EventSpec chunk = event_of(
      R"({"chunk":3,"sender":"B","broadcast":"S2","duration_ms":400,"encrypted":true,
          "content":{"sequence":"3"},"event":{"origin_server_ts":5},"absent":["content.info"],
          "media":{"is":"garbage"}})");
  CHECK(chunk.label == "B:c3@S2");
  CHECK(chunk.number == 3);
  CHECK(chunk.duration_ms == 400);
  CHECK(chunk.encrypted_file);
  CHECK(chunk.content.find("sequence")->as_string() == "3");
  CHECK(chunk.event.find("origin_server_ts")->as_integer() == 5);
  CHECK(chunk.absent == std::vector<std::string>{"content.info"});
  CHECK(chunk.media.string_at("is") == "garbage");
  const EventSpec info = event_of(R"({"info":"stopped","last_chunk_sequence":7})");
  CHECK(info.label == "X1");
  CHECK(info.number == 7);
  CHECK(event_of(R"({"info":"started","label":"S3"})").broadcast == "S3");
  CHECK(event_of(R"({"info":"running"})").label == "U1");
  CHECK(event_of(R"({"message":"hello"})").content.find("body")->as_string() == "hello");
  CHECK(event_of(R"({"member":"leave"})").content.find("membership")->as_string() == "leave");
  CHECK(event_of(R"({"redact":"c1","label":"gone"})").target == "c1");
}

TEST_CASE("raw text is laid over where its path says") {
  const EventSpec event = event_of(
      R"({"chunk":1,"raw":{"content.sequence":"1e2","content.m.relates_to.event_id":"7","origin_server_ts":"-0"}})");
  CHECK(event.content.find("sequence")->kind() == json::Kind::raw);
  CHECK(event.content.find({"m.relates_to", "event_id"})->text() == "7");
  CHECK(event.event.find("origin_server_ts")->text() == "-0");
  CHECK(event_of(R"({"chunk":1,"raw":{"content":"[]"}})").event.find("content")->text() == "[]");
  const EventSpec whole =
      event_of(R"({"chunk":1,"event":{"content":{"a":1}},"raw":{"content.b":"-0"}})");
  CHECK(whole.content.is_null());
  CHECK(whole.event.find({"content", "b"})->text() == "-0");
}

TEST_CASE("raw text is put together from pieces") {
  const EventSpec event = event_of(
      R"({"chunk":1,"raw":{"content.a":["\"",{"repeat":"ab","times":3},{"bytes":"C3 28ff"},"\""]}})");
  CHECK(event.content.find("a")->text() == "\"ababab\xc3\x28\xff\"");
  const std::string long_text = '"' + std::string(raw_bytes_max + 1, '7') + '"';
  for (const std::string_view pieces :
       {R"([7])", R"([{"repeat":"a"}])", R"([{"repeat":"","times":1}])", R"([{"bytes":"c"}])",
        R"([{"bytes":"xy"}])", R"([{"repeat":"ab","times":300000}])", R"({"repeat":"a","times":1})",
        R"([{"repeat":"a","times":500000},{"repeat":"a","times":500000}])", long_text.c_str()}) {
    const std::string text =
        R"({"emit":[{"chunk":1,"raw":{"content.a":)" + std::string(pieces) + "}}]}";
    const Result<Step> step = step_of(text);
    REQUIRE_FALSE(step.ok());
    CHECK_MESSAGE(step.error().code == "scenario.step", pieces);
  }
}

TEST_CASE("raw text to which no path leads is refused") {
  struct Row {
    std::string_view members, cause;
  };
  const Row rows[] = {
      {R"("raw":{"content.a":"}"})", "no JSON value"},
      {R"("raw":{"content.a":[]})", "no JSON value"},
      {R"("raw":{"content.a":"1,2"})", "no JSON value"},
      {R"("raw":{"content..a":"1"})", "\"content..a\" is no path of keys"},
      {R"("content":{"a":1},"raw":{"content.a.b":"1"})", "leads through what is no object"},
      {R"("event":{"content":[]},"raw":{"content.a":"1"})", "leads through what is no object"},
      {R"("raw":{"content":"{}","content.a":"1"})", "would be lost"},
      {R"("raw":{"content.a":"1","content":"{}"})", "would be lost"},
      {R"("content":{"a":1},"raw":{"content":"{}"})", "would be lost"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.members);
    const Result<Step> step = step_of(R"({"emit":[{"chunk":1,)" + std::string(row.members) + "}]}");
    REQUIRE_FALSE(step.ok());
    CHECK(step.error().code == "scenario.step");
    CHECK(step.error().message.find(row.cause) != std::string::npos);
  }
}

TEST_CASE("paths keep the dots of known keys") {
  using Keys = std::vector<std::string>;
  CHECK(split_path("content.sequence") == Keys{"content", "sequence"});
  CHECK(split_path("content.m.relates_to.event_id") == Keys{"content", "m.relates_to", "event_id"});
  CHECK(split_path("content.m.relates_to") == Keys{"content", "m.relates_to"});
  CHECK(split_path("state_key") == Keys{"state_key"});
  CHECK(split_path("") == Keys{""});
}

}  // namespace
}  // namespace deadair::scenario
