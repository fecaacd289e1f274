// Well-formed events: the proposal's examples, what the shipped clients send, and every value there
// and back.
#include "harness/msc3888/event.h"

#include <doctest/doctest.h>

#include <limits>
#include <string>
#include <vector>

namespace deadair::msc3888 {
namespace {

InfoEvent info_of(const std::string& text) {
  const Result<json::Value> read = read_event(text);
  REQUIRE_MESSAGE(read.ok(), read.error().text());
  Result<InfoEvent> event = decode_info(*read);
  REQUIRE_MESSAGE(event.ok(), event.error().text());
  return std::move(event).value();
}

ChunkEvent chunk_of(const std::string& text) {
  const Result<json::Value> read = read_event(text);
  REQUIRE_MESSAGE(read.ok(), read.error().text());
  Result<ChunkEvent> event = decode_chunk(*read);
  REQUIRE_MESSAGE(event.ok(), event.error().text());
  return std::move(event).value();
}

const Relation to_start = {"m.reference", "$voice_broadcast_info_started_event_id"};

// ---- The proposal's examples

TEST_CASE("the proposal's started event decodes") {
  const InfoEvent event = info_of(R"({
    "type": "m.voice_broadcast_info", "state_key": "@martin:example.com",
    "content": {"device_id": "ABCDEFG", "state": "started"},
    "…": "other state event fields"})");
  InfoEvent expected;
  expected.state_key = "@martin:example.com";
  expected.state = "started";
  expected.device_id = "ABCDEFG";
  CHECK(event == expected);
  CHECK(event.known() == State::started);
}

TEST_CASE("the proposal's paused event decodes") {
  const InfoEvent event = info_of(R"({
    "type": "m.voice_broadcast_info", "state_key": "@martin:example.com",
    "content": {"device_id": "ABCDEFG", "state": "paused", "last_chunk_sequence": 5,
      "m.relates_to": {"rel_type": "m.reference",
                       "event_id": "$voice_broadcast_info_started_event_id"}},
    "…": "other state event fields"})");
  CHECK(event.known() == State::paused);
  CHECK(event.device_id == "ABCDEFG");
  CHECK(event.last_chunk_sequence == 5);
  CHECK(event.relates_to == to_start);
}

TEST_CASE("the proposal's first and later chunk decode") {
  const std::string head = R"({"type": "m.voice_broadcast_chunk", "content": {)";
  const std::string tail = R"("m.relates_to": {"rel_type": "m.reference",
      "event_id": "$voice_broadcast_info_started_event_id"},
    "info": {"duration": 2140786, "mimetype": "audio/mpeg", "size": 1563685},
    "url": "mxc://example.org/ffed755USFFxlgbQYZGtryd", "sequence": )";
  ChunkEvent expected;
  expected.relates_to = to_start;
  expected.info = AudioInfo{2140786, "audio/mpeg", 1563685};
  expected.url = "mxc://example.org/ffed755USFFxlgbQYZGtryd";
  expected.sequence = 23;
  CHECK(chunk_of(head + tail + "23}}") == expected);

  expected.sequence = 1;
  expected.text = "Alice has started a voice broadcast.";
  CHECK(chunk_of(head + R"("m.text": [{"body": "Alice has started a voice broadcast."}],)" + tail +
                 "1}}") == expected);
}

// ---- What the shipped clients send

struct InfoRow {
  std::string name;
  std::string content;
  InfoEvent expected;
};

TEST_CASE("info events of the shipped clients decode") {
  const std::string relation = R"("m.relates_to":{"rel_type":"m.reference","event_id":"$S"})";
  const Relation to_s = {"m.reference", "$S"};
  const std::vector<InfoRow> rows = {
      {"started, browser and iOS",
       R"({"device_id":"DEV1","state":"started","chunk_length":120})",
       {{}, "@b:hs.test", "started", "DEV1", std::nullopt, std::nullopt}},
      {"started, Android",
       R"({"body":"","device_id":"DEV1","state":"started","chunk_length":120})",
       {{}, "@b:hs.test", "started", "DEV1", std::nullopt, std::nullopt}},
      {"paused, browser and iOS",
       R"({"device_id":"DEV1","state":"paused","last_chunk_sequence":5,)" + relation + "}",
       {{}, "@b:hs.test", "paused", "DEV1", to_s, 5}},
      {"paused, Android",
       R"({"body":"","state":"paused","last_chunk_sequence":5,)" + relation + "}",
       {{}, "@b:hs.test", "paused", std::nullopt, to_s, 5}},
      {"resumed, Android",
       R"({"body":"","state":"resumed",)" + relation + "}",
       {{}, "@b:hs.test", "resumed", std::nullopt, to_s, std::nullopt}},
      {"stopped without a chunk, browser",
       R"({"device_id":"DEV1","state":"stopped","last_chunk_sequence":0,)" + relation + "}",
       {{}, "@b:hs.test", "stopped", "DEV1", to_s, 0}},
      {"stopped after a reload, browser",
       R"({"device_id":"DEV1","state":"stopped",)" + relation + "}",
       {{}, "@b:hs.test", "stopped", "DEV1", to_s, std::nullopt}},
  };
  for (const InfoRow& row : rows) {
    DOCTEST_SUBCASE(row.name.c_str()) {
      CHECK(info_of(R"({"type":"io.element.voice_broadcast_info","state_key":"@b:hs.test",)"
                    R"("content":)" +
                    row.content + "}") == row.expected);
    }
  }
}

