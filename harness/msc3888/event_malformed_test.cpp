// Malformed events: each member absent, null, of the wrong type, out of bounds.
#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "harness/msc3888/event.h"
#include "harness/msc3888/test_events.h"

namespace deadair::msc3888 {
namespace {

struct ErrorRow {
  Path path;
  std::string text;  // empty: absent
  std::string code;
  std::string place;
};

std::string name_of_row(const ErrorRow& row) {
  std::string name;
  for (const std::string& key : row.path) name += (name.empty() ? "" : " / ") + key;
  return name + (row.text.empty() ? " absent" : ": " + row.text);
}

void check_error(const ErrorRow& row, const Error& error) {
  CHECK(error.code == row.code);
  CHECK(error.place == row.place);
  // The message shows what stood there, or that nothing did.
  CHECK(error.message.find("expected") != std::string::npos);
  if (row.path.empty()) return;
  const bool shows_it = error.message.find(row.text.empty() ? "no" : row.text) != std::string::npos;
  CHECK_MESSAGE(shows_it, error.message);
}

void check_info_rows(const json::Value& good, const std::vector<ErrorRow>& rows) {
  REQUIRE(decode_info(good).ok());
  for (const ErrorRow& row : rows) {
    const std::string name = name_of_row(row);
    DOCTEST_SUBCASE(name.c_str()) {
      const Result<InfoEvent> event = decode_info(changed(good, row.path, row.text));
      REQUIRE_FALSE(event.ok());
      check_error(row, event.error());
    }
  }
}

void check_chunk_rows(const json::Value& good, const std::vector<ErrorRow>& rows) {
  REQUIRE(decode_chunk(good).ok());
  for (const ErrorRow& row : rows) {
    const std::string name = name_of_row(row);
    DOCTEST_SUBCASE(name.c_str()) {
      const Result<ChunkEvent> event = decode_chunk(changed(good, row.path, row.text));
      REQUIRE_FALSE(event.ok());
      check_error(row, event.error());
    }
  }
}

TEST_CASE("an info event that cannot mean anything is an error with key and what stood there") {
  check_info_rows(
      good_info(),
      {
          {{"type"}, "", "event.missing", "type"},
          {{"type"}, "null", "event.kind", "type"},
          {{"type"}, "7", "event.kind", "type"},
          {{"type"}, "\"m.voice_broadcast_chunk\"", "event.type", "type"},
          {{"type"}, "\"m.room.message\"", "event.type", "type"},
          {{"type"}, "\"\"", "event.type", "type"},
          {{"event_id"}, "null", "event.kind", "event_id"},
          {{"event_id"}, "5", "event.kind", "event_id"},
          {{"sender"}, "null", "event.kind", "sender"},
          {{"sender"}, "[\"@a:h\"]", "event.kind", "sender"},
          {{"state_key"}, "", "event.missing", "state_key"},
          {{"state_key"}, "null", "event.kind", "state_key"},
          {{"state_key"}, "1", "event.kind", "state_key"},
          {{"content"}, "", "event.missing", "content"},
          {{"content"}, "null", "event.kind", "content"},
          {{"content"}, "[]", "event.kind", "content"},
          {{"content"}, "{}", "event.redacted", "content"},
          {{"content", "state"}, "", "event.missing", "content.state"},
          {{"content", "state"}, "null", "event.kind", "content.state"},
          {{"content", "state"}, "1", "event.kind", "content.state"},
          {{"content", "state"}, "[\"paused\"]", "event.kind", "content.state"},
          {{"content", "m.relates_to"}, "null", "event.relation", "content.m.relates_to"},
          {{"content", "m.relates_to"}, "\"$S\"", "event.relation", "content.m.relates_to"},
          {{"content", "m.relates_to", "rel_type"},
           "",
           "event.relation",
           "content.m.relates_to.rel_type"},
          {{"content", "m.relates_to", "rel_type"},
           "1",
           "event.relation",
           "content.m.relates_to.rel_type"},
          {{"content", "m.relates_to", "event_id"},
           "",
           "event.relation",
           "content.m.relates_to.event_id"},
          {{"content", "m.relates_to", "event_id"},
           "null",
           "event.relation",
           "content.m.relates_to.event_id"},
          {{"content", "m.relates_to", "event_id"},
           "\"\"",
           "event.relation",
           "content.m.relates_to.event_id"},
      });
}

TEST_CASE("a chunk that cannot mean anything is an error with key and what stood there") {
  check_chunk_rows(
      good_chunk(),
      {
          {{"type"}, "", "event.missing", "type"},
          {{"type"}, "{}", "event.kind", "type"},
          {{"type"}, "\"m.voice_broadcast_info\"", "event.type", "type"},
          {{"event_id"}, "{}", "event.kind", "event_id"},
          {{"sender"}, "true", "event.kind", "sender"},
          {{"content"}, "", "event.missing", "content"},
          {{"content"}, "\"x\"", "event.kind", "content"},
          {{"content"}, "{}", "event.redacted", "content"},
          {{"content", "m.relates_to"}, "", "event.relation", "content.m.relates_to"},
          {{"content", "m.relates_to"}, "null", "event.relation", "content.m.relates_to"},
          {{"content", "m.relates_to"}, "[]", "event.relation", "content.m.relates_to"},
          {{"content", "m.relates_to", "rel_type"},
           "",
           "event.relation",
           "content.m.relates_to.rel_type"},
          {{"content", "m.relates_to", "rel_type"},
           "null",
           "event.relation",
           "content.m.relates_to.rel_type"},
          {{"content", "m.relates_to", "rel_type"},
           "\"m.thread\"",
           "event.relation",
           "content.m.relates_to.rel_type"},
          {{"content", "m.relates_to", "event_id"},
           "",
           "event.relation",
           "content.m.relates_to.event_id"},
          {{"content", "m.relates_to", "event_id"},
           "4",
           "event.relation",
           "content.m.relates_to.event_id"},
          {{"content", "url"}, "", "event.missing", "content.url"},
          {{"content", "url"}, "null", "event.missing", "content.url"},
          {{"content", "url"}, "\"https://h/1\"", "event.missing", "content.url"},
          {{"content", "url"}, "\"mxc://\"", "event.missing", "content.url"},
          {{"content", "url"}, "\"mxc://h\"", "event.missing", "content.url"},
          {{"content", "url"}, "\"mxc://h/\"", "event.missing", "content.url"},
          {{"content", "url"}, "\"mxc:///1\"", "event.missing", "content.url"},
          {{"content", "url"}, "\"mxc://h/1/2\"", "event.missing", "content.url"},
          {{"content", "url"}, "\"MXC://h/1\"", "event.missing", "content.url"},
      });
}

// What a sequence may not be. The numbers are what other readers took for a sequence.
std::vector<ErrorRow> sequence_rows(const Path& path, const std::string& place) {
  std::vector<ErrorRow> rows = {{path, "", "event.missing", place}};
  for (const char* text : {"null", "true", "\"3\"", "\"\"", "[3]", "{\"n\":3}", "3.0", "3.5", "3e0",
                           "3E0", "0.0000074836628E-2147483636", "1e300"}) {
    rows.push_back({path, text, "event.kind", place});
  }
  for (const char* text :
       {"0", "-0", "-1", "9007199254740992", "9007199254740993", "9223372036854775808",
        "-9223372036854775809", "99999999999999999999999999"}) {
    rows.push_back({path, text, "event.range", place});
  }
  return rows;
}

TEST_CASE("a sequence is an integer from 1 to 2^53-1 and nothing else") {
  check_chunk_rows(good_chunk(), sequence_rows({"content", "sequence"}, "content.sequence"));
}

TEST_CASE("so is the sequence that stands in the object of the element dialect") {
  check_chunk_rows(good_element_chunk(),
                   sequence_rows({"content", "io.element.voice_broadcast_chunk", "sequence"},
                                 "content.io.element.voice_broadcast_chunk.sequence"));
}

TEST_CASE("an m.room.message is a chunk only with the object and as audio") {
  const std::string object = "io.element.voice_broadcast_chunk";
  const json::Value good = good_element_chunk();
  const std::vector<ErrorRow> rows = {
      {{"content", object}, "", "event.type", "content." + object},
      {{"content", object}, "null", "event.type", "content." + object},
      {{"content", object}, "3", "event.type", "content." + object},
      {{"content", "msgtype"}, "", "event.missing", "content.msgtype"},
      {{"content", "msgtype"}, "null", "event.kind", "content.msgtype"},
      {{"content", "msgtype"}, "\"m.text\"", "event.type", "content.msgtype"},
  };
  for (const ErrorRow& row : rows) {
    const std::string name = name_of_row(row);
    DOCTEST_SUBCASE(name.c_str()) {
      const Result<ChunkEvent> event = decode_chunk(changed(good, row.path, row.text));
      REQUIRE_FALSE(event.ok());
      CHECK(event.error().code == row.code);
      CHECK(event.error().place == row.place);
    }
  }
}

TEST_CASE("a file needs every member that decrypting needs") {
  const json::Value good = good_encrypted_chunk();
  const Result<ChunkEvent> event = decode_chunk(good);
  REQUIRE(event.ok());
  CHECK(event->file == EncryptedFile{"mxc://h/2", "K", "I", "H", "v2"});
  CHECK_FALSE(event->url.has_value());
  const std::vector<Path> members = {
      {"url"}, {"key"}, {"key", "k"}, {"iv"}, {"hashes"}, {"hashes", "sha256"}, {"v"}};
  for (const Path& member : members) {
    Path path = {"content", "file"};
    path.insert(path.end(), member.begin(), member.end());
    for (const char* text : {"", "null", "7", "[]"}) {
      INFO(name_of_row({path, text, "", ""}));
      const json::Value broken = changed(good, path, text);
      const Result<ChunkEvent> without = decode_chunk(broken);
      REQUIRE_FALSE(without.ok());
      CHECK(without.error().code == "event.missing");
      CHECK(without.error().place == "content.file");
      // A url beside it makes up for it.
      const Result<ChunkEvent> with_url =
          decode_chunk(changed(broken, {"content", "url"}, "\"mxc://h/3\""));
      REQUIRE(with_url.ok());
      CHECK_FALSE(with_url->file.has_value());
      CHECK(with_url->url == "mxc://h/3");
    }
  }
}

TEST_CASE("of url and file both are kept, or the usable one") {
  const json::Value both = changed(good_encrypted_chunk(), {"content", "url"}, "\"mxc://h/3\"");
  const Result<ChunkEvent> event = decode_chunk(both);
  REQUIRE(event.ok());
  CHECK(event->file.has_value());
  CHECK(event->url == "mxc://h/3");
  const Result<ChunkEvent> without_url = decode_chunk(changed(both, {"content", "url"}, "\"x\""));
  REQUIRE(without_url.ok());
  CHECK(without_url->file.has_value());
  CHECK_FALSE(without_url->url.has_value());
}

}  // namespace
}  // namespace deadair::msc3888
