// Nothing acts on who reads it.
#include "harness/base/visible.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace deadair {
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

}  // namespace
}  // namespace deadair
