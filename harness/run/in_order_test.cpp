// Results come out in order, all of them, and those that wait have a bound.
#include "harness/run/in_order.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <thread>
#include <vector>

namespace deadair::run {
namespace {

Finished weighing(std::size_t position, std::size_t bytes) {
  Finished finished;
  finished.index = position;
  finished.trace.entries.push_back({judge::EntryKind::notice, 0, 0, std::string(bytes, 'x')});
  return finished;
}

TEST_CASE("what comes early waits for its turn") {
  std::vector<std::size_t> seen;
  InOrder in_order([&](const Finished& one) {
    seen.push_back(one.index);
    return true;
  });
  for (const std::size_t position : {2U, 0U, 3U}) in_order.deliver(position, weighing(position, 1));
  CHECK(seen == std::vector<std::size_t>{0});
  in_order.deliver(1, weighing(1, 1));
  CHECK(seen == std::vector<std::size_t>{0, 1, 2, 3});
  CHECK(in_order.handed_on() == 4);
}

TEST_CASE("what waits takes room, and gives it back") {
  InOrder in_order([](const Finished&) { return true; }, 10000);
  in_order.deliver(1, weighing(1, 6000));
  CHECK_FALSE(in_order.has_room(6000));
  CHECK(in_order.has_room(2000));
  SUBCASE("when it was handed on") {
    in_order.deliver(0, weighing(0, 50000));  // its turn: there is always room
    CHECK(in_order.handed_on() == 2);
    CHECK(in_order.has_room(10000));
  }
  SUBCASE("nobody waits for it once all is closed") {
    in_order.close();
    in_order.deliver(2, weighing(2, 6000));
    in_order.deliver(0, weighing(0, 1));
    CHECK(in_order.handed_on() == 0);
  }
}

TEST_CASE("what was here when all was closed is not lost") {
  std::vector<std::size_t> seen;
  InOrder in_order([&](const Finished& one) {
    seen.push_back(one.index);
    return true;
  });
  for (const std::size_t position : {4U, 0U, 2U}) in_order.deliver(position, weighing(position, 1));
  in_order.close();
  in_order.deliver(6, weighing(6, 1));
  CHECK(seen == std::vector<std::size_t>{0});
  in_order.hand_on_rest();
  CHECK(seen == std::vector<std::size_t>{0, 2, 4, 6});
  CHECK(in_order.handed_on() == 4);
}

TEST_CASE("whoever gets what was left may close, and is given the rest all the same") {
  std::vector<std::size_t> seen;
  InOrder* within = nullptr;
  InOrder in_order([&](const Finished& one) {
    seen.push_back(one.index);
    within->close();
    return false;
  });
  within = &in_order;
  for (const std::size_t position : {1U, 3U}) in_order.deliver(position, weighing(position, 1));
  in_order.close();
  in_order.hand_on_rest();
  CHECK(seen == std::vector<std::size_t>{1, 3});
  CHECK(in_order.handed_on() == 2);
  in_order.hand_on_rest();
  CHECK(in_order.handed_on() == 2);
}

TEST_CASE("weights follow the memory that a client can make a result take") {
  const std::size_t least = weight_of(weighing(0, 0));
  CHECK(weight_of(weighing(0, 5000)) >= least + 5000);
  Finished finished = weighing(0, 0);
  finished.stderr_text = std::string(3000, 'e');
  CHECK(weight_of(finished) >= least + 3000);
  finished.hello =
      json::Value::object({{"features", json::Value::array({std::string(2000, 'f')})}});
  CHECK(weight_of(finished) >= least + 5000);
}

TEST_CASE("whoever is told to end is called no more, and may close from within") {
  int calls = 0;
  InOrder ending([&](const Finished&) { return ++calls < 2; });
  InOrder* within = nullptr;
  InOrder closing([&](const Finished&) {
    ++calls;
    within->close();
    return true;
  });
  within = &closing;
  for (std::size_t position = 0; position < 4; ++position) {
    ending.deliver(position, weighing(position, 1));
  }
  CHECK(calls == 2);
  for (std::size_t position = 0; position < 4; ++position) {
    closing.deliver(position, weighing(position, 1));
  }
  CHECK(calls == 3);
  CHECK(closing.handed_on() == 1);
}

TEST_CASE("threads that find no room go on when there is some, and nothing is lost") {
  constexpr std::size_t count = 400;
  constexpr std::size_t threads = 4;
  std::vector<std::size_t> seen;
  InOrder in_order(
      [&](const Finished& one) {
        seen.push_back(one.index);
        return true;
      },
      3000);  // two at a time
  {
    std::vector<std::jthread> bringing;
    for (std::size_t first = 0; first < threads; ++first) {
      bringing.emplace_back([&in_order, first] {
        for (std::size_t position = first; position < count; position += threads) {
          in_order.deliver(position, weighing(position, 1000));
        }
      });
    }
  }
  REQUIRE(seen.size() == count);
  CHECK(std::is_sorted(seen.begin(), seen.end()));
  CHECK(in_order.has_room(3000));
}

TEST_CASE("threads that wait for room are let go by the end") {
  InOrder in_order([](const Finished&) { return true; }, 1000);
  std::jthread waiting([&] { in_order.deliver(1, weighing(1, 5000)); });
  std::jthread also([&] { in_order.deliver(2, weighing(2, 5000)); });
  in_order.close();
  waiting.join();
  also.join();
  CHECK(in_order.handed_on() == 0);
}

}  // namespace
}  // namespace deadair::run