struct ChunkRow {
  std::string name;
  std::string members;  // of the content, beside relation and sequence
  AudioInfo info;
};

TEST_CASE("chunks of the shipped clients decode") {
  const std::vector<ChunkRow> rows = {
      {"browser",
       R"("body":"Voice message","info":{"duration":120000,"mimetype":"audio/ogg","size":360000},
          "org.matrix.msc1767.text":"Voice message","org.matrix.msc1767.file":{"size":360000},
          "org.matrix.msc1767.audio":{"duration":119000},"org.matrix.msc3245.voice":{})",
       {120000, "audio/ogg", 360000}},
      {"Android",
       R"("body":"Voice Broadcast Part (1).mp4","info":{"size":360000,"duration":119800},
          "org.matrix.msc1767.audio":{"duration":119800},"org.matrix.msc3245.voice":{})",
       {119800, std::nullopt, 360000}},
      {"iOS, duration in the extensible block alone",
       R"("body":"file_1a2b3c4.m4a","info":{"mimetype":"audio/mp4","size":1920000},
          "org.matrix.msc1767.text":"file_1a2b3c4.m4a",
          "org.matrix.msc1767.audio":{"duration":120000},"org.matrix.msc3245.voice":{})",
       {120000, "audio/mp4", 1920000}},
      {"no info at all",
       R"("org.matrix.msc1767.audio":{"duration":5})",
       {5, std::nullopt, std::nullopt}},
  };
  for (const ChunkRow& row : rows) {
    DOCTEST_SUBCASE(row.name.c_str()) {
      const ChunkEvent event = chunk_of(
          R"({"type":"m.room.message","content":{"msgtype":"m.audio","url":"mxc://hs.test/c1",)" +
          row.members +
          R"(,"m.relates_to":{"rel_type":"m.reference","event_id":"$S"},
             "io.element.voice_broadcast_chunk":{"sequence":1}}})");
      CHECK(event.sequence == 1);
      CHECK(event.relates_to.event_id == "$S");
      CHECK(event.url == "mxc://hs.test/c1");
      CHECK_FALSE(event.text.has_value());
      REQUIRE(event.info.has_value());
      CHECK(*event.info == row.info);
    }
  }
}

TEST_CASE("the extensible block's duration counts in no other dialect") {
  const ChunkEvent event = chunk_of(
      R"({"type":"m.voice_broadcast_chunk","content":{"url":"mxc://h/1","sequence":1,
          "m.relates_to":{"rel_type":"m.reference","event_id":"$S"},
          "org.matrix.msc1767.audio":{"duration":5}}})");
  CHECK_FALSE(event.info.has_value());
}

// ---- Which event is which

struct RecogniseRow {
  std::string name;
  std::string event;
  EventKind kind = EventKind::none;
  Dialect dialect = Dialect::stable;
};

