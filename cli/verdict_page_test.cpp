// The page of verdicts: no code is left out.
#include "cli/verdict_page.h"

#include <doctest/doctest.h>

#include "harness/judge/codes.h"

namespace deadair::cli {
namespace {

TEST_CASE("the page has one row for each code") {
  const std::string page = make_verdict_page();
  for (const judge::Code& code : judge::codes()) {
    INFO(code.name);
    const std::string row = "| `" + std::string(code.name) + "` | ";
    const std::size_t first = page.find(row);
    CHECK(first != std::string::npos);
    CHECK(page.find(row, first + 1) == std::string::npos);
  }
}

}  // namespace
}  // namespace deadair::cli
