// Work beside a thread: all of it, one at a time, in its order.
#include "harness/run/beside.h"

#include <doctest/doctest.h>

#include <future>
#include <thread>
#include <vector>

#include "harness/base/no_threads.h"

namespace deadair::run {

TEST_CASE("all that was given is done, in its order, by another thread") {
  std::vector<int> done;
  std::thread::id doer;
  {
    Beside beside;
    for (int i = 0; i < 100; ++i) {
      beside.give([&, i] {
        done.push_back(i);
        doer = std::this_thread::get_id();
      });
    }
  }
  REQUIRE(done.size() == 100);
  for (int i = 0; i < 100; ++i) CHECK(done[static_cast<std::size_t>(i)] == i);
  CHECK(doer != std::this_thread::get_id());
}

TEST_CASE("without a thread who gives does the work") {
  const NoThreads none;
  std::vector<int> done;
  Beside beside;
  for (int i = 0; i < 3; ++i) {
    beside.give([&, i] { done.push_back(i); });
    CHECK(done.size() == static_cast<std::size_t>(i) + 1);
  }
  CHECK(done == std::vector<int>{0, 1, 2});
}

TEST_CASE("who gives goes on while the work is done") {
  std::promise<void> went_on;
  bool done = false;
  {
    Beside beside;
    beside.give([&] {
      went_on.get_future().wait();
      done = true;
    });
    CHECK_FALSE(done);
    went_on.set_value();
  }
  CHECK(done);
}

}  // namespace deadair::run
