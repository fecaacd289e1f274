// Tests of the sync views: pure functions of a room, without a socket.
#include "mock_homeserver/rooms/sync_view.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "mock_homeserver/rooms/pages.h"
#include "mock_homeserver/routes/reply.h"

namespace deadair::mock {

namespace {

using scenario::Via;
using Ids = std::vector<std::string>;

constexpr std::string_view listener = "@l:x";

// A room that is filled by words: "m" a message, "i" an info event of A (state).
class TestRoom {
 public:
  explicit TestRoom() {
    const std::size_t joined = put("$join", "m.room.member", std::string(listener),
                                   object_of("membership", "join"), Via::sync);
    deliver({joined}, Via::sync);
  }

  // One batch of events by ID; an ID that begins with "$i" is state.
  void emit(const Ids& events, Via via) {
    std::vector<std::size_t> positions;
    for (const std::string& id : events) {
      const bool is_state = id.starts_with("$i");
      positions.push_back(put(id, is_state ? "info" : "m.room.message",
                              is_state ? std::optional<std::string>("@a") : std::nullopt,
                              object_of("id", id), via));
    }
    if (via != Via::unsynced) deliver(positions, via);
  }

  void redeliver(const std::string& id, Via via) { deliver({*room.log.find(id)}, via, true); }

  [[nodiscard]] RoomSync batch(std::size_t number) const {
    return batch_view(room, room.batches.at(number), ask);
  }
  [[nodiscard]] RoomSync first() const { return first_view(room, ask, room.log.size()); }

  Room room{"!r:x", "11"};
  SyncAsk ask{std::string(listener), "", {}, false};

 private:
  std::size_t put(const std::string& id, const std::string& type,
                  std::optional<std::string> state_key, json::Value content, Via via) {
    Logged logged;
    logged.event_id = id;
    logged.type = type;
    logged.event = object_of("type", type);
    logged.event.set("event_id", id).set("content", std::move(content));
    if (state_key.has_value()) logged.event.set("state_key", *state_key);
    logged.state_key = std::move(state_key);
    logged.via = via;
    return room.log.append(std::move(logged));
  }

