// What foreign text may not do to a reader.
#include "reports/text.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "reports/testing/sample.h"

namespace deadair::reports {
namespace {

struct Row {
  std::string name;
  std::string text;
  std::string visible;
};

TEST_CASE("visible text holds nothing that acts") {
  const std::vector<Row> rows = {
      {"plain text stays", "order.late[n=1] – 🔇 é", "order.late[n=1] – 🔇 é"},
      {"an escape sequence", "\x1b[31mred", "␛[31mred"},
      {"NUL", std::string("a\0b", 3), "a␀b"},
      {"line ends", "a\r\nb\tc", "a␍␊b␉c"},
      {"delete", "a\x7f", "a␡"},
      {"a one-byte control sequence of C1",
       "\xc2\x9b"
       "31m",
       "\xef\xbf\xbd"
       "31m"},
      {"the no-break space next to them", "\xc2\xa0", "\xc2\xa0"},
      {"bytes that are not UTF-8", "\xff\xc3\x28", "\xef\xbf\xbd\xef\xbf\xbd("},
      {"a direction override",
       "a\xe2\x80\xae"
       "b",
       "a\xef\xbf\xbd"
       "b"},
      {"a mark of direction for Arabic", "\xd8\x9c", "\xef\xbf\xbd"},
      {"the letter next to it", "\xd8\xa1", "\xd8\xa1"},
      {"an isolate", "\xe2\x81\xa7", "\xef\xbf\xbd"},
      {"a line separator", "\xe2\x80\xa8", "\xef\xbf\xbd"},
      {"a dash next to them", "\xe2\x80\x94", "\xe2\x80\x94"},
      {"a byte order mark", "\xef\xbb\xbf", "\xef\xbf\xbd"},
      {"what XML has no place for", "\xef\xbf\xbe", "\xef\xbf\xbd"},
  };
  for (const Row& row : rows) {
    DOCTEST_SUBCASE(row.name.c_str()) { CHECK(visible(row.text) == row.visible); }
  }
}

TEST_CASE("line feeds stay only where many lines are asked for") {
  CHECK(visible("a\nb\r\n", Lines::many) == "a\nb␍\n");
  CHECK(visible("a\nb", Lines::one) == "a␊b");
}

TEST_CASE("cutting keeps characters whole and tells the length") {
  CHECK(cut("short", 5) == "short");
  const std::string digits = "0123456789012345678901234";
  CHECK(cut(digits, 20) == "012345… (25 bytes)");
  CHECK(cut(digits, 20).size() == 20);
  CHECK(cut("01234é" + digits, 20) == "01234… (32 bytes)");
  CHECK(cut("0123🔇" + digits, 20) == "0123… (33 bytes)");
  CHECK(cut(std::string(100, '\x80'), 20).size() <= 20);
  CHECK(cut("longer", 5) == "… (6 bytes)");
  CHECK(cut_front(digits, 20) == "(25 bytes) …901234");
  CHECK(cut_front(digits + "🔇1234", 20) == "(33 bytes) …1234");
  CHECK(cut(std::string(1 << 20, 'x'), 100).size() == 100);
}

TEST_CASE("markup cannot be left from text or from an attribute") {
  CHECK(markup("<b a=\"1\" c='2'>&]]>") == "&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;]]&gt;");
  const std::string hostile = markup(testing::hostile_text(), Lines::many);
  CHECK(hostile.find_first_of("<>\"'\x1b\x07") == std::string::npos);
}

TEST_CASE("Markdown shows what makes tables, links, mentions and emphasis") {
  CHECK(markdown("a|b") == "a\\|b");
  CHECK(markdown("@all #1") == "&#64;all &#35;1");
  CHECK(markdown("[x](y) *z* `c`") == "\\[x\\]\\(y\\) \\*z\\* \\`c\\`");
  CHECK(markdown("http://a") == "http&#58;//a");
  CHECK(markdown("<b>&") == "&#60;b&#62;&#38;");
  CHECK(markdown("a\n# b") == "a␊&#35; b");
}

TEST_CASE("a plain address is a link, and anything else stays text") {
  for (const char* const plain :
       {"https://github.com/o/r_s/issues/17", "http://tracker.example:8080/?id=1&x=%20#c-2",
        "https://gitlab.example/~me/a,b+c"})
    CHECK(markdown_link(plain) == '<' + std::string(plain) + '>');
  for (const char* const other : {"",
                                  "x",
                                  "https://",
                                  "https:///x",
                                  "https://?x",
                                  "ftp://a.example/",
                                  "javascript:alert(1)",
                                  " https://a.example",
                                  "https://a.example/ b",
                                  "https://a.example/\n# b",
                                  "https://a.example/|b",
                                  "https://a.example/>b",
                                  "https://a.example/<b>",
                                  "https://a.example/[b](c)",
                                  "https://a.example/`b`",
                                  "https://a.example/\"b",
                                  "https://a.example/&lt;",
                                  "https://good.example@bad.example/",
                                  "https://a.example/@all",
                                  "https://a.example/é",
                                  "HTTPS://a.example/"})
    CHECK(markdown_link(other) == markdown(other));
  CHECK(markdown_link(testing::hostile_text()) == markdown(testing::hostile_text()));
}

TEST_CASE("a fence is longer than any run of backticks in it") {
  CHECK(fenced("a") == "```text\na\n```\n");
  CHECK(fenced("a\n````\nb\n") == "`````text\na\n````\nb\n`````\n");
}

}  // namespace
}  // namespace deadair::reports
