// As many threads as can be had do the work.
#include "harness/run/crew.h"

#include <doctest/doctest.h>

#include <atomic>
#include <cerrno>
#include <system_error>

namespace deadair::run {

TEST_CASE("where there is no further thread, those that are there do the work") {
  std::atomic<std::size_t> jobs = 0;
  const auto start = [&](std::size_t job) {
    if (job == 2) throw std::system_error(EAGAIN, std::system_category());
    return std::jthread([&jobs, job] { jobs += job + 1; });
  };
  CHECK(start_crew(2, start).size() == 2);
  CHECK(jobs == 3);
  CHECK(start_crew(5, start).size() == 2);
  CHECK(jobs == 6);
}

TEST_CASE("there may be none at all") {
  const auto start = [](std::size_t) -> std::jthread {
    throw std::system_error(EAGAIN, std::system_category());
  };
  CHECK(start_crew(3, start).empty());
}

}  // namespace deadair::run
