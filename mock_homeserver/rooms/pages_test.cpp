// Tests of paging: every event once, in both directions, whatever the page size.
#include "mock_homeserver/rooms/pages.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace deadair::mock {

namespace {

using Numbers = std::vector<std::size_t>;

json::Value event(const std::string& text) { return json::read(text).value(); }

// Positions 0 to 9: the parent, then children at 1, 3, 5, 7, 9 and strangers between them.
Room make_room() {
  Room room("!r:x", "11");
  for (int number = 0; number < 10; ++number) {
    Logged logged;
    logged.event_id = "$" + std::to_string(number);
    logged.type = number % 4 == 1 ? "chunk" : "info";
    logged.event = event(R"({"content":{}})");
    if (number % 2 == 1) {
      logged.event =
          event(R"({"content":{"m.relates_to":{"rel_type":"m.reference","event_id":"$0"}}})");
    }
    room.log.append(std::move(logged));
  }
  return room;
}

Numbers walk(const Room& room, RelationsAsk ask) {
  Numbers all;
  for (int rounds = 0; rounds < 100; ++rounds) {
    const Page page = relations_page(room, ask);
    CHECK(page.positions.size() <= ask.page.limit);
    all.insert(all.end(), page.positions.begin(), page.positions.end());
    if (!page.next.has_value()) return all;
    CHECK_FALSE(page.positions.empty());
    ask.page.from = page.next;
  }
  FAIL("the pages do not end");
  return all;
}

}  // namespace

TEST_CASE("paging relations gives each event once in both directions") {
  const Room room = make_room();
  for (std::size_t limit = 1; limit <= 6; ++limit) {
    CAPTURE(limit);
    RelationsAsk ask;
    ask.event_id = "$0";
    ask.page.limit = limit;
    CHECK(walk(room, ask) == Numbers{9, 7, 5, 3, 1});
    ask.page.direction = Direction::forward;
    CHECK(walk(room, ask) == Numbers{1, 3, 5, 7, 9});
  }
}

TEST_CASE("events that come while a client pages neither repeat nor hide others") {
  Room room = make_room();
  RelationsAsk ask;
  ask.event_id = "$0";
  ask.page.limit = 2;
  const Page first = relations_page(room, ask);
  Logged late;
  late.event_id = "$10";
  late.event = room.log.at(1).event;
  room.log.append(std::move(late));
  CHECK(first.positions == Numbers{9, 7});
  ask.page.from = first.next;
  CHECK(walk(room, ask) == Numbers{5, 3, 1});
}

TEST_CASE("relations are filtered by parent, relation type and event type") {
  const Room room = make_room();
  RelationsAsk ask;
  ask.event_id = "$0";
  ask.event_type = "chunk";
  CHECK(walk(room, ask) == Numbers{9, 5, 1});
  ask.rel_type = "m.reference";
  CHECK(walk(room, ask) == Numbers{9, 5, 1});
  ask.rel_type = "m.thread";
  CHECK(walk(room, ask).empty());
  ask = {};
  ask.event_id = "$1";
  CHECK(walk(room, ask).empty());
}

TEST_CASE("a redacted event has no relation any more") {
  Room room = make_room();
  Logged redaction;
  redaction.event_id = "$r";
  redaction.event = event(R"({"type":"m.room.redaction","redacts":"$5","content":{}})");
  room.log.append(std::move(redaction));
  RelationsAsk ask;
  ask.event_id = "$0";
  CHECK(walk(room, ask) == Numbers{9, 7, 3, 1});
}

TEST_CASE("messages are bounded by from and to in both directions") {
  const Room room = make_room();
  struct Row {
    std::string name;
    PageAsk ask;
    Numbers positions;
    std::optional<std::size_t> next;
  };
  const std::vector<Row> rows = {
      {"newest", {Direction::backward, std::nullopt, std::nullopt, 3}, {9, 8, 7}, 7},
      {"oldest", {Direction::forward, std::nullopt, std::nullopt, 3}, {0, 1, 2}, 3},
      {"back from", {Direction::backward, 2, std::nullopt, 3}, {1, 0}, std::nullopt},
      {"forward from", {Direction::forward, 8, std::nullopt, 3}, {8, 9}, std::nullopt},
      {"back to", {Direction::backward, 5, 3, 9}, {4, 3}, std::nullopt},
      {"forward to", {Direction::forward, 3, 5, 9}, {3, 4}, std::nullopt},
      {"exactly the rest", {Direction::backward, 3, std::nullopt, 3}, {2, 1, 0}, std::nullopt},
      {"nothing before the first", {Direction::backward, 0, std::nullopt, 3}, {}, std::nullopt},
      {"nothing behind the last", {Direction::forward, 10, std::nullopt, 3}, {}, std::nullopt},
      {"to behind from", {Direction::backward, 3, 5, 3}, {}, std::nullopt},
  };
  for (const Row& row : rows) {
    DOCTEST_SUBCASE(row.name.c_str()) {
      const Page page = messages_page(room, row.ask, {});
      CHECK(page.positions == row.positions);
      CHECK(page.next == row.next);
    }
  }
}

}  // namespace deadair::mock
