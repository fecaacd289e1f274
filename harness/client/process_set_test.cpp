// Processes are ended together, also one that comes to the set too late.
#include "harness/client/process_set.h"

#include <doctest/doctest.h>
#include <sys/wait.h>

#include <csignal>
#include <memory>
#include <utility>

#include "harness/client/process.h"

namespace deadair::client {
namespace {

// A program that waits for input for ever.
std::unique_ptr<Process> waiting() {
  Result<std::unique_ptr<Process>> process = Process::start({"cat"});
  REQUIRE(process.ok());
  return std::move(process).value();
}

// Whether a signal has ended it; otherwise it ends by itself, since nobody writes to it any more.
bool was_killed(Process& process) {
  process.close_input();
  siginfo_t end{};
  REQUIRE(waitid(P_PID, static_cast<id_t>(process.id()), &end, WEXITED | WNOWAIT) == 0);
  return end.si_code == CLD_KILLED;
}

TEST_CASE("stop ends all that are there and all that come") {
  ProcessSet set;
  const auto one = waiting();
  const auto other = waiting();
  set.add(one->id());
  set.add(other->id());
  CHECK_FALSE(set.stopped());
  set.stop();
  CHECK(set.stopped());
  const auto late = waiting();
  set.add(late->id());
  CHECK(was_killed(*one));
  CHECK(was_killed(*other));
  CHECK(was_killed(*late));
}

TEST_CASE("one that was taken out is left alone") {
  ProcessSet set;
  const auto one = waiting();
  set.add(one->id());
  set.remove(one->id());
  set.stop();
  CHECK_FALSE(was_killed(*one));
}

}  // namespace
}  // namespace deadair::client
