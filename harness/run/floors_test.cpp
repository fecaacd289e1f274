// Which amounts are too little.
#include "harness/run/floors.h"

#include <doctest/doctest.h>

namespace deadair::run {
namespace {

using Sentences = std::vector<std::string>;

TEST_CASE("nothing that ran is too little, whatever was asked") {
  CHECK(missed({}, {0, 30}) == Sentences{"0 cases ran; at least 1 must"});
  CHECK(missed({}, {1, 30}).empty());
  CHECK(missed({.ran_min = 0}, {0, 0}).empty());
}

TEST_CASE("a floor and a skip budget are kept or missed by one") {
  const Floors floors{10, 5};
  CHECK(missed(floors, {10, 5}).empty());
  CHECK(missed(floors, {9, 5}) == Sentences{"9 cases ran; at least 10 must"});
  CHECK(missed(floors, {10, 6}) == Sentences{"6 cases are unsupported; at most 5 may be"});
  CHECK(missed(floors, {9, 6}).size() == 2);
  CHECK(missed({.unsupported_max = 0}, {1, 1}).size() == 1);
}

}  // namespace
}  // namespace deadair::run
