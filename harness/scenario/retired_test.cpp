// Retired ids: the list, and who is held to it.
#include "harness/scenario/retired.h"

#include <doctest/doctest.h>

namespace deadair::scenario {
namespace {

TEST_CASE("the list has an id a line, and remarks") {
  const Result<RetiredIds> read = read_retired(
      "retired.txt",
      "# Gone.\n\norder.old_one\n  gaps.another  # said the same as gaps.ended_hole\n");
  REQUIRE(read.ok());
  CHECK(*read == RetiredIds{"gaps.another", "order.old_one"});
  CHECK(read_retired("retired.txt", "")->empty());
}

TEST_CASE("what is no id, or stands twice, is refused with its line") {
  for (const std::string_view text :
       {"order.a\norder", "order.a\nOrder.b", "order.a\n.b", "order.a\nb.", "order.a\norder.a",
        "order.a\norder.b order.c"}) {
    const Result<RetiredIds> read = read_retired("retired.txt", text);
    REQUIRE_FALSE(read.ok());
    CHECK(read.error().code == "scenario.retired");
    CHECK(read.error().place == "retired.txt:2");
  }
}

TEST_CASE("a scenario with a retired id is refused") {
  Scenario scenario;
  scenario.id = "order.old_one";
  CHECK_FALSE(check_retired({"order.old_one"}, scenario).ok());
  CHECK(check_retired({"order.old"}, scenario).ok());
}

}  // namespace
}  // namespace deadair::scenario
