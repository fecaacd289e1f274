// The client keeps syncing, and its requests are well-formed and bounded.
#include <doctest/doctest.h>

#include <string>

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

TEST_CASE("a client that syncs and rests passes") {
  CHECK(found(TraceBuilder().emit("S").end().sees({})) == "pass");
}

TEST_CASE("a client that answers `open` without a sync has never synced") {
  CHECK(found(logged_in(false)) == "fail client client.never_synced must order transitions @-1");
  // With a sync, nothing but the missing observation is left to say.
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
      {"busy", "a request of it stays open"},
      {"away", "it has not come back after a failed exchange"},
      {"absent", "it does not sync any more"},
      {"lost in thought", "lost in thought"},
  };
  for (const Row& row : rows) {
    DOCTEST_SUBCASE(row.rest.c_str()) {
      TraceBuilder builder;
      builder.emit("S").stalls(row.rest);
      CHECK(found(builder) == "fail client sync.stopped must order transitions @0");
      CHECK(builder.verdict().worst.got == row.got);
    }
  }
}

TEST_CASE("absent from the beginning is another fault than absent later") {
  TraceBuilder builder = logged_in(false);
  builder.stalls("absent");
  CHECK(found(builder) == "fail client client.never_synced must order transitions @-1");
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
    CHECK(found(builder) == "fail client sync.stopped must order transitions @0");
  }
}

TEST_CASE("each finding about a request is a failure of its own") {
  const std::string codes[] = {"request.bad_json", "request.bad_field", "request.unknown_route",
                               "request.method",   "request.no_token",  "request.foreign_token",
                               "requests.storm"};
  for (const std::string& code : codes) {
    DOCTEST_SUBCASE(code.c_str()) {
      TraceBuilder builder;
      builder.emit("S").finds(code, "relations").end().sees({});
      CHECK(found(builder) == "fail client " + code + " robust polite @0");
      CHECK(builder.verdict().worst.got == "relations: as it stood");
    }
  }
}

TEST_CASE("the same finding is told once, at its first place") {
  TraceBuilder builder;
  builder.emit("S").finds("request.method").emit("c1").finds("request.method");
  builder.finds("request.method", "media").end().sees({});
  CHECK(found(builder) ==
        "fail client request.method robust polite @0; fail client request.method robust polite @1");
}

}  // namespace
}  // namespace deadair::judge
