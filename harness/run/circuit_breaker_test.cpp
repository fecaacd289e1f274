// When a run gives up on a client, and when it does not.
#include "harness/run/circuit_breaker.h"

#include <doctest/doctest.h>

#include <string>

namespace deadair::run {
namespace {

// Plays so many cases at a client of which `hangs(n)` tells whether it hangs in the nth; one letter
// a case: '.' came to its end, 'H' hung, '-' was passed over.
template <class Hangs>
std::string play(CircuitBreaker& breaker, int cases, Hangs hangs) {
  std::string story;
  for (int at = 0; at < cases; ++at) {
    if (!breaker.admits()) {
      story += '-';
      continue;
    }
    breaker.started(true);
    breaker.played(hangs(at));
    story += hangs(at) ? 'H' : '.';
  }
  return story;
}

TEST_CASE("a client that always hangs is tried ever more rarely") {
  CircuitBreaker breaker;
  CHECK(play(breaker, 24, [](int) { return true; }) == "HHHH-H--H----H--------H-");
  CHECK(breaker.passed_over() == 16);
  CHECK(breaker.reason() == "not tried: 3 cases or more in a row hung");
}

TEST_CASE("two thousand cases cost a dead client few budgets") {
  CircuitBreaker breaker;
  play(breaker, 2000, [](int) { return true; });
  CHECK(2000 - breaker.passed_over() <= 15);
}

TEST_CASE("two hangs in a row open nothing") {
  CircuitBreaker breaker;
  const std::string story = play(breaker, 9, [](int at) { return at % 3 != 2; });
  CHECK(story == "HH.HH.HH.");
  CHECK(breaker.passed_over() == 0);
}

TEST_CASE("a client that comes back is played again, and has three hangs anew") {
  CircuitBreaker breaker;
  const std::string story = play(breaker, 16, [](int at) { return at < 6 || at >= 10; });
  CHECK(story == "HHHH-H--..HHHH-H");
}

TEST_CASE("three starts that come to nothing open it for good") {
  CircuitBreaker breaker;
  for (int start = 0; start < 2; ++start) breaker.started(false);
  breaker.started(true);
  for (int start = 0; start < 3; ++start) {
    CHECK(breaker.admits());
    breaker.started(false);
  }
  for (int at = 0; at < 100; ++at) CHECK_FALSE(breaker.admits());
  CHECK_FALSE(breaker.starts());
  CHECK(breaker.reason() == "not tried: 3 starts in a row came to nothing");
  CHECK(breaker.passed_over() == 100);
}

}  // namespace
}  // namespace deadair::run
