// The client keeps syncing, and its requests are well-formed and bounded.
#include <doctest/doctest.h>

#include <string>

#include "harness/judge/rules/exhibits.h"
#include "harness/judge/rules/rules.h"
#include "harness/judge/trace_builder.h"

namespace deadair::judge {
namespace {

// Logged in by hand: with or without a sync.
TraceBuilder logged_in(bool with_sync) {
  TraceBuilder builder;
  builder.calls("open", R"({"depth": "client"})");
  if (with_sync) builder.exchange("sync");
  builder.answers();
  return builder;
}

TEST_CASE("of a client that has synced before `open` is answered nothing is said") {
  // Nothing but the missing observation is left.
  CHECK(found(logged_in(true)) == "broken harness trace.no_observation @1");
}

TEST_CASE("at depth core nobody syncs") {
  TraceBuilder builder;
  builder.calls("open", R"({"depth": "core"})").answers();
  CHECK(found(builder) == "broken harness trace.no_observation @1");
}

TEST_CASE("a client that does not come to rest has stopped syncing") {
  struct Row {
    std::string rest, got;
  };
  const Row rows[] = {
      {"busy", "it does not poll again, or a request of it stays open"},
      {"away", "it has not come back after a failed exchange"},
      {"absent", "it does not sync any more"},
      {"lost in thought", "lost in thought"},
  };
  for (const Row& row : rows) {
    DOCTEST_SUBCASE(row.rest.c_str()) {
      TraceBuilder builder;
      builder.emit("S").stalls(row.rest);
      CHECK(found(builder) == "fail client sync.stopped must transitions order @0");
      CHECK(builder.verdict().worst.got == row.got);
    }
  }
}

TEST_CASE("absent from the beginning is another fault than absent later") {
  TraceBuilder builder = logged_in(false);
  builder.stalls("absent");
  CHECK(found(builder) == "fail client client.never_synced must transitions order @-1");
}

TEST_CASE("who was logged out need not sync") {
  const std::string ways[] = {"soft_logout", "logout", "kicked", "banned"};
  for (const std::string& how : ways) {
    DOCTEST_SUBCASE(how.c_str()) {
      TraceBuilder builder;
      builder.emit("S").session(how).stalls("absent").end().sees({});
      CHECK(found(builder) == "pass");
    }
  }
  SUBCASE("by the user's own wish") {
    TraceBuilder builder;
    builder.features({"logout"}).emit("S").act("logout").stalls("absent").end().sees({});
    CHECK(found(builder) == "pass");
  }
  SUBCASE("but before that it must") {
    TraceBuilder builder;
    builder.emit("S").stalls("absent").session("logout").end().sees({});
    CHECK(found(builder) == "fail client sync.stopped must transitions order @0");
  }
}

TEST_CASE("a finding about a request is told as it stood, with its route") {
  TraceBuilder builder;
  builder.emit("S").finds("request.bad_field", "relations").end().sees({});
  CHECK(builder.verdict().worst.got == "relations: as it stood");
}

TEST_CASE("the same finding is told once, at its first place") {
  TraceBuilder builder;
  builder.emit("S").finds("request.method").emit("c1").finds("request.method");
  builder.finds("request.method", "media").end().sees({});
  CHECK(found(builder) ==
        "fail client request.method robust polite @0; fail client request.method robust polite @1");
}

}  // namespace

std::vector<Exhibit> sync_exhibits() {
  const Trace good = TraceBuilder().emit("S").end().sees({}).trace();
  TraceBuilder stopped;
  stopped.emit("S").stalls("busy").end().sees({});
  // Who was logged out need not sync.
  TraceBuilder kicked;
  kicked.emit("S").session("kicked").stalls("busy").end().sees({});
  std::vector<Exhibit> exhibits = {
      {code::client_never_synced, "fail client client.never_synced must transitions order @-1",
       logged_in(false).trace(), good},
      {code::sync_stopped, "fail client sync.stopped must transitions order @0", stopped.trace(),
       kicked.trace()},
  };
  for (const Code& code : codes()) {
    if (!is_of_request(code)) continue;
    TraceBuilder complained;
    complained.emit("S").finds(code.name).end().sees({});
    exhibits.push_back({code, "fail client " + std::string(code.name) + " robust polite @0",
                        complained.trace(), good});
  }
  return exhibits;
}

}  // namespace deadair::judge
