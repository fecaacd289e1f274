// What the self-test complains of.
#include "cli/selftest_report.h"

#include <doctest/doctest.h>

namespace deadair::cli {
namespace {

// One variant that nothing was played at, and one scenario.
SelftestReport nothing_killed(std::vector<std::string> unproved) {
  return {.nobody = {},
          .reference = {},
          .matrix = run::KillMatrix({{"deaf", "Hears nothing.", "order", {}}}, {"order.one"}),
          .unproved = std::move(unproved)};
}

TEST_CASE("a variant that survives and a scenario that fails nothing are wrong") {
  const std::vector<std::string> all = complaints(nothing_killed({}));
  REQUIRE(all.size() == 2);
  CHECK(all[0].find("deaf") != std::string::npos);
  CHECK(all[1].find("order.one") != std::string::npos);
}

TEST_CASE("what is known to be unproved is no complaint") {
  CHECK(complaints(nothing_killed({"deaf", "order.one"})).empty());
  CHECK(complaints(nothing_killed({"deaf"})).size() == 1);
}

TEST_CASE("a list of the unproved names nothing that is proved or unknown") {
  const std::vector<std::string> all = complaints(nothing_killed({"deaf", "order.one", "gone"}));
  REQUIRE(all.size() == 1);
  CHECK(all[0].find("gone") != std::string::npos);
}

TEST_CASE("the list of the unproved holds names and comments") {
  CHECK(read_unproved("# why\norder.one  # a reason\n\ndeaf\n") ==
        std::vector<std::string>{"order.one", "deaf"});
}

}  // namespace
}  // namespace deadair::cli
