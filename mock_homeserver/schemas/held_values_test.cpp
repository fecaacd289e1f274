// What speaks for what: equal values alone.
#include "mock_homeserver/schemas/held_values.h"

#include <doctest/doctest.h>

#include <set>
#include <string_view>

namespace deadair::mock {

TEST_CASE("values that differ anywhere have hashes that differ") {
  std::set<std::uint64_t> hashes;
  for (const std::string_view text : {"null",
                                      "true",
                                      "false",
                                      "0",
                                      "1",
                                      "1.0",
                                      R"("1")",
                                      R"("")",
                                      "[]",
                                      "{}",
                                      "[[]]",
                                      "[[],[]]",
                                      "[[[]]]",
                                      "[{}]",
                                      "[0]",
                                      "[0,0]",
                                      R"(["a","b"])",
                                      R"(["b","a"])",
                                      R"(["ab"])",
                                      R"([["a"],"b"])",
                                      R"([["a","b"]])",
                                      R"({"a":"b"})",
                                      R"({"b":"a"})",
                                      R"({"a":{"b":"c"}})",
                                      R"({"a":"b","c":{}})",
                                      R"({"a":{},"c":"b"})",
                                      R"({"c":{},"a":"b"})",
                                      R"({"a":{"c":{}},"b":0})",
                                      R"({"a":{"c":{},"b":0}})",
                                      R"({"a":null})",
                                      R"({"a":true})",
                                      R"({"a":false})",
                                      R"(["a",null])"}) {
    INFO(text);
    CHECK(hashes.insert(hash_of(*json::read(text))).second);
  }
}

TEST_CASE("equal values have equal hashes, wherever they were read from") {
  const json::Value one = *json::read(R"({"a":[1,"b",{"c":null}]})");
  const json::Value same = *json::read(R"(  { "a": [1, "\u0062", {"c": null}] })");
  REQUIRE(one == same);
  CHECK(hash_of(one) == hash_of(same));
}

TEST_CASE("what is held stays bounded") {
  HeldValues held(3);
  for (std::uint64_t hash = 0; hash < 10; ++hash) {
    held.add(hash);
    held.add(hash);
    CHECK(held.contains(hash));
    CHECK(held.size() <= 3);
  }
  CHECK(!held.contains(1));
}

}  // namespace deadair::mock
