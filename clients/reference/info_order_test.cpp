// Which info event is the newest, however they came.
#include "clients/reference/info_order.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "clients/reference/test_events.h"

namespace deadair::reference {
namespace {

msc3888::InfoEvent decoded(const json::Value& event) { return msc3888::decode_info(event).value(); }

struct Row {
  std::string name;
  std::vector<json::Value> events;  // as they stand in the room
  std::string state, live;          // of $S
  std::optional<std::int64_t> last;
};

TEST_CASE("the newest info event in the room's order decides") {
  using test::info;
  const std::vector<Row> rows = {
      {"a start alone", {info("$S", "started")}, "started", "live", {}},
      {"a pause with its number",
       {info("$S", "started"), info("$P", "paused", {.last = 2})},
       "paused",
       "paused",
       2},
      {"a resume forgets the number",
       {info("$S", "started"), info("$P", "paused", {.last = 2}), info("$R", "resumed")},
       "resumed",
       "live",
       {}},
      {"a stop with an earlier time stamp",
       {info("$S", "started", {.at_ms = 100}), info("$X", "stopped", {.at_ms = 90})},
       "stopped",
       "ended",
       {}},
      {"a resume after the stop",
       {info("$S", "started"), info("$X", "stopped", {.last = 0}), info("$R", "resumed")},
       "stopped",
       "ended",
       0},
      {"a second stop corrects the number",
       {info("$S", "started"), info("$X", "stopped", {.last = 0}),
        info("$Y", "stopped", {.last = 5})},
       "stopped",
       "ended",
       5},
      {"a state that nobody knows",
       {info("$S", "started"), info("$P", "paused"), info("$U", "archived")},
       "paused",
       "paused",
       {}},
      {"a stranger's stop",
       {info("$S", "started"), info("$X", "stopped", {.sender = test::stranger})},
       "started",
       "live",
       {}},
      {"a stop of another broadcast",
       {info("$S", "started"), info("$X", "stopped", {.start = "$other"})},
       "started",
       "live",
       {}},
      {"a second broadcast of the same user",
       {info("$S", "started"), info("$S2", "started")},
       "started",
       "ended",
       {}},
      {"a broadcast of another user",
       {info("$S", "started"), info("$S2", "started", {.sender = test::stranger})},
       "started",
       "live",
       {}},
  };
  for (const Row& row : rows) {
    DOCTEST_SUBCASE(row.name.c_str()) {
      InfoOrder order(Mutant::none);
      for (const json::Value& event : row.events) order.append(decoded(event));
      const Standing standing = order.standings().at("$S");
      CHECK(msc3888::name_of(standing.state) == row.state);
      CHECK(msc3888::name_of(standing.live()) == row.live);
      CHECK(standing.last_chunk_sequence == row.last);
    }
  }
}

TEST_CASE("a redacted pause gives way to what was before it") {
  InfoOrder order(Mutant::none);
  order.append(decoded(test::info("$S", "started")));
  order.append(decoded(test::info("$P", "paused")));
  order.redact("$P");
  CHECK(order.standings().at("$S").state == msc3888::State::started);
}

TEST_CASE("a redacted start is no broadcast and keeps its place") {
  InfoOrder order(Mutant::none);
  order.append(decoded(test::info("$S", "started")));
  order.redact("$S");
  CHECK(order.standings().empty());
  CHECK(order.started().size() == 1);
}

TEST_CASE("a start that is fetched late stands before all that refers to it") {
  InfoOrder order(Mutant::none);
  order.append(decoded(test::info("$P", "paused")));
  CHECK(order.missing() == std::vector<std::string>{"$S"});
  order.insert_started(decoded(test::info("$S", "started", {.at_ms = 999})));
  CHECK(order.missing().empty());
  CHECK(order.standings().at("$S").state == msc3888::State::paused);
}

TEST_CASE("a start that is fetched late does not end what began after it") {
  InfoOrder order(Mutant::none);
  order.append(decoded(test::info("$S", "started", {.at_ms = 200})));
  order.append(decoded(test::info("$X", "stopped", {.start = "$T", .at_ms = 300})));
  order.insert_started(decoded(test::info("$T", "started", {.at_ms = 100})));
  CHECK_FALSE(order.standings().at("$S").superseded);
  CHECK(order.standings().at("$T").state == msc3888::State::stopped);
}

TEST_CASE("relations are put between what is known, and a known event never moves") {
  using test::info;
  InfoOrder order(Mutant::none);
  order.append(decoded(info("$S", "started")));
  order.append(decoded(info("$P", "paused", {.last = 1})));
  order.append(decoded(info("$R", "resumed")));
  const std::vector<msc3888::InfoEvent> oldest_first = {
      decoded(info("$P", "paused", {.last = 1})), decoded(info("$R", "resumed")),
      decoded(info("$X", "stopped", {.last = 4}))};
  SUBCASE("in the order that was asked for") { order.insert_related("$S", oldest_first); }
  SUBCASE("the other way round") {
    order.insert_related("$S", {oldest_first.rbegin(), oldest_first.rend()});
  }
  SUBCASE("with a pause that came late") {
    order.insert_related("$S", oldest_first);
    order.append(decoded(info("$P", "paused", {.last = 1})));
  }
  CHECK(order.standings().at("$S").state == msc3888::State::stopped);
  CHECK(order.standings().at("$S").last_chunk_sequence == 4);
}

TEST_CASE("history that comes late is not newer than what is known") {
  InfoOrder order(Mutant::none);
  order.append(decoded(test::info("$S", "started")));
  order.append(decoded(test::info("$R", "resumed")));
  order.insert_related("$S",
                       {decoded(test::info("$P", "paused")), decoded(test::info("$R", "resumed"))});
  CHECK(order.standings().at("$S").state == msc3888::State::resumed);
}

}  // namespace
}  // namespace deadair::reference