TEST_CASE("an event is recognised by its type, whatever else is wrong with it") {
  const std::vector<RecogniseRow> rows = {
      {"stable info", R"({"type":"m.voice_broadcast_info"})", EventKind::info, Dialect::stable},
      {"stable chunk", R"({"type":"m.voice_broadcast_chunk","content":7})", EventKind::chunk,
       Dialect::stable},
      {"unstable info", R"({"type":"org.matrix.msc3888.voice_broadcast_info","content":{}})",
       EventKind::info, Dialect::unstable},
      {"unstable chunk", R"({"type":"org.matrix.msc3888.voice_broadcast_chunk"})", EventKind::chunk,
       Dialect::unstable},
      {"element info", R"({"type":"io.element.voice_broadcast_info"})", EventKind::info,
       Dialect::element},
      {"element chunk",
       R"({"type":"m.room.message","content":{"io.element.voice_broadcast_chunk":{}}})",
       EventKind::chunk, Dialect::element},
      {"element chunk, redacted", R"({"type":"m.room.message","content":{}})"},
      {"element chunk whose object is none",
       R"({"type":"m.room.message","content":{"io.element.voice_broadcast_chunk":1}})"},
      {"message without content", R"({"type":"m.room.message"})"},
      {"message", R"({"type":"m.room.message","content":{"msgtype":"m.audio"}})"},
      {"the flow diagram's name for a chunk", R"({"type":"m.broadcast_chunk"})"},
      {"encrypted", R"({"type":"m.room.encrypted","content":{}})"},
      {"type of another kind", R"({"type":["m.voice_broadcast_info"]})"},
      {"no type", "{}"},
      {"no object", R"(["type","m.voice_broadcast_info"])"},
  };
  for (const RecogniseRow& row : rows) {
    DOCTEST_SUBCASE(row.name.c_str()) {
      const Result<json::Value> event = json::read(row.event);
      REQUIRE(event.ok());
      const Recognised recognised = recognise(*event);
      CHECK(recognised.kind == row.kind);
      if (row.kind != EventKind::none) CHECK(recognised.dialect == row.dialect);
    }
  }
}

// ---- There and back

// Every member by itself and all together, at the ends of what it may be.
std::vector<InfoEvent> info_table() {
  std::vector<InfoEvent> table;
  const std::vector<Envelope> envelopes = {
      {}, {"$e", "@a:hs.test", 1}, {"$e", "@a:hs.test", std::numeric_limits<std::int64_t>::min()}};
  const std::vector<std::optional<Relation>> relations = {
      std::nullopt, to_start, Relation{"m.annotation", "$x"},
      Relation{"\xC3\xA9\n\"", "\xF0\x9F\x8E\x99"}};
  const std::vector<std::optional<std::int64_t>> lasts = {std::nullopt, 0, 1, json::integer_max};
  for (const Envelope& envelope : envelopes) {
    for (const char* state : {"started", "paused", "resumed", "stopped", "", "seeking"}) {
      for (const auto& device_id : {std::optional<std::string>(), std::optional<std::string>(""),
                                    std::optional<std::string>("DEV1")}) {
        for (const auto& relation : relations) {
          for (const auto& last : lasts) {
            table.push_back({envelope, "@a:hs.test", state, device_id, relation, last});
          }
        }
      }
    }
  }
  return table;
}

std::vector<ChunkEvent> chunk_table() {
  std::vector<ChunkEvent> table;
  const EncryptedFile file = {"mxc://hs.test/f", "a2V5", "aXY", "c2hh", "v2"};
  const std::vector<std::optional<AudioInfo>> infos = {
      std::nullopt, AudioInfo{}, AudioInfo{0, std::nullopt, std::nullopt},
      AudioInfo{json::integer_max, "audio/ogg", 0}};
  for (const std::int64_t sequence : {std::int64_t{1}, std::int64_t{2}, json::integer_max}) {
    for (const auto& info : infos) {
      for (int media = 0; media < 3; ++media) {
        for (const auto& text : {std::optional<std::string>(), std::optional<std::string>(""),
                                 std::optional<std::string>("Hear, \"hear\"\n")}) {
          ChunkEvent event;
          event.envelope = {"$c", "@a:hs.test", 1700000000000};
          event.relates_to = to_start;
          event.sequence = sequence;
          event.info = info;
          if (media != 1) event.url = "mxc://hs.test/u";
          if (media != 0) event.file = file;
          event.text = text;
          table.push_back(event);
        }
      }
    }
  }
  return table;
}

TEST_CASE("every info event comes back as it was, in every dialect") {
  for (const Dialect dialect : all_dialects) {
    for (const InfoEvent& event : info_table()) {
      const json::Value encoded = encode(event, dialect);
      INFO(json::write(encoded));
      REQUIRE(recognise(encoded).kind == EventKind::info);
      REQUIRE(recognise(encoded).dialect == dialect);
      REQUIRE(info_of(json::write(encoded)) == event);
    }
  }
}

TEST_CASE("every chunk comes back as it was, in every dialect") {
  for (const Dialect dialect : all_dialects) {
    for (const ChunkEvent& event : chunk_table()) {
      const json::Value encoded = encode(event, dialect);
      INFO(json::write(encoded));
      REQUIRE(recognise(encoded).kind == EventKind::chunk);
      REQUIRE(recognise(encoded).dialect == dialect);
      REQUIRE(chunk_of(json::write(encoded)) == event);
    }
  }
}

}  // namespace
}  // namespace deadair::msc3888