  void deliver(const std::vector<std::size_t>& positions, Via via, bool again = false) {
    Batch batch;
    for (const std::size_t position : positions) batch.deliveries.push_back({position, via, again});
    batch.log_end = room.log.size();
    room.batches.push_back(std::move(batch));
  }
};

Ids ids_of(const std::vector<json::Value>& events) {
  Ids found;
  for (const json::Value& event : events) found.emplace_back(event.string_at("event_id"));
  return found;
}

// Everything that going back from that token brings, newest first.
Ids back_from(const Room& room, const std::string& token, std::size_t limit) {
  Ids found;
  PageAsk ask{Direction::backward, read_place(token, room), std::nullopt, limit};
  for (;;) {
    const Page page = messages_page(room, ask, {});
    for (const std::size_t position : page.positions)
      found.push_back(room.log.at(position).event_id);
    if (!page.next.has_value()) return found;
    ask.from = page.next;
  }
}

}  // namespace

TEST_CASE("the union of all batches is the log in its order") {
  TestRoom room;
  room.emit({"$i1"}, Via::sync);
  room.emit({"$1", "$2"}, Via::sync);
  room.emit({"$3"}, Via::sync);
  room.emit({"$i2", "$4", "$5"}, Via::sync);
  Ids all;
  for (std::size_t number = 0; number < room.room.batches.size(); ++number) {
    const RoomSync view = room.batch(number);
    CHECK_FALSE(view.limited);
    for (const std::string& id : ids_of(view.timeline)) all.push_back(id);
  }
  CHECK(all == Ids{"$join", "$i1", "$1", "$2", "$3", "$i2", "$4", "$5"});
}

TEST_CASE("a limited batch and the messages before it are the gap without repeats") {
  struct Row {
    std::string name;
    Via via;
    std::size_t limit;
    Ids timeline;
  };
  const std::vector<Row> rows = {
      {"left out on purpose", Via::gap, 20, {}},
      {"cut by the filter", Via::sync, 2, {"$3", "$4"}},
      {"cut to nothing", Via::sync, 0, {}},
  };
  for (const Row& row : rows) {
    DOCTEST_SUBCASE(row.name.c_str()) {
      TestRoom room;
      room.emit({"$0"}, Via::sync);
      room.emit({"$1", "$2", "$3", "$4"}, row.via);
      room.ask.filter.timeline.limit = row.limit;
      const RoomSync view = room.batch(2);
      CHECK(view.limited);
      CHECK(ids_of(view.timeline) == row.timeline);
      for (std::size_t page = 1; page <= 7; ++page) {
        Ids all = back_from(room.room, view.prev_batch, page);
        std::reverse(all.begin(), all.end());
        all.insert(all.end(), row.timeline.begin(), row.timeline.end());
        CHECK(all == Ids{"$join", "$0", "$1", "$2", "$3", "$4"});
      }
    }
  }
}

TEST_CASE("state behind a gap stands in the state block") {
  TestRoom room;
  room.emit({"$i1", "$1", "$i2"}, Via::gap);
  const RoomSync view = room.batch(1);
  CHECK(view.limited);
  CHECK(view.timeline.empty());
  CHECK(ids_of(view.state) == Ids{"$i2"});
  CHECK(ids_of(view.state_after) == Ids{"$i2"});
}

TEST_CASE("state that the filter's limit cuts off stands in the state block") {
  TestRoom room;
  room.ask.filter.timeline.limit = 1;
  room.emit({"$i1", "$1"}, Via::sync);
  CHECK(ids_of(room.batch(1).state) == Ids{"$i1"});
  room.emit({"$i2", "$2", "$i3"}, Via::sync);
  CHECK(ids_of(room.batch(2).timeline) == Ids{"$i3"});
  CHECK(ids_of(room.batch(2).state) == Ids{"$i2"});
  CHECK(ids_of(room.batch(2).state_after) == Ids{"$i3"});
}

TEST_CASE("an event sent as state alone is in the state block and in state_after") {
  TestRoom room;
  room.emit({"$i1"}, Via::state);
  const RoomSync view = room.batch(1);
  CHECK(view.timeline.empty());
  CHECK_FALSE(view.limited);
  CHECK(ids_of(view.state) == Ids{"$i1"});
  CHECK(ids_of(view.state_after) == Ids{"$i1"});
}

TEST_CASE("state of the timeline is in state_after and not in the state before") {
  TestRoom room;
  room.emit({"$i1", "$1", "$i2"}, Via::sync);
  const RoomSync view = room.batch(1);
  CHECK(view.state.empty());
  CHECK(ids_of(view.state_after) == Ids{"$i2"});
}

TEST_CASE("what no sync carries is found by messages alone") {
  TestRoom room;
  room.emit({"$1"}, Via::unsynced);
  room.emit({"$2"}, Via::sync);
  CHECK(room.room.batches.size() == 2);
  CHECK(ids_of(room.batch(1).timeline) == Ids{"$2"});
  CHECK(ids_of(room.first().timeline) == Ids{"$join", "$2"});
  CHECK(back_from(room.room, log_token(room.room.log.size()), 2) == Ids{"$2", "$1", "$join"});
}

TEST_CASE("a first sync shows everything so far up to the limit") {
  TestRoom room;
  for (int number = 0; number < 30; ++number) {
    const std::string name = std::to_string(number);
    room.emit({number == 3 ? "$i" + name : "$" + name}, Via::sync);
  }
  const RoomSync usual = room.first();
  CHECK(usual.timeline.size() == timeline_limit_default);
  CHECK(usual.limited);
  CHECK(ids_of(usual.state) == Ids{"$join", "$i3"});
  Ids before = back_from(room.room, usual.prev_batch, 4);
  CHECK(before.size() == 11);
  CHECK(before.front() == "$9");
  room.ask.filter.timeline.limit = 100;
  const RoomSync whole = room.first();
  CHECK(whole.timeline.size() == 31);
  CHECK_FALSE(whole.limited);
  CHECK(whole.state.empty());
  CHECK(ids_of(whole.state_after) == Ids{"$join", "$i3"});
}

TEST_CASE("a first sync begins behind what its timeline may not carry") {
  TestRoom room;
  room.emit({"$1"}, Via::sync);
  room.emit({"$i1", "$2"}, Via::gap);
  room.emit({"$3"}, Via::sync);
  const RoomSync view = room.first();
  CHECK(ids_of(view.timeline) == Ids{"$3"});
  CHECK(view.limited);
  CHECK(ids_of(view.state) == Ids{"$join", "$i1"});
  room.emit({"$i2"}, Via::state);
  room.emit({"$4"}, Via::sync);
  CHECK(ids_of(room.first().timeline) == Ids{"$4"});
  CHECK(ids_of(room.first().state) == Ids{"$join", "$i2"});
}

TEST_CASE("an old event that is delivered again does not turn state_after back") {
  TestRoom room;
  room.emit({"$i1"}, Via::sync);
  room.emit({"$i2"}, Via::sync);
  room.redeliver("$i1", Via::sync);
  const RoomSync timeline = room.batch(3);
  CHECK(ids_of(timeline.timeline) == Ids{"$i1"});
  CHECK(ids_of(timeline.state_after) == Ids{"$i2"});
  CHECK(timeline.prev_batch == log_token(3));
  room.redeliver("$i1", Via::state);
  CHECK(ids_of(room.batch(4).state) == Ids{"$i1"});
  CHECK(ids_of(room.batch(4).state_after) == Ids{"$i1"});
  CHECK(ids_of(room.first().timeline) == Ids{"$join", "$i1", "$i2"});
}

TEST_CASE("a batch looks the same whatever happened after it") {
  TestRoom room;
  room.emit({"$1"}, Via::sync);
  const std::vector<json::Value> before = room.batch(1).timeline;
  Logged redaction;
  redaction.event_id = "$r";
  redaction.type = "m.room.redaction";
  redaction.event = object_of("type", redaction.type);
  redaction.event.set("redacts", "$1");
  room.room.log.append(redaction);
  CHECK(room.batch(1).timeline == before);
  CHECK(room.first().timeline.back().find({"content", "id"}) == nullptr);
}

TEST_CASE("full_state adds the state at the start of the timeline") {
  TestRoom room;
  room.emit({"$i1"}, Via::sync);
  room.emit({"$1", "$i2"}, Via::sync);
  room.ask.full_state = true;
  const RoomSync view = room.batch(2);
  CHECK(ids_of(view.state) == Ids{"$join", "$i1"});
  CHECK(ids_of(view.state_after) == Ids{"$join", "$i2"});
  const RoomSync nothing_new = state_view(room.room, room.ask);
  CHECK(ids_of(nothing_new.state) == Ids{"$join", "$i2"});
  CHECK(nothing_new.timeline.empty());
}

TEST_CASE("filters by type leave events out without a gap") {
  TestRoom room;
  room.emit({"$1", "$i1", "$2"}, Via::sync);
  room.ask.filter.timeline.types = std::vector<std::string>{"in*"};
  const RoomSync view = room.batch(1);
  CHECK(ids_of(view.timeline) == Ids{"$i1"});
  CHECK_FALSE(view.limited);
  room.ask.filter.not_rooms = {"!r:x"};
  CHECK_FALSE(room.batch(1).shown);
  CHECK_FALSE(room.first().shown);
}

TEST_CASE("state that the filter keeps out of the timeline stands in the state block") {
  TestRoom room;
  room.emit({"$a", "$i1"}, Via::sync);
  room.emit({"$i2", "$b"}, Via::sync);
  room.ask.filter.timeline.types = {"m.room.message"};
  const RoomSync later = room.batch(2);
  CHECK(ids_of(later.timeline) == Ids{"$b"});
  CHECK(ids_of(later.state) == Ids{"$i2"});
  CHECK(ids_of(later.state_after) == Ids{"$i2"});
  CHECK_FALSE(later.limited);
  const RoomSync first = room.first();
  CHECK(ids_of(first.timeline) == Ids{"$a", "$b"});
  CHECK(ids_of(first.state) == Ids{"$join", "$i2"});
  CHECK(ids_of(first.state_after) == Ids{"$join", "$i2"});
}

TEST_CASE("the reply has state or state_after, never both") {
  TestRoom room;
  room.emit({"$i1"}, Via::sync);
  const json::Value usual = room_json(room.batch(1), "", {}, {});
  CHECK(usual.find("state") != nullptr);
  CHECK(usual.find("state_after") == nullptr);
  const json::Value after = room_json(room.batch(1), "org.matrix.msc4222.state_after", {}, {});
  CHECK(after.find("state") == nullptr);
  CHECK(after.find({"org.matrix.msc4222.state_after", "events"})->items().size() == 1);
}

TEST_CASE("tokens stand for places and nothing else does") {
  TestRoom room;
  room.emit({"$1", "$2"}, Via::sync);
  CHECK(read_place("s0", room.room) == 0);
  CHECK(read_place("s1", room.room) == 1);
  CHECK(read_place("s2", room.room) == 3);
  CHECK(read_place("t2", room.room) == 2);
  CHECK(read_place("t2_x", room.room) == 2);
  for (const std::string text :
       {"", "s", "t", "s3", "t4", "x1", "s1x", "t-1", "s99999999999999999999", "_", "t_1"}) {
    CAPTURE(text);
    CHECK_FALSE(read_place(text, room.room).has_value());
  }
}

}  // namespace deadair::mock
