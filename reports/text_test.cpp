// What foreign text may not do to a reader.
#include "reports/text.h"

#include <doctest/doctest.h>

#include <string>

#include "reports/testing/sample.h"

namespace deadair::reports {
namespace {

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
