// How a target comes apart: segments and query, decoded after they are split.
#include "mock_homeserver/http/target.h"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

namespace deadair::http {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

TEST_CASE("a target is split before it is decoded") {
  struct Row {
    std::string name;
    std::string raw;
    std::vector<std::string> segments;
    Pairs query;
  };
  const std::vector<Row> rows = {
      {"the root", "/", {}, {}},
      {"the asterisk", "*", {}, {}},
      {"plain segments", "/a/b", {"a", "b"}, {}},
      {"an empty segment at the end", "/a/", {"a", ""}, {}},
      {"an empty segment within", "/a//b", {"a", "", "b"}, {}},
      {"an escaped slash stays in its segment", "/x%2Fy/z", {"x/y", "z"}, {}},
      {"an escaped question mark is no query", "/a%3Fb=c", {"a?b=c"}, {}},
      {"a room ID", "/rooms/%21r%3Adeadair.test", {"rooms", "!r:deadair.test"}, {}},
      {"lower case digits", "/%c3%a4", {"\xc3\xa4"}, {}},
      {"a plus in a path is a plus", "/a+b", {"a+b"}, {}},
      {"dots are segments like others", "/a/../b/%2e%2e", {"a", "..", "b", ".."}, {}},
      {"decoded once only", "/%252F", {"%2F"}, {}},
      {"a query", "/a?b=c&d=e", {"a"}, {{"b", "c"}, {"d", "e"}}},
      {"a name twice stays twice", "/?a=1&a=2", {}, {{"a", "1"}, {"a", "2"}}},
      {"a name without a value", "/?a&b=", {}, {{"a", ""}, {"b", ""}}},
      {"a value with an equals sign", "/?a=b=c", {}, {{"a", "b=c"}}},
      {"empty pieces are left out", "/?&&a=b&", {}, {{"a", "b"}}},
      {"a plus in a query is a space", "/?a+b=c+d%2B", {}, {{"a b", "c d+"}}},
      {"an escaped ampersand stays in its value", "/?a=b%26c%3Dd", {}, {{"a", "b&c=d"}}},
      {"a second question mark is part of the value", "/?a=b?c", {}, {{"a", "b?c"}}},
      {"the absolute form", "http://host:80/a/b?c=d", {"a", "b"}, {{"c", "d"}}},
      {"the absolute form without a path", "http://host", {}, {}},
      {"a scheme inside a path", "/a?b=http://host/c", {"a"}, {{"b", "http://host/c"}}},
  };
  for (const Row& row : rows) {
    DOCTEST_SUBCASE(row.name.c_str()) {
      const Target target = split_target(row.raw);
      CHECK(target.segments == row.segments);
      CHECK(target.query == row.query);
    }
  }
}

TEST_CASE("an escape that is none stands for itself") {
  struct Row {
    std::string text;
    std::string decoded;
  };
  const std::vector<Row> rows = {
      {"%", "%"},     {"%2", "%2"},   {"a%", "a%"},     {"%zz", "%zz"},  {"%2g", "%2g"},
      {"%g2", "%g2"}, {"%%41", "%A"}, {"%4%41", "%4A"}, {"%-1", "%-1"},  {"% 1", "% 1"},
      {"%+1", "%+1"}, {"%0x", "%0x"}, {"%41", "A"},     {"%fF", "\xff"},
  };
  for (const Row& row : rows) {
    DOCTEST_SUBCASE(row.text.c_str()) { CHECK(percent_decoded(row.text, false) == row.decoded); }
  }
  CHECK(percent_decoded("a%00b", false) == std::string("a\0b", 3));
}

}  // namespace
}  // namespace deadair::http
