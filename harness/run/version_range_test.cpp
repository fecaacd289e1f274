// Which versions are in which range.
#include "harness/run/version_range.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace deadair::run {
namespace {

struct Row {
  std::string range;
  std::string version;
  bool holds;
};

TEST_CASE("versions are compared number by number") {
  const std::vector<Row> rows = {
      {"1.2", "1.2", true},
      {"=1.2", "1.2.0", true},
      {"1.2", "1.2.1", false},
      {">=1.2", "1.10", true},
      {">=1.2", "1.1.9", false},
      {">1.2", "1.2.0", false},
      {"<2", "1.99", true},
      {"<2", "2.0", false},
      {"<=2", "2.0.0", true},
      {">=1.2 <2", "1.5", true},
      {">=1.2 <2", "2.1", false},
      {"  >=1.2   <2 ", "1.2", true},
      {"1.2", "v1.2-rc1", true},
      {"<2", "nightly", false},
      {"<2", "", false},
      {">=20261126", "20261127", true},
      {">1", "20261127093000", true},
      {"<=1", "1.4294967296", false},
      {"<20261127093000", "20261127092959", true},
      {"=1.02", "1.2", true},
      {">1.10", "1.9", false},
  };
  for (const Row& row : rows) {
    const Result<VersionRange> range = VersionRange::parse(row.range);
    REQUIRE_MESSAGE(range.ok(), row.range);
    CHECK_MESSAGE(range->holds(row.version) == row.holds, row.range, " of ", row.version);
  }
}

TEST_CASE("what is no range is refused by name") {
  for (const std::string text :
       {"", "  ", "about 2", "=>1", "<", ">= 1", "1.x", "-1", "1..2", ">=1.", "1. 2"}) {
    const Result<VersionRange> range = VersionRange::parse(text);
    REQUIRE_MESSAGE(!range.ok(), text);
    CHECK(range.error().code == "version.range");
  }
}

}  // namespace
}  // namespace deadair::run
