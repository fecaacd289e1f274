// Threads keep to a core, and what they start does too; others do not.
#include "harness/base/cores.h"

#include <doctest/doctest.h>

#include <thread>

namespace deadair {

TEST_CASE("cores: a thread that keeps to one hands that down, and changes nobody else") {
  const std::vector<int> all = usable_cores();
  REQUIRE_FALSE(all.empty());
  const int last = all.back();
  std::vector<int> of_keeper, of_child;
  std::thread([&] {
    CHECK(keep_to_core(last));
    of_keeper = usable_cores();
    std::thread([&] { of_child = usable_cores(); }).join();
  }).join();
  CHECK(of_keeper == std::vector<int>{last});
  CHECK(of_child == std::vector<int>{last});
  CHECK(usable_cores() == all);
}

TEST_CASE("cores: jobs keep to them when there is one for each") {
  const std::vector<int> all = usable_cores();
  CHECK(cores_for(all.size()) == all);
  CHECK(cores_for(all.size() + 1) == all);
  CHECK(cores_for(all.size() - 1).empty());
}

TEST_CASE("cores: one that there is not is refused, and nothing changes") {
  const std::vector<int> all = usable_cores();
  CHECK_FALSE(keep_to_core(-1));
  CHECK_FALSE(keep_to_core(1 << 20));
  CHECK(usable_cores() == all);
}

}  // namespace deadair
