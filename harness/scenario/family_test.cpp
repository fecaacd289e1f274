// Families: products, ids, the fixed sample, and what is refused.
#include "harness/scenario/family.h"

#include <doctest/doctest.h>

#include <algorithm>

namespace deadair::scenario {
namespace {

json::Value value_of(std::string_view text) { return json::read(text).value(); }

std::string product(std::string_view parameters) {
  const json::Value held = value_of(parameters);
  const Result<Family> family = Family::read(Source{}, &held);
  if (!family.ok()) return family.error().message;
  std::string text;
  for (std::size_t member = 0; member < family->size(); ++member) {
    for (const auto& pair : family->binding(member)) text += text_of_parameter(*pair.second);
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
  CHECK(product(R"~({"a":[{"name":"x","text":"{b}"}]})~").find("not filled in") !=
        std::string::npos);
}

TEST_CASE("a family has a limit") {
  std::string list = "[0";
  for (int number = 1; number < 80; ++number) list += "," + std::to_string(number);
  list += "]";
  CHECK(product("{\"a\":" + list + ",\"b\":" + list + "}").find("more than 5000") !=
        std::string::npos);
}

Family counted(std::string_view parameters) {
  const json::Value held = value_of(parameters);
  return Family::read(Source{}, &held).value();
}

TEST_CASE("a member's id names its values in the order of the file") {
  const Family family = counted(R"~({"b":["x",{"name":"y"}],"a":[1]})~");
  CHECK(family.id("order.late", 1) == "order.late[b=y,a=1]");
  CHECK(Family::read(Source{}, nullptr)->id("order.late", 0) == "order.late");
}

TEST_CASE("a sample is fixed, of its size, and not the first members in a row") {
  const Family family = counted(R"~({"n":{"orders_of":["c1 c2 c3 c4"]}})~");
  const std::vector<bool> sample = family.sample("order.all", 6);
  CHECK(std::count(sample.begin(), sample.end(), true) == 6);
  CHECK(sample == family.sample("order.all", 6));
  CHECK(sample != family.sample("order.others", 6));
  CHECK(std::find(sample.begin(), sample.begin() + 6, false) != sample.begin() + 6);
  // A larger sample holds the smaller one.
  const std::vector<bool> larger = family.sample("order.all", 7);
  for (std::size_t member = 0; member < sample.size(); ++member)
    CHECK((!sample[member] || larger[member]));
}

TEST_CASE("without a sample, or with one as large as the family, all members are taken") {
  const Family family = counted(R"~({"n":[1,2,3]})~");
  CHECK(family.sample("a.b", 0) == std::vector<bool>(3, true));
  CHECK(family.sample("a.b", 3) == std::vector<bool>(3, true));
}

}  // namespace
}  // namespace deadair::scenario
