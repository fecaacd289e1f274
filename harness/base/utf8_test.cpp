// Text is made valid, byte by byte.
#include "harness/base/utf8.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace deadair {
namespace {

struct Row {
  std::string name;
  std::string text;
  std::string valid;
};

TEST_CASE("what is not UTF-8 becomes U+FFFD") {
  const std::string mark = "\xEF\xBF\xBD";
  const std::vector<Row> rows = {
      {"plain text stays", "caf\xC3\xA9 \xF0\x9F\x98\x80", "caf\xC3\xA9 \xF0\x9F\x98\x80"},
      {"an overlong slash", "\xC0\xAF", mark + mark},
      {"a surrogate", "\xED\xA0\x80", mark + mark + mark},
      {"beside eight plain letters",
       "12345678\xC3\xA9"
       "12345678\xC3",
       "12345678\xC3\xA9"
       "12345678" +
           mark},
      {"a cut sequence", "a\xE2\x82", "a" + mark + mark},
      {"a tail alone", "\x80z", mark + "z"},
      {"beyond U+10FFFF", "\xF4\x90\x80\x80", mark + mark + mark + mark},
  };
  for (const Row& row : rows) {
    DOCTEST_SUBCASE(row.name.c_str()) { CHECK(valid_utf8(row.text) == row.valid); }
  }
}

TEST_CASE("valid bytes are counted up to the first that is not") {
  const std::string text = "plain letters, more than eight \xC3\xA9 \xE2\x82\xAC";
  for (std::size_t length = 0; length <= text.size(); ++length) {
    const std::string begin = text.substr(0, length);
    CHECK(valid_utf8_bytes(begin + "\xFF" + text) == valid_utf8_bytes(begin));
    CHECK(valid_utf8_bytes(begin) + 2 >= begin.size());
  }
  CHECK(valid_utf8_bytes(text) == text.size());
  CHECK(valid_utf8_bytes("12345678\xA9 12345678") == 8);
}

TEST_CASE("half a surrogate pair in an escape becomes U+FFFD") {
  CHECK(valid_json_text(R"("\uD83D\uDE00 \uDE00 \uD83D\u0041 \\ud800")") ==
        R"("\uD83D\uDE00 \ufffd \ufffd\u0041 \\ud800")");
  CHECK(valid_json_text("\"\\") == "\"\\");
  CHECK(valid_json_text("\"\\\xFF\"") == "\"\\\xEF\xBF\xBD\"");
}

}  // namespace
}  // namespace deadair
