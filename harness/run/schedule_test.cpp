// Schedules: parts of a plan, and other orders of it.
#include "harness/run/schedule.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace deadair::run {
namespace {

Plan plan_of(int ids) {
  Plan plan;
  for (int n = 0; n < ids; ++n) {
    PlannedCase one;
    one.scenario.id = "order.many[n=" + std::to_string(n) + "]";
    for (const msc3888::Dialect dialect : msc3888::all_dialects) {
      one.dialect = dialect;
      plan.cases.push_back(one);
    }
  }
  return plan;
}

std::vector<std::size_t> all_of(std::size_t size) {
  std::vector<std::size_t> all;
  for (std::size_t at = 0; at < size; ++at) all.push_back(at);
  return all;
}

TEST_CASE("one shard is the whole plan in its order") {
  CHECK(schedule(plan_of(10), {}, std::nullopt) == all_of(30));
}

TEST_CASE("shards are in order, hold all dialects of an id, and make up the plan") {
  const Plan plan = plan_of(40);
  std::vector<std::size_t> joined;
  for (int index = 1; index <= 3; ++index) {
    const std::vector<std::size_t> part = schedule(plan, {index, 3}, std::nullopt);
    CHECK(std::is_sorted(part.begin(), part.end()));
    CHECK(part.size() % 3 == 0);
    joined.insert(joined.end(), part.begin(), part.end());
  }
  std::sort(joined.begin(), joined.end());
  CHECK(joined == all_of(120));
}

TEST_CASE("a shuffle keeps every case, and one seed gives one order") {
  const Plan plan = plan_of(20);
  std::vector<std::size_t> order = schedule(plan, {}, 7);
  CHECK(order == schedule(plan, {}, 7));
  CHECK(order != schedule(plan, {}, 8));
  CHECK(order != all_of(60));
  std::sort(order.begin(), order.end());
  CHECK(order == all_of(60));
}

}  // namespace
}  // namespace deadair::run
