// The reader and writer, and the inputs that broke other readers.
#include "harness/base/json.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace deadair::json {
namespace {

Value read_ok(std::string_view text, const ReadOptions& options = {}) {
  Result<Value> outcome = read(text, options);
  REQUIRE_MESSAGE(outcome.ok(), outcome.error().text());
  return std::move(outcome).value();
}

struct Refusal {
  std::string name;
  std::string text;
  std::string code;
  std::string place;
};

TEST_CASE("a refused text names code and place") {
  const std::vector<Refusal> rows = {
      {"nothing", "", "json.syntax", "1:1"},
      {"a comma too many", "{\n  \"a\": 1,\n}", "json.syntax", "3:1"},
      {"a comment where none is allowed", "{} // x", "json.syntax", "1:4"},
      {"bad UTF-8", "{\"a\":\"\xC3\x28\"}", "json.encoding", "1:7"},
      {"half a surrogate pair", R"({"a":"\ud800"})", "json.encoding", "1:7"},
      {"the other half", R"({"a":"\udf99"})", "json.encoding", "1:14"},
      {"half a pair in a key", R"({"\udf99":1})", "json.encoding", "1:10"},
      {"a NUL byte behind the value", std::string("{}\0{}", 5), "json.syntax", "1:3"},
      {"a byte order mark", "\xEF\xBB\xBF{}", "json.syntax", "1:1"},
      {"a number with a leading zero", "{\"a\":01}", "json.syntax", "1:7"},
      {"a number beyond every double", "{\"a\":1e400}", "json.syntax", "1:6"},
      {"NaN", "{\"a\":NaN}", "json.syntax", "1:6"},
  };
  for (const Refusal& row : rows) {
    DOCTEST_SUBCASE(row.name.c_str()) {
      const Result<Value> outcome = read(row.text);
      REQUIRE_FALSE(outcome.ok());
      CHECK(outcome.error().code == row.code);
      CHECK(outcome.error().place == row.place);
      CHECK_FALSE(outcome.error().message.empty());
    }
  }
}

TEST_CASE("numbers keep their text") {
  const Value value =
      read_ok(R"([5, 5.0, "5", 9007199254740993, 1e300, -0, 5e0, 99999999999999999999])");
  const auto items = value.items();
  CHECK(items[0].as_integer() == 5);
  CHECK_FALSE(items[1].as_integer().has_value());
  CHECK(items[1].as_double() == 5.0);
  CHECK_FALSE(items[2].as_integer().has_value());
  CHECK(items[2].as_string() == "5");
  CHECK(items[3].as_integer() == 9007199254740993);
  CHECK(items[4].as_double() == 1e300);
  CHECK(items[5].as_integer() == 0);
  CHECK_FALSE(items[6].as_integer().has_value());
  CHECK_FALSE(items[7].as_integer().has_value());
  CHECK(write(value) == R"([5,5.0,"5",9007199254740993,1e300,-0,5e0,99999999999999999999])");
}

TEST_CASE("an integer of any size counts as the border where that is asked for") {
  const Value value =
      read_ok(R"([5, 99999999999999999999, -99999999999999999999, 5.0, 1e30, "5"])");
  const auto items = value.items();
  CHECK(items[0].as_bounded_integer() == 5);
  CHECK(items[1].as_bounded_integer() == INT64_MAX);
  CHECK(items[2].as_bounded_integer() == INT64_MIN);
  for (const Value& other : items.subspan(3)) CHECK_FALSE(other.as_bounded_integer().has_value());
}

// RapidJSON 1.1.0 reads outside its table of powers when it converts this number.
TEST_CASE("regression: exponent below the table") {
  const Value value = read_ok(R"({"sequence":0.0000074836628E-2147483636})");
  CHECK_FALSE(value.find("sequence")->as_integer().has_value());
  CHECK(value.find("sequence")->as_double() == 0.0);
}

TEST_CASE("a number becomes the nearest double, whatever it is written as") {
  const Value value = read_ok(
      "[4.9e-324, 2.4e-324, 1e-400, -0.0, 1.7976931348623157e308, "
      "0.1000000000000000055511151231257827, 9007199254740993]");
  std::vector<double> doubles;
  for (const Value& item : value.items()) doubles.push_back(item.as_double().value());
  CHECK(doubles == std::vector<double>{std::numeric_limits<double>::denorm_min(), 0, 0, 0,
                                       std::numeric_limits<double>::max(), 0.1, 9007199254740992});
  CHECK(std::signbit(doubles[3]));
}

// A recursive reader overflows its stack.
TEST_CASE("regression: 60,000 brackets") {
  const Result<Value> outcome = read(std::string(60000, '['));
  REQUIRE_FALSE(outcome.ok());
  CHECK(outcome.error().code == "json.depth");
}

TEST_CASE("regression: 60,000 brackets where what is too deep becomes null") {
  ReadOptions options;
  options.too_deep = TooDeep::becomes_null;
  const std::string deep = std::string(60000, '[') + std::string(60000, ']');
  const Value value = read_ok("{\"a\":" + deep + ",\"b\":1}", options);
  CHECK(value.find("b")->as_integer() == 1);
}

TEST_CASE("a doubled key counts last, or is refused") {
  const std::string text = R"({"a":1,"a":2})";
  CHECK(read_ok(text).find("a")->as_integer() == 2);
  CHECK(read_ok(text).members().size() == 2);
  ReadOptions options;
  options.doubled_keys = DoubledKeys::refused;
  const Result<Value> outcome = read(text, options);
  REQUIRE_FALSE(outcome.ok());
  CHECK(outcome.error().code == "json.doubled_key");
}

TEST_CASE("bad text can be replaced") {
  ReadOptions options;
  options.bad_text = BadText::replaced;
  const Value value =
      read_ok("[\"\xFF\", \"\\ud800x\", \"\\ud83d\\ude00\", \"\\\\ud800\"]", options);
  CHECK(value.items()[0].as_string() == "\xEF\xBF\xBD");
  CHECK(value.items()[1].as_string() == "\xEF\xBF\xBDx");
  CHECK(value.items()[2].as_string() == "\xF0\x9F\x98\x80");
  CHECK(value.items()[3].as_string() == "\\ud800");
}

TEST_CASE("a text over the limit is refused unread") {
  ReadOptions options;
  options.bytes_max = 4;
  CHECK(read("[1,2]", options).error().code == "json.size");
}

TEST_CASE("values know where they began") {
  const std::string text = "{\n  \"a\": [1, \"xy\"],\n  \"b\": {}\n}";
  const Value value = read_ok(text);
  CHECK(line_and_column(text, value.find("a")->offset()) == "2:8");
  CHECK(line_and_column(text, value.find("a")->items()[1].offset()) == "2:12");
  CHECK(line_and_column(text, value.find("b")->offset()) == "3:8");
}

TEST_CASE("setting replaces, adding doubles, erasing removes") {
  Value value;
  value.add("a", 1).add("a", 2).add("b", 3);
  CHECK(write(value) == R"({"a":1,"a":2,"b":3})");
  value.set("a", "x");
  CHECK(write(value) == R"({"a":"x","b":3})");
  CHECK(value.erase("b"));
  CHECK_FALSE(value.erase("b"));
  value.set("r", Value::raw(R"({"a":1,"a":2})"));
  CHECK(write(value) == R"({"a":"x","r":{"a":1,"a":2}})");
}

TEST_CASE("a value may become a part of itself, and any kind after any other") {
  Value value = read_ok(R"({"a":[{"b":"some text that is too long to be held inside"},2]})");
  value = value.members()[0].value;
  CHECK(write(value) == R"([{"b":"some text that is too long to be held inside"},2])");
  value = std::move(value.items()[0]);
  CHECK(write(value) == R"({"b":"some text that is too long to be held inside"})");
  value = std::move(value.members()[0].value);
  CHECK(value.as_string() == "some text that is too long to be held inside");
  const std::vector<Value> kinds = {
      Value(),           Value(true),           Value(5), Value("text"), Value::raw("{}"),
      read_ok("[1,[]]"), read_ok(R"({"a":{}})")};
  for (const Value& before : kinds) {
    for (const Value& after : kinds) {
      Value changed = before;
      changed = after;
      CHECK(changed == after);
      CHECK((changed == before) == (&before == &after));
      const Value moved = std::move(changed);
      CHECK(moved == after);
    }
  }
}

TEST_CASE("one value in structure, whatever stands within its strings") {
  for (const std::string& text :
       {std::string("1"), std::string("1e400"), std::string(" [] "),
        std::string(R"({"a":1,"a":2})"), std::string(R"("\ud800 \u0000 \\")"),
        std::string("\"\xff\x01\""), std::string("\"a\0b\"", 5),
        std::string(5000, '[') + std::string(5000, ']')}) {
    CHECK_MESSAGE(is_one_value(text), text.substr(0, 40));
  }
  for (const char* text : {"", " ", "x", "1 2", "1,", "}", "[1", "\"a", "\"a\\\"", "\"\\u12\"",
                           "\"\\x\"", "01", "NaN", "{\"a\"}", "[1,]", "\xff"}) {
    CHECK_MESSAGE(!is_one_value(text), text);
  }
  CHECK_FALSE(is_one_value(std::string_view("1\0}", 3)));
}

TEST_CASE("comments are read in files that people write") {
  ReadOptions options;
  options.comments = true;
  CHECK(read_ok("// one\n{\"a\": 1 /* two */}", options).find("a")->as_integer() == 1);
}

}  // namespace
}  // namespace deadair::json
