// Families: products, placeholders, and what is refused.
#include "harness/scenario/placeholders.h"

#include <doctest/doctest.h>

namespace deadair::scenario {
namespace {

json::Value value_of(std::string_view text) { return json::read(text).value(); }

Result<json::Value> filled(std::string_view value, std::string_view parameters) {
  const json::Value held = value_of(parameters);
  Binding binding;
  for (const json::Member& member : held.members()) binding.emplace_back(member.key, &member.value);
  std::set<std::string> used;
  return fill(Source{}, value_of(value), binding, used);
}

std::string filled_text(std::string_view value, std::string_view parameters) {
  const Result<json::Value> made = filled(value, parameters);
  return made.ok() ? json::write(*made) : made.error().message;
}

TEST_CASE("placeholders are filled in") {
  struct Row {
    std::string name, value, parameters, made;
  };
  const Row rows[] = {
      {"a whole string becomes the value", R"~(["{n}"])~", R"~({"n":3})~", "[3]"},
      {"of any type", R"~(["{o.list}"])~", R"~({"o":{"name":"x","list":[1,"a"]}})~",
       R"~([[1,"a"]])~"},
      {"within a string as text", R"~("c{n} P({n})")~", R"~({"n":3})~", R"~("c3 P(3)")~"},
      {"in a key", R"~({"c{n}":1})~", R"~({"n":3})~", R"~({"c3":1})~"},
      {"an object by its name", R"~("{o}")~", R"~({"o":{"name":"x"}})~", R"~("x")~"},
      {"a member's text", R"~("S {o.words}")~", R"~({"o":{"name":"x","words":"c1"}})~",
       R"~("S c1")~"},
      {"event IDs are not ours", R"~("${s} @{b}")~", R"~({"n":3})~", R"~("${s} @{b}")~"},
      {"other braces are not ours", R"~("{\"a\":{}} {B} {")~", R"~({"n":3})~",
       R"~("{\"a\":{}} {B} {")~"},
      {"truth and null", R"~(["{t}","{z}"])~", R"~({"t":true,"z":null})~", "[true,null]"},
  };
  for (const Row& row : rows) {
    DOCTEST_SUBCASE(row.name.c_str()) { CHECK(filled_text(row.value, row.parameters) == row.made); }
  }
}

TEST_CASE("a placeholder that nothing fills is refused") {
  CHECK(filled_text(R"~("c{m}")~", R"~({"n":3})~").find("nothing fills {m}") == 0);
  CHECK(filled_text(R"~("c{n.x}")~", R"~({"n":3})~").find("has no member") != std::string::npos);
  CHECK(filled_text(R"~("a {o.l}")~", R"~({"o":{"name":"x","l":[]}})~").find("within a string") !=
        std::string::npos);
}

std::string product(std::string_view parameters) {
  const json::Value held = value_of(parameters);
  const Result<std::vector<Binding>> bindings = bindings_of(Source{}, &held);
  if (!bindings.ok()) return bindings.error().message;
  std::string text;
  for (const Binding& binding : *bindings) {
    for (const auto& pair : binding) text += text_of_parameter(*pair.second);
    text += ' ';
  }
  return text;
}

TEST_CASE("a family is the product of its parameters, the last one fastest") {
  CHECK(product(R"~({"a":[1,2],"b":["x",{"name":"y"}]})~") == "1x 1y 2x 2y ");
}

TEST_CASE("values that cannot stand in an id are refused") {
  CHECK(product(R"~({"a":[]})~").find("array of values") != std::string::npos);
  CHECK(product(R"~({"A":[1]})~").find("name is written") != std::string::npos);
  CHECK(product(R"~({"a":["c1 c2"]})~").find("in an id") != std::string::npos);
  CHECK(product(R"~({"a":[[1]]})~").find("in an id") != std::string::npos);
  CHECK(product(R"~({"a":[{"nome":"x"}]})~").find("in an id") != std::string::npos);
  CHECK(product(R"~({"a":[1,"1"]})~").find("stands twice") != std::string::npos);
}

TEST_CASE("a family has a limit") {
  std::string list = "[0";
  for (int number = 1; number < 40; ++number) list += "," + std::to_string(number);
  list += "]";
  CHECK(product("{\"a\":" + list + ",\"b\":" + list + "}").find("more than 1000") !=
        std::string::npos);
}

}  // namespace
}  // namespace deadair::scenario
