// What an adapter leaves behind is ended with it, wherever it hides.
#include "harness/client/orphans.h"

#include <doctest/doctest.h>
#include <sys/prctl.h>

#include <cerrno>
#include <csignal>
#include <string>

#include "harness/client/adapter_fixture.h"
#include "harness/client/reaping.h"

namespace deadair::client {
namespace {

using testing::Fixture;
using testing::hostile;
using testing::NothingStays;

// Adopts orphans while it lives.
class Adopting {
 public:
  Adopting() { REQUIRE(adopt_orphans()); }
  Adopting(const Adopting&) = delete;
  Adopting& operator=(const Adopting&) = delete;
  ~Adopting() { prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0); }
};

bool lives(int process) { return kill(process, 0) == 0; }

// Starts an adapter that leaves a process behind; returns that one's number.
int leave_behind(Fixture& fixture, const std::string& mode) {
  fixture.start(hostile(mode));
  const Reply reply = fixture.call("settle");
  REQUIRE(reply.ok());
  const int process = static_cast<int>(reply.value.integer_at("grandchild", 0));
  REQUIRE(process > 0);
  REQUIRE(lives(process));
  return process;
}

TEST_CASE("a process in a session of its own ends with the adapter that left it") {
  const NothingStays check;
  const Adopting adopting;
  Fixture one;
  Fixture other;
  const int ours = leave_behind(one, "daemon");
  const int theirs = leave_behind(other, "daemon");
  one.adapter->finish();
  CHECK_FALSE(lives(ours));
  CHECK(lives(theirs));
  other.adapter->finish();
  CHECK_FALSE(lives(theirs));
}

TEST_CASE("one that has ended before its adapter leaves no zombie") {
  const NothingStays check;
  const Adopting adopting;
  Fixture fixture;
  const int ended = leave_behind(fixture, "ended_daemon");
  fixture.adapter->finish();
  CHECK_FALSE(lives(ended));
}

TEST_CASE("a child that another thread has reaped is not waited for") {
  Fixture fixture;
  fixture.start(hostile("good"));
  REQUIRE(fixture.call("hello").ok());
  const int process = fixture.adapter->process_id().value();
  fixture.adapter->finish();
  const Patience patience;
  CHECK_FALSE(kill_and_await(process, patience));
  CHECK_FALSE(patience.over());
}

TEST_CASE("one that has dropped its environment ends when the program is done with adapters") {
  const NothingStays check;
  const Adopting adopting;
  Fixture fixture;
  const int bare = leave_behind(fixture, "bare_daemon");
  fixture.adapter->finish();
  CHECK(lives(bare));
  end_children();
  CHECK_FALSE(lives(bare));
}

TEST_CASE("the rest of the group leaves no zombies to whom adopts them") {
  const NothingStays check;
  const Adopting adopting;
  Fixture fixture;
  fixture.start(hostile("grandchild_and_exit"));
  CHECK(fixture.call("settle").kind == Reply::Kind::ended);
  fixture.adapter->finish();
}

TEST_CASE("what holds on to an adapter that was killed does not hold us up") {
  // Traced by a process that never lets go; in a group that others join after it was killed.
  for (const std::string mode : {"traced", "joins"}) {
    DOCTEST_SUBCASE(mode.c_str()) {
      const NothingStays check;
      const Adopting adopting;
      Fixture fixture;
      fixture.limits.bye_ms = 1;
      fixture.start(hostile(mode));
      REQUIRE(fixture.call("settle").ok());
      CHECK(fixture.adapter->finish() != Exit::untold());
      end_children();  // helpers that were on their way into the group
    }
  }
}

}  // namespace
}  // namespace deadair::client
