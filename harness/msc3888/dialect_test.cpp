// Names of the dialects, and contents moved between them.
#include "harness/msc3888/dialect.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace deadair::msc3888 {
namespace {

json::Value parsed(const std::string& text) {
  Result<json::Value> value = json::read(text);
  REQUIRE_MESSAGE(value.ok(), text);
  return std::move(value).value();
}

TEST_CASE("each dialect has its own names on the wire") {
  CHECK(info_type(Dialect::stable) == "m.voice_broadcast_info");
  CHECK(chunk_type(Dialect::stable) == "m.voice_broadcast_chunk");
  CHECK(info_type(Dialect::unstable) == "org.matrix.msc3888.voice_broadcast_info");
  CHECK(chunk_type(Dialect::unstable) == "org.matrix.msc3888.voice_broadcast_chunk");
  CHECK(info_type(Dialect::element) == "io.element.voice_broadcast_info");
  CHECK(chunk_type(Dialect::element) == "m.room.message");
  for (const Dialect dialect : all_dialects) CHECK(dialect_named(name_of(dialect)) == dialect);
  CHECK(name_of(Dialect::element) == "element");
  CHECK_FALSE(dialect_named("Stable").has_value());
}

struct ContentRow {
  std::string name;
  std::string content;
  std::string moved;  // for element
};

TEST_CASE("a chunk's content moves to where the dialect has it, however malformed it is") {
  const std::vector<ContentRow> rows = {
      {"well-formed", R"({"url":"mxc://h/1","sequence":3})",
       R"({"url":"mxc://h/1","msgtype":"m.audio","body":"Voice message",)"
       R"("io.element.voice_broadcast_chunk":{"sequence":3}})"},
      {"no sequence", R"({"url":"mxc://h/1"})",
       R"({"url":"mxc://h/1","msgtype":"m.audio","body":"Voice message",)"
       R"("io.element.voice_broadcast_chunk":{}})"},
      {"a sequence of another type", R"({"sequence":{"a":[null]}})",
       R"({"msgtype":"m.audio","body":"Voice message",)"
       R"("io.element.voice_broadcast_chunk":{"sequence":{"a":[null]}}})"},
      {"a doubled sequence", R"({"sequence":1,"sequence":"2"})",
       R"({"msgtype":"m.audio","body":"Voice message",)"
       R"("io.element.voice_broadcast_chunk":{"sequence":1,"sequence":"2"}})"},
      {"msgtype and body of its own", R"({"msgtype":7,"body":null,"sequence":1})",
       R"({"msgtype":7,"body":null,"io.element.voice_broadcast_chunk":{"sequence":1}})"},
      {"an object of its own",
       R"({"sequence":1,"io.element.voice_broadcast_chunk":{"sequence":2,"x":3}})",
       R"({"io.element.voice_broadcast_chunk":{"sequence":1,"sequence":2,"x":3},)"
       R"("msgtype":"m.audio","body":"Voice message"})"},
      {"something else in the object's place",
       R"({"sequence":1,"io.element.voice_broadcast_chunk":"x"})",
       R"({"io.element.voice_broadcast_chunk":"x","msgtype":"m.audio","body":"Voice message"})"},
      {"redacted", "{}", "{}"},
      {"an array", "[1]", "[1]"},
      {"a string", "\"x\"", "\"x\""},
      {"null", "null", "null"},
  };
  for (const ContentRow& row : rows) {
    DOCTEST_SUBCASE(row.name.c_str()) {
      const json::Value content = parsed(row.content);
      CHECK(chunk_content_to(Dialect::stable, content) == content);
      CHECK(chunk_content_to(Dialect::unstable, content) == content);
      CHECK(json::write(chunk_content_to(Dialect::element, content)) == row.moved);
    }
  }
}

TEST_CASE("raw text moves as it is") {
  json::Value content = json::Value::object();
  content.add("sequence", json::Value::raw("01"));
  const json::Value moved = chunk_content_to(Dialect::element, content);
  CHECK(json::write(*moved.find(element_chunk_key)) == "{\"sequence\":01}");
}

}  // namespace
}  // namespace deadair::msc3888
