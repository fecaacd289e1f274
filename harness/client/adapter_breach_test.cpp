// Adapters that break the contract: each breach is named, and nothing of them stays behind.
#include "harness/client/adapter.h"

#include <doctest/doctest.h>
#include <sys/resource.h>

#include <csignal>
#include <string>
#include <vector>

#include "harness/client/adapter_fixture.h"

namespace deadair::client {
namespace {

using namespace testing;

struct BreachRow {
  std::string mode;
  std::string fault;
  std::string detail;
  bool at_next_call = false;  // the breach lies behind the answer
};

TEST_CASE("breaches of the contract are named") {
  const std::vector<BreachRow> rows{
      {"noise", "adapter.noise", "Starting player\\x1b[0m …"},
      {"empty_line", "adapter.noise", "not a JSON-RPC object"},
      {"many_lines", "adapter.noise", "yyyy"},
      {"long_line", "adapter.line_too_long", "longer than 2097152 bytes: xxxx"},
      {"long_answer", "adapter.line_too_long", "{\"jsonrpc\""},
      {"invalid_utf8", "adapter.noise", "not valid Unicode"},
      {"deep", "adapter.too_deep", "nested deeper than 64"},
      {"deep_open", "adapter.too_deep", "nested deeper than 64"},
      {"wrong_id", "adapter.wrong_id", "in place of 1"},
      {"text_id", "adapter.wrong_id", "in place of 1"},
      {"no_id", "adapter.wrong_id", "parse error"},
      {"doubled", "adapter.wrong_id", "no call waits for", true},
      {"early", "adapter.wrong_id", "no call waits for", true},
      {"garbage", "adapter.garbage", "both \"result\" and \"error\""},
      {"neither", "adapter.garbage", "neither \"result\" nor \"error\""},
      {"calls", "adapter.garbage", "a call by the adapter"},
      {"closes_stdout", "adapter.closed_stdout", "lives on"},
      {"closes_stdin", "adapter.closed_stdin", "lives on", true},
      {"flood", "adapter.flood", "more than 200 notifications"},
      {"flood_unasked", "adapter.flood", "more than 200 notifications", true},
      {"wide", "adapter.line_too_long", "more than 200000 values"},
      {"heavy", "adapter.flood", "lines o"},
      {"banner", "adapter.noise", "example adapter 1.0"},
  };
  for (const BreachRow& row : rows) {
    DOCTEST_SUBCASE(row.mode.c_str()) {
      const NothingStays check;
      Fixture fixture;
      fixture.limits.line_bytes_max = std::size_t{2} * 1024 * 1024;
      fixture.limits.notices_max = 200;
      fixture.start(hostile(row.mode));
      if (row.at_next_call) REQUIRE(fixture.call("settle").ok());
      const Reply reply = fixture.call(row.at_next_call ? "observe" : "settle");
      CHECK(reply.kind == Reply::Kind::broken);
      CHECK(reply.fault == row.fault);
      CHECK_MESSAGE(reply.detail.find(row.detail) != std::string::npos, reply.detail);
      CHECK(reply.detail.size() < 600);
      CHECK_FALSE(fixture.adapter->usable());
      fixture.adapter->finish();
    }
  }
}

TEST_CASE("an answer that was written before any call is a wrong id") {
  const NothingStays check;
  Fixture fixture;
  fixture.start(hostile("early", "hello"));
  REQUIRE(fixture.call("hello").ok());
  CHECK(fixture.call("observe").fault == "adapter.wrong_id");
}

TEST_CASE("an adapter that answers ahead of the first call is found out") {
  const NothingStays check;
  Fixture fixture;
  fixture.start(hostile("ahead"));
  CHECK(fixture.call("hello").fault == "adapter.wrong_id");
}

struct EndRow {
  std::string mode;
  Exit exit;
};

void check_end(const EndRow& row, const std::string& method) {
  const NothingStays check;
  Fixture fixture;
  fixture.start(hostile(row.mode, method));
  const Reply reply = fixture.call(method);
  CHECK(reply.kind == Reply::Kind::ended);
  CHECK(reply.exit == row.exit);
  CHECK(reply.detail == row.exit.text());
  CHECK_FALSE(fixture.adapter->usable());
  CHECK(fixture.adapter->finish() == row.exit);
}

TEST_CASE("the end of the process is told with its status") {
  const std::vector<EndRow> rows{
      {"exit_0", {0, 0}},
      {"exit_3", {3, 0}},
      {"exit_99", {99, 0}},
      {"half_a_line_and_exit", {4, 0}},
      {"closes_stdout_and_exits", {5, 0}},
      {"grandchild_and_exit", {6, 0}},
  };
  for (const EndRow& row : rows) {
    DOCTEST_SUBCASE(row.mode.c_str()) { check_end(row, "settle"); }
  }
}

TEST_CASE("a crash is told at whatever call") {
  const std::vector<std::string> methods{"hello",   "open",    "act",   "settle", "observe",
                                         "advance", "restart", "reset", "bye"};
  for (const std::string& method : methods) {
    DOCTEST_SUBCASE(method.c_str()) { check_end({"abort", {-1, SIGABRT}}, method); }
  }
}

TEST_CASE("what an adapter pours out does not pile up here") {
  const NothingStays check;
  rusage before{};
  getrusage(RUSAGE_SELF, &before);
  for (const std::string mode : {"long_line", "flood", "many_lines", "flood_unasked"}) {
    Fixture fixture;
    fixture.limits.line_bytes_max = std::size_t{1} * 1024 * 1024;
    fixture.start(hostile(mode));
    (void)fixture.call("settle");
    fixture.adapter->finish();
  }
  rusage after{};
  getrusage(RUSAGE_SELF, &after);
  constexpr long growth_max_kib = 128 * 1024;
  CHECK(after.ru_maxrss - before.ru_maxrss < growth_max_kib);
}

}  // namespace
}  // namespace deadair::client
