// What decoding puts up with, and text that is no event: the inputs that broke other readers.
#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/msc3888/event.h"
#include "harness/msc3888/test_events.h"

namespace deadair::msc3888 {
namespace {

// ---- What is no error

TEST_CASE("an unusable device_id, number or time of an info event is as if it were absent") {
  const Result<InfoEvent> good = decode_info(good_info());
  REQUIRE(good.ok());
  for (const char* text : {"", "null", "3", "\"3\"", "3.0", "-1", "9007199254740992", "[]", "{}"}) {
    INFO(text);
    InfoEvent expected = *good;
    if (std::string(text) == "3") {
      expected.last_chunk_sequence = 3;
    } else {
      expected.last_chunk_sequence = std::nullopt;
    }
    auto event = decode_info(changed(good_info(), {"content", "last_chunk_sequence"}, text));
    REQUIRE(event.ok());
    CHECK(*event == expected);

    expected = *good;
    expected.device_id =
        std::string(text) == "\"3\"" ? std::optional<std::string>("3") : std::nullopt;
    event = decode_info(changed(good_info(), {"content", "device_id"}, text));
    REQUIRE(event.ok());
    CHECK(*event == expected);
  }
  for (const char* text : {"", "null", "\"5\"", "5.0", "99999999999999999999"}) {
    INFO(text);
    const auto event = decode_info(changed(good_info(), {"origin_server_ts"}, text));
    REQUIRE(event.ok());
    CHECK(event->envelope.origin_server_ts == 0);
  }
}

TEST_CASE("a started event may have any relation; a malformed one is left out") {
  const json::Value started = changed(good_info(), {"content", "state"}, "\"started\"");
  REQUIRE(decode_info(started).ok());
  CHECK(decode_info(started)->relates_to == Relation{"m.reference", "$S"});
  for (const char* text : {"", "null", "7", "{}", R"({"rel_type":"m.reference"})"}) {
    INFO(text);
    const auto event = decode_info(changed(started, {"content", "m.relates_to"}, text));
    REQUIRE(event.ok());
    CHECK_FALSE(event->relates_to.has_value());
  }
}

TEST_CASE("an info event of another relation, without one, or of an unknown state decodes") {
  const auto other = decode_info(
      changed(good_info(), {"content", "m.relates_to", "rel_type"}, "\"m.annotation\""));
  REQUIRE(other.ok());
  CHECK_FALSE(other->relates_to->is_reference());
  const auto without = decode_info(changed(good_info(), {"content", "m.relates_to"}, ""));
  REQUIRE(without.ok());
  CHECK_FALSE(without->relates_to.has_value());
  const auto unknown = decode_info(changed(good_info(), {"content", "state"}, "\"seeking\""));
  REQUIRE(unknown.ok());
  CHECK(unknown->state == "seeking");
  CHECK_FALSE(unknown->known().has_value());
}

TEST_CASE("what is odd about a chunk's info leaves that member out") {
  for (const char* member : {"duration", "size"}) {
    for (const char* text : {"", "null", "\"200\"", "200.0", "-1", "9007199254740992", "[]"}) {
      INFO(member << ": " << text);
      const auto event = decode_chunk(changed(good_chunk(), {"content", "info", member}, text));
      REQUIRE(event.ok());
      const bool is_duration = std::string(member) == "duration";
      CHECK(event->info->duration_ms.has_value() == !is_duration);
      CHECK(event->info->size_bytes.has_value() == is_duration);
      CHECK(event->info->mimetype == "audio/ogg");
    }
  }
  for (const char* text : {"", "null", "[]", "\"x\"", "3"}) {
    INFO(text);
    const auto event = decode_chunk(changed(good_chunk(), {"content", "info"}, text));
    REQUIRE(event.ok());
    CHECK_FALSE(event->info.has_value());
  }
}

TEST_CASE("the m.text block's first body counts, and an odd block is none") {
  const std::vector<std::pair<std::string, std::optional<std::string>>> rows = {
      {R"([{"body":"A"},{"body":"B"}])", "A"},
      {R"([{"mimetype":"text/html"},null,{"body":7},{"body":"B"}])", "B"},
      {R"("plain")", "plain"},
      {R"("")", ""},
      {"[]", std::nullopt},
      {"null", std::nullopt},
      {R"({"body":"A"})", std::nullopt},
      {R"(["A"])", std::nullopt},
      {"", std::nullopt},
  };
  for (const auto& row : rows) {
    INFO(row.first);
    const auto event = decode_chunk(changed(good_chunk(), {"content", "m.text"}, row.first));
    REQUIRE(event.ok());
    CHECK(event->text == row.second);
  }
}

TEST_CASE("members that nobody knows change nothing, wherever they stand and whatever they are") {
  const auto chunk = decode_chunk(good_chunk());
  const auto info = decode_info(good_info());
  REQUIRE((chunk.ok() && info.ok()));
  for (const char* text : {"null", "true", "1e5", "\"x\"", "[[[1]]]", R"({"sequence":9})"}) {
    INFO(text);
    for (const Path& path :
         {Path{"x"}, Path{"content", "x"}, Path{"content", "m.relates_to", "x"}}) {
      const auto with_chunk = decode_chunk(changed(good_chunk(), path, text));
      REQUIRE(with_chunk.ok());
      CHECK(*with_chunk == *chunk);
      const auto with_info = decode_info(changed(good_info(), path, text));
      REQUIRE(with_info.ok());
      CHECK(*with_info == *info);
    }
    // A chunk that is a state event as well is still decoded.
    const auto state_event = decode_chunk(changed(good_chunk(), {"state_key"}, text));
    REQUIRE(state_event.ok());
    CHECK(*state_event == *chunk);
  }
}

// ---- Text

std::string chunk_text(const std::string& sequence) {
  return R"({"type":"m.voice_broadcast_chunk","content":{"url":"mxc://h/1",)" + relation +
         R"(,"sequence":)" + sequence + "}}";
}

Result<ChunkEvent> chunk_of(std::string_view text) {
  const Result<json::Value> event = read_event(text);
  if (!event) return event.error();
  return decode_chunk(*event);
}

Result<InfoEvent> info_of(std::string_view text) {
  const Result<json::Value> event = read_event(text);
  if (!event) return event.error();
  return decode_info(*event);
}

struct TextRow {
  std::string name;
  std::string text;
  std::string code;
};

TEST_CASE("text that is no event is refused with a code") {
  const std::string deep = std::string(60000, '[');
  const std::vector<TextRow> rows = {
      {"regression: exponent below the table", R"({"sequence":0.0000074836628E-2147483636})",
       "event.missing"},
      {"regression: 60,000 brackets", deep, "json.depth"},
      {"regression: 60,000 brackets inside an event", chunk_text("1").substr(0, 40) + deep,
       "json.syntax"},
      {"regression: exponent below the table, in a chunk",
       chunk_text("0.0000074836628E-2147483636"), "event.kind"},
      {"5.0", chunk_text("5.0"), "event.kind"},
      {"\"5\"", chunk_text("\"5\""), "event.kind"},
      {"2^53+1", chunk_text("9007199254740993"), "event.range"},
      {"a number beyond every double", chunk_text("1e400"), "json.syntax"},
      {"nothing", "", "json.syntax"},
      {"cut", chunk_text("5").substr(0, 60), "json.syntax"},
      {"an array", "[]", "event.kind"},
      {"null", "null", "event.kind"},
      {"bad UTF-8", "{\"type\":\"\xC3\x28\"}", "json.encoding"},
  };
  for (const TextRow& row : rows) {
    DOCTEST_SUBCASE(row.name.c_str()) {
      const auto chunk = chunk_of(row.text);
      REQUIRE_FALSE(chunk.ok());
      CHECK_MESSAGE(chunk.error().code == row.code, chunk.error().text());
      CHECK_FALSE(info_of(row.text).ok());
    }
  }
}

TEST_CASE("5, 5.0, \"5\" and 2^53+1 stay apart") {
  const auto five = chunk_of(chunk_text("5"));
  REQUIRE(five.ok());
  CHECK(five->sequence == 5);
  const auto most = chunk_of(chunk_text("9007199254740991"));
  REQUIRE(most.ok());
  CHECK(most->sequence == json::integer_max);
  for (const char* text : {"5.0", "\"5\"", "9007199254740993"}) {
    INFO(text);
    const auto event = chunk_of(chunk_text(text));
    REQUIRE_FALSE(event.ok());
    CHECK(event.error().place == "content.sequence");
    CHECK(event.error().message.find(text) != std::string::npos);
  }
}

TEST_CASE("the last of a doubled key counts") {
  const auto event = chunk_of(chunk_text(R"(1,"sequence":2)"));
  REQUIRE(event.ok());
  CHECK(event->sequence == 2);
}

TEST_CASE("an event of the most bytes decodes, one of a byte more is refused unread") {
  const std::string small = chunk_text("5");
  const std::string largest = small + std::string(event_bytes_max - small.size(), ' ');
  CHECK(chunk_of(largest).ok());
  const auto larger = chunk_of(largest + " ");
  REQUIRE_FALSE(larger.ok());
  CHECK(larger.error().code == "json.size");
  const auto info = info_of(std::string(event_bytes_max + 1, '['));
  REQUIRE_FALSE(info.ok());
  CHECK(info.error().code == "json.size");
}

TEST_CASE("every cut of an event is refused, and nothing is read past its end") {
  const std::string whole = json::write(good_chunk());
  for (std::size_t length = 0; length < whole.size(); ++length) {
    // A buffer of exactly that size, so that a sanitizer sees a step too far.
    const std::vector<char> bytes(whole.begin(),
                                  whole.begin() + static_cast<std::ptrdiff_t>(length));
    REQUIRE_FALSE(chunk_of({bytes.data(), bytes.size()}).ok());
    REQUIRE_FALSE(info_of({bytes.data(), bytes.size()}).ok());
  }
}

TEST_CASE("a long value is shown shortened") {
  const auto event = chunk_of(chunk_text("\"" + std::string(20000, 'x') + "\""));
  REQUIRE_FALSE(event.ok());
  CHECK(event.error().message.size() < 250);
}

}  // namespace
}  // namespace deadair::msc3888
