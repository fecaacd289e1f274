// Placeholders: what they become, and what is refused.
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
      {"of any type", R"~({"k":"{o.list}"})~", R"~({"o":{"name":"x","list":[1,"a"]}})~",
       R"~({"k":[1,"a"]})~"},
      {"a list within a list is spliced in", R"~(["{o.list}",[2]])~",
       R"~({"o":{"name":"x","list":[1,"a"]}})~", R"~([1,"a",[2]])~"},
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

TEST_CASE("keys that become equal are refused, and what fills the memory") {
  CHECK(filled_text(R"~({"c1":1,"c{n}":2})~", R"~({"n":1})~").find("\"c1\" stands twice") !=
        std::string::npos);
  const std::string big(std::size_t{1} << 20U, 'x');
  std::string many;
  for (int i = 0; i < 17; ++i) many += R"("{o.big}",)";
  const std::string parameters = R"({"o":{"name":"x","big":")" + big + R"("}})";
  CHECK(filled("[" + many + "1]", parameters).error().message.find("16 MiB") != std::string::npos);
  CHECK(filled("\"" + std::string(17, ' ') + many.substr(1, 7) + "\"", parameters).ok());
}

TEST_CASE("what would be filled in is known") {
  CHECK(holds_placeholder(value_of(R"~({"a":["x{n}"]})~")));
  CHECK(holds_placeholder(value_of(R"~({"{n}":1})~")));
  CHECK_FALSE(holds_placeholder(value_of(R"~({"a":["${S} @{B} {N} {}"],"b":{}})~")));
}

}  // namespace
}  // namespace deadair::scenario
