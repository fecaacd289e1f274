// Which rounds are alike, and what is said of those that are not.
#include "harness/run/repeats.h"

#include <doctest/doctest.h>

#include <string>

namespace deadair::run {
namespace {

using judge::Kind;

judge::Verdict came_out(Kind kind, const std::string& code = "", const std::string& got = "") {
  judge::Verdict verdict;
  verdict.kind = kind;
  verdict.worst.code = code;
  verdict.worst.got = got;
  return verdict;
}

TEST_CASE("rounds are alike by verdict and code") {
  CHECK(alike(came_out(Kind::pass), came_out(Kind::pass)));
  CHECK_FALSE(alike(came_out(Kind::pass), came_out(Kind::fail, "heard.order")));
  CHECK(alike(came_out(Kind::fail, "heard.order", "1"), came_out(Kind::fail, "heard.order", "2")));
  CHECK_FALSE(alike(came_out(Kind::fail, "heard.order"), came_out(Kind::fail, "heard.hole")));
  CHECK_FALSE(alike(came_out(Kind::fail, "client.hung"), came_out(Kind::broken, "client.hung")));
}

TEST_CASE("rounds that differ are inconclusive, and both are told") {
  const judge::Verdict verdict = unequal(came_out(Kind::pass), 1, came_out(Kind::fail, "heard.cut"),
                                         4, msc3888::Level::robust);
  CHECK(verdict.kind == Kind::inconclusive);
  CHECK(verdict.worst.code == "run.unequal");
  CHECK(verdict.worst.got == "pass in round 1, fail heard.cut in round 4");
  CHECK(verdict.worst.level == msc3888::Level::robust);
}

}  // namespace
}  // namespace deadair::run
