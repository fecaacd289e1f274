// A value or a reason.
#include "harness/base/result.h"

#include <doctest/doctest.h>

namespace deadair {
namespace {

Result<int> half(int number) {
  if (number % 2 != 0) return Error{"half.odd", "number", "is odd"};
  return number / 2;
}

TEST_CASE("a result holds the value or the error") {
  CHECK(half(4).value() == 2);
  REQUIRE_FALSE(half(3).ok());
  CHECK(half(3).error() == Error{"half.odd", "number", "is odd"});
  CHECK(half(3).error().text() == "number: is odd");
}

}  // namespace
}  // namespace deadair
