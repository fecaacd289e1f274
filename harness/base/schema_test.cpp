// Schemas say which member breaks which rule.
#include "harness/base/schema.h"

#include <doctest/doctest.h>

#include "harness/base/utf8.h"

namespace deadair::json {
namespace {

constexpr std::string_view schema_text = R"({
  "type": "object",
  "required": ["id"],
  "additionalProperties": false,
  "properties": {
    "id": {"type": "string", "pattern": "^[a-z.]+$"},
    "steps": {"type": "array", "items": {"type": "integer", "minimum": 1}}
  }})";

Status check(std::string_view text) {
  const Result<Schema> schema = Schema::compile(schema_text);
  REQUIRE(schema.ok());
  return schema->check(read(text).value());
}

TEST_CASE("a value that fits passes") { CHECK(check(R"({"id":"a.b","steps":[1,2]})").ok()); }

TEST_CASE("a value that does not fit is named by its pointer") {
  CHECK(check(R"({"id":"a","steps":[1,0]})").error().place == "/steps/1");
  CHECK(check(R"({"id":"a","steps":[1,"x"]})").error().place == "/steps/1");
  CHECK(check(R"({"id":"A"})").error().place == "/id");
  CHECK(check(R"({"steps":[]})").error().message.find("\"id\"") != std::string::npos);
  CHECK(check(R"({"id":"a","stpes":[]})").error().message.find("known are: id, steps") !=
        std::string::npos);
}

TEST_CASE("a value is shown in part, and its characters whole") {
  for (std::size_t before = 0; before < 3; ++before) {
    std::string id(before, 'a');
    for (int i = 0; i < 60; ++i) id += "\u00E4";
    const std::string message = check(R"({"id":")" + id + R"("})").error().message;
    CHECK(message.find("\u2026") != std::string::npos);
    CHECK(valid_utf8(message) == message);
  }
}

TEST_CASE("5.0 is no integer") { CHECK_FALSE(check(R"({"id":"a","steps":[5.0]})").ok()); }

// RapidJSON's validator casts it to an integer of 64 bits, which is undefined where it does not
// fit.
TEST_CASE("a number beyond 64 bits is no integer either") {
  for (const std::string_view far : {"1e308", "-1e308", "1e19", "-1e19"}) {
    CAPTURE(far);
    CHECK(check(R"({"id":"a","steps":[)" + std::string(far) + "]}").error().place == "/steps/0");
  }
}

TEST_CASE("an integer beyond 64 bits is one where that is asked for") {
  const auto takes = [](std::string_view text, LongInteger long_integer) {
    return Schema::compile(R"({"type": "integer"})", long_integer)->check(read(text).value()).ok();
  };
  for (const std::string_view text : {"9223372036854775808", "-99999999999999999999"}) {
    CHECK(takes(text, LongInteger::integer));
    CHECK_FALSE(takes(text, LongInteger::number));
  }
  CHECK_FALSE(takes("9223372036854775808.0", LongInteger::integer));
  CHECK_FALSE(takes("1e30", LongInteger::integer));
}

TEST_CASE("a schema that is not JSON is refused") {
  CHECK(Schema::compile("{").error().code == "schema.syntax");
}

TEST_CASE("pointers follow escapes and indices") {
  const Value root = read(R"({"a/b":[{"~":7}]})").value();
  CHECK(at_pointer(root, "/a~1b/0/~0")->as_integer() == 7);
  CHECK(at_pointer(root, "/a~1b/1") == nullptr);
  CHECK(at_pointer(root, "") == &root);
}

}  // namespace
}  // namespace deadair::json
