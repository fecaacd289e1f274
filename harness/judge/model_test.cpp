// The judge's model beside the rulings: what may be shown, and which chunks count.
#include "harness/judge/model.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "harness/judge/made_events.h"

namespace deadair::judge {
namespace {

// Events with their order, and the model's view of them.
struct Room {
  std::vector<MadeEvent> made;

  explicit Room(std::string_view emit) : made(events_of(emit)) {}

  [[nodiscard]] std::vector<SeenEvent> seen() const {
    std::vector<SeenEvent> events;
    for (const MadeEvent& one : made) {
      SeenEvent event;
      event.id = one.event.string_at("event_id");
      event.event = &one.event;
      events.push_back(event);
    }
    return events;
  }
  [[nodiscard]] BroadcastModel model(std::string_view label = "S") const {
    return model_of(seen(), "$" + std::string(label));
  }
};

// "paused/paused stopped/ended"
std::string showings_text(const BroadcastModel& model) {
  std::string text;
  for (const Showing& showing : model.showings) {
    text += (text.empty() ? "" : " ") + showing.state + "/" + showing.live;
  }
  return text;
}

std::string word_of(Answer answer) {
  switch (answer) {
    case Answer::no: return "no";
    case Answer::maybe: return "maybe";
    case Answer::yes: return "yes";
  }
  return "?";
}

struct ShowingRow {
  std::string name, emit, broadcast, showings;
};

void check_rows(const std::vector<ShowingRow>& rows) {
  for (const ShowingRow& row : rows) {
    DOCTEST_SUBCASE(row.name.c_str()) {
      CHECK(showings_text(Room(row.emit).model(row.broadcast)) == row.showings);
    }
  }
}

TEST_CASE("info events of the broadcaster decide what is shown") {
  check_rows({
      {"started", "S", "S", "started/live"},
      {"paused", "S P(1)", "S", "paused/paused"},
      {"resumed", "S P(1) R", "S", "resumed/live"},
      {"stopped", "S X(1)", "S", "stopped/ended"},
      {"stopped while paused", "S P X", "S", "stopped/ended"},
      {"resumed without a pause", "S R", "S", "resumed/live"},
      {"chunks change no state", "S P c1 c2 c3", "S", "paused/paused"},
      {"terminal: after stopped, both readings", "S X R", "S", "resumed/live stopped/ended"},
      {"terminal: stopped once more", "S X P X", "S", "stopped/ended"},
      {"two dialects: both readings",
       R"(["S", {"info": "paused", "event": {"type": "org.matrix.msc3888.voice_broadcast_info"}}])",
       "S", "paused/paused started/live"},
      {"no state key: both readings", R"(["S", {"info": "paused", "absent": ["state_key"]}])", "S",
       "paused/paused started/live"},
      {"the highest origin_server_ts is not the newest",
       R"(["S", {"info": "paused", "event": {"origin_server_ts": 1800000000000}}, "R"])", "S",
       "resumed/live"},
  });
}

TEST_CASE("what is not of the broadcast changes nothing") {
  check_rows({
      {"a stranger stops it", "S B:X(1)", "S", "started/live"},
      {"a stranger stops it with the broadcaster's state key",
       R"(["S", {"info": "stopped", "sender": "B",
                 "event": {"state_key": "@caster:deadair.test"}}])",
       "S", "started/live"},
      {"the listener stops it", "S L:X(1)", "S", "started/live"},
      {"no relation", R"(["S", {"info": "paused", "absent": ["content.m.relates_to"]}])", "S",
       "started/live"},
      {"a relation of another type",
       R"(["S", {"info": "paused", "content": {"m.relates_to": {"rel_type": "m.thread"}}}])", "S",
       "started/live"},
      {"a relation to another event",
       R"(["S c1", {"info": "paused", "content": {"m.relates_to": {"event_id": "$c1"}}}])", "S",
       "started/live"},
      {"an info event of a state that is no string",
       R"(["S P", {"info": "resumed", "content": {"state": 1}}])", "S",
       "paused/ended paused/paused stopped/ended"},
      {"two users: the one's pause", "S B:S2 P", "S2", "started/live"},
      {"two users: the other's start", "S B:S2", "S", "started/live"},
      {"a stranger's membership", R"(["S", {"member": "leave", "sender": "B"}])", "S",
       "started/live"},
  });
}

TEST_CASE("unknown states, second starts and departures leave a choice") {
  check_rows({
      {"unknown: as last known, or not live", "S U(dancing)", "S",
       "started/ended started/live stopped/ended"},
      {"unknown after a pause", "S P U(dancing)", "S", "paused/ended paused/paused stopped/ended"},
      {"unknown does not resurrect", "S X U(dancing)", "S", "stopped/ended"},
      {"second: the old one is no longer live", "S S2", "S", "started/ended stopped/ended"},
      {"second: the new one is", "S S2", "S2", "started/live"},
      {"second: a pause of the new one is not the old one's", "S S2 P@S2", "S",
       "started/ended stopped/ended"},
      {"second: a paused old one may stay so", "S P S2", "S",
       "paused/ended paused/paused stopped/ended"},
      {"second: a late resume of the old one", "S S2 R", "S",
       "resumed/ended resumed/live stopped/ended"},
      {"odd: the broadcaster left", R"(["S", {"member": "leave"}])", "S",
       "started/ended started/live stopped/ended"},
      {"odd: the broadcaster was banned",
       R"(["S P", {"member": "ban", "sender": "B",
                   "event": {"state_key": "@caster:deadair.test"}}])",
       "S", "paused/ended paused/paused stopped/ended"},
      {"odd: started once more with a relation",
       R"(["S P", {"info": "started", "label": "S2",
                   "content": {"m.relates_to": {"rel_type": "m.reference", "event_id": "$S"}}}])",
       "S", "paused/ended paused/paused started/live stopped/ended"},
  });
}

TEST_CASE("redactions take away what they name") {
  const std::string over =
      "paused/ended paused/paused resumed/ended resumed/paused started/ended started/paused "
      "stopped/ended stopped/paused";
  check_rows({
      {"redacted: never live", "S red(S)", "S", over},
      {"redacted by a stranger: perhaps", "S B:red(S)", "S",
       "paused/ended paused/paused resumed/ended resumed/paused started/ended started/live "
       "started/paused stopped/ended stopped/paused"},
      {"redacted_info: both readings", "S P red(P1)", "S", "paused/paused started/live"},
      {"redacted_info: of an older one, the newest stays", "S P R red(P1)", "S", "resumed/live"},
      {"redacted_info: a stop that is gone", "S X red(X1)", "S", "started/live stopped/ended"},
      {"a redacted chunk changes no state", "S c1 red(c1)", "S", "started/live"},
  });
}

TEST_CASE("a broadcast is its started event") {
  const Room room("S c1 P");
  CHECK(room.model("S").exists == Answer::yes);
  CHECK(room.model("S").sender == "@caster:deadair.test");
  CHECK(room.model("c1").exists == Answer::no);
  CHECK(room.model("P1").exists == Answer::no);
  CHECK(room.model("nowhere").exists == Answer::no);
  CHECK(room.model("nowhere").showings.empty());
}

TEST_CASE("an odd started event may be a broadcast or not") {
  struct Row {
    std::string name, emit;
  };
  const Row rows[] = {
      {"without a device", R"([{"info": "started", "absent": ["content.device_id"]}])"},
      {"without a state key", R"([{"info": "started", "absent": ["state_key"]}])"},
      {"with another's state key",
       R"([{"info": "started", "event": {"state_key": "@stranger:deadair.test"}}])"},
      {"with a relation",
       R"([{"info": "started",
            "content": {"m.relates_to": {"rel_type": "m.reference", "event_id": "$old"}}}])"},
  };
  for (const Row& row : rows) {
    DOCTEST_SUBCASE(row.name.c_str()) { CHECK(word_of(Room(row.emit).model().exists) == "maybe"); }
  }
}

TEST_CASE("what a client has not surely seen may be known to it or not") {
  const Room room("S P");
  std::vector<SeenEvent> events = room.seen();
  events[1].surely_seen = false;
  CHECK(showings_text(model_of(events, "$S")) == "paused/paused started/live");
  events[0].surely_seen = false;
  CHECK(model_of(events, "$S").exists == Answer::maybe);
}

TEST_CASE("where a start stands that had to be asked for is not told") {
  const auto showings = [](std::string_view emit, bool seen) {
    const Room room(emit);
    std::vector<SeenEvent> events = room.seen();
    events[1].surely_seen = seen;
    return showings_text(model_of(events, "$S"));
  };
  CHECK(showings("S2 S R", true) == "resumed/live");
  CHECK(showings("S2 S R", false) == "resumed/ended resumed/live stopped/ended");
  CHECK(showings("B:S2 S R", false) == "resumed/live");
}

TEST_CASE("a redaction counts once it is applied, and only behind its target for sure") {
  const Room room("S c1 red(c1)");
  std::vector<SeenEvent> events = room.seen();
  CHECK(model_of(events, "$S").chunk("$c1")->part == Answer::no);
  events[2].applied = false;
  CHECK(model_of(events, "$S").chunk("$c1")->part == Answer::yes);
  events[2].applied = true;
  std::swap(events[1], events[2]);
  CHECK(model_of(events, "$S").chunk("$c1")->part == Answer::maybe);
}

struct ChunkRow {
  std::string name, emit, part, clause;
};

// Of the first chunk in each row.
void check_chunks(const std::vector<ChunkRow>& rows) {
  for (const ChunkRow& row : rows) {
    DOCTEST_SUBCASE(row.name.c_str()) {
      const BroadcastModel model = Room(row.emit).model();
      REQUIRE(!model.chunks.empty());
      const ModelChunk& chunk = model.chunks.front();
      CHECK(word_of(chunk.part) == row.part);
      CHECK(chunk.clause == row.clause);
      CHECK((row.part == "yes") == (model.must_sound() == std::vector<std::int64_t>{1}));
    }
  }
}

// One chunk after "S", with members laid over.
std::string odd_chunk(const std::string& members) {
  return R"(["S", {"chunk": 1, "label": "c1", )" + members + "}]";
}

TEST_CASE("a chunk is part of the broadcast that it refers to, sent by its broadcaster") {
  check_chunks({
      {"as the text has it", "S c1", "yes", ""},
      {"while paused", "S P c1", "yes", ""},
      {"after stopped", "S X(1) c1", "yes", ""},
      {"a file in place of a url", odd_chunk(R"("absent": ["content.url"],
                    "content": {"file": {"url": "mxc://deadair.test/c1"}})"),
       "yes", ""},
      {"of the stranger", "S B:c1", "no", "foreign"},
      {"of the listener", "S L:c1", "no", "foreign"},
      {"no relation", odd_chunk(R"("absent": ["content.m.relates_to"])"), "no", "unrelated"},
      {"a relation that is a string", odd_chunk(R"("content": {"m.relates_to": "$S"})"), "no",
       "unrelated"},
      {"a relation of another type",
       odd_chunk(R"("content": {"m.relates_to": {"rel_type": "m.thread"}})"), "no", "unrelated"},
      {"a relation to nothing",
       odd_chunk(R"("content": {"m.relates_to": {"event_id": "$nowhere"}})"), "no", "unrelated"},
      {"a relation to an info event that is no start",
       R"(["S P", {"chunk": 1, "label": "c1", "content": {"m.relates_to": {"event_id": "$P1"}}}])",
       "no", "unrelated"},
      {"redacted", "S c1 red(c1)", "no", "redacted"},
      {"of a redacted broadcast", "S c1 red(S)", "no", "redacted"},
      {"redacted by a stranger", "S c1 B:red(c1)", "maybe", "redacted"},
  });
}

TEST_CASE("a chunk of another broadcast is that one's alone") {
  const Room room("S S2 c1@S2");
  const ModelChunk elsewhere = *room.model("S").chunk("$" + room.made.back().label);
  CHECK(elsewhere.part == Answer::no);
  CHECK(elsewhere.clause == "identity");
  CHECK(room.model("S2").must_sound() == std::vector<std::int64_t>{1});
}

TEST_CASE("a chunk without a usable sequence or sound is malformed") {
  check_chunks({
      {"sequence absent", odd_chunk(R"("absent": ["content.sequence"])"), "no", "malformed"},
      {"sequence in words", odd_chunk(R"("content": {"sequence": "1"})"), "no", "malformed"},
      {"sequence null", odd_chunk(R"("content": {"sequence": null})"), "no", "malformed"},
      {"sequence true", odd_chunk(R"("content": {"sequence": true})"), "no", "malformed"},
      {"sequence in a list", odd_chunk(R"("content": {"sequence": [1]})"), "no", "malformed"},
      {"sequence 0", odd_chunk(R"("content": {"sequence": 0})"), "no", "malformed"},
      {"sequence -1", odd_chunk(R"("content": {"sequence": -1})"), "no", "malformed"},
      {"sequence 1.5", odd_chunk(R"("content": {"sequence": 1.5})"), "no", "malformed"},
      {"sequence 0.0", odd_chunk(R"("content": {"sequence": 0.0})"), "no", "malformed"},
      {"sequence 2^53", odd_chunk(R"("content": {"sequence": 9007199254740992})"), "no",
       "malformed"},
      {"sequence 2^64", odd_chunk(R"("content": {"sequence": 18446744073709551616})"), "no",
       "malformed"},
      {"sequence 1e300", odd_chunk(R"("content": {"sequence": 1e300})"), "no", "malformed"},
      {"neither url nor file", odd_chunk(R"("absent": ["content.url"])"), "no", "malformed"},
      {"a url that is a number", odd_chunk(R"("content": {"url": 1})"), "no", "malformed"},
      {"an empty file", odd_chunk(R"("absent": ["content.url"], "content": {"file": {}})"), "no",
       "malformed"},
      {"malformed and foreign", odd_chunk(R"("sender": "B", "content": {"sequence": 0})"), "no",
       "foreign"},
  });
}

TEST_CASE("what the text leaves open about one chunk may go either way") {
  check_chunks({
      {"sequence 1.0", odd_chunk(R"("content": {"sequence": 1.0})"), "maybe", "odd"},
      {"sequence 1e0", odd_chunk(R"("content": {"sequence": 1e0})"), "maybe", "odd"},
      {"no info", odd_chunk(R"("absent": ["content.info"])"), "maybe", "odd"},
      {"info in words", odd_chunk(R"("content": {"info": "short"})"), "maybe", "odd"},
      {"both url and file", odd_chunk(R"("content": {"file": {"url": "mxc://deadair.test/c1"}})"),
       "maybe", "odd"},
      {"a state event", odd_chunk(R"("event": {"state_key": ""})"), "maybe", "odd"},
      {"a url that is not mxc", odd_chunk(R"("content": {"url": "https://example.org/1"})"),
       "maybe", "odd"},
      {"another dialect",
       odd_chunk(R"("event": {"type": "org.matrix.msc3888.voice_broadcast_chunk"})"), "maybe",
       "odd"},
  });
}

TEST_CASE("stable, unstable and element names mean the same") {
  const Room unstable(R"([
      {"info": "started", "event": {"type": "org.matrix.msc3888.voice_broadcast_info"}},
      {"chunk": 1, "event": {"type": "org.matrix.msc3888.voice_broadcast_chunk"}},
      {"info": "paused", "event": {"type": "org.matrix.msc3888.voice_broadcast_info"}}])");
  CHECK(showings_text(unstable.model()) == "paused/paused");
  CHECK(unstable.model().must_sound() == std::vector<std::int64_t>{1});
  const Room element(R"([
      {"info": "started", "event": {"type": "io.element.voice_broadcast_info"}},
      {"chunk": 1, "event": {"type": "m.room.message"}, "absent": ["content.sequence"],
       "content": {"msgtype": "m.audio", "io.element.voice_broadcast_chunk": {"sequence": 1}}},
      {"chunk": 2, "event": {"type": "m.room.message"}, "absent": ["content.sequence"],
       "content": {"msgtype": "m.file", "io.element.voice_broadcast_chunk": {"sequence": 2}}},
      {"message": "no chunk at all"},
      {"info": "paused", "event": {"type": "io.element.voice_broadcast_info"}}])");
  CHECK(showings_text(element.model()) == "paused/paused");
  CHECK(element.model().must_sound() == std::vector<std::int64_t>{1});
  CHECK(element.model().chunks.size() == 2);
  CHECK(element.model().chunk("$c2")->clause == "malformed");
}

TEST_CASE("beyond the end: whether a chunk sounds is open") {
  struct Row {
    std::string name, emit;
    std::vector<std::int64_t> must;
  };
  const Row rows[] = {
      {"no stop", "S c1 c2 c3", {1, 2, 3}},
      {"a right number", "S c1 c2 X(2)", {1, 2}},
      {"too low", "S c1 c2 c3 X(1)", {1}},
      {"too high", "S c1 c2 X(9)", {1, 2}},
      {"no number", "S c1 c2 X(-)", {1, 2}},
      {"a number in words",
       R"(["S c1 c2", {"info": "stopped", "content": {"last_chunk_sequence": "1"}}])",
       {1, 2}},
      {"the lowest of two stops", "S c1 c2 c3 X(2) X(3)", {1, 2}},
      {"a paused event ends nothing", "S c1 c2 P(1)", {1, 2}},
      {"a stranger's stop ends nothing", "S c1 c2 B:X(1)", {1, 2}},
      {"late and within", "S c1 X(2) c2", {1, 2}},
      {"late and beyond", "S c1 X(1) c2", {1}},
      {"one sequence, two events", "S c1 c2 c2' X(2)", {1, 2}},
      {"out of order, a gap", "S c4 c1 c2 X(4)", {1, 2, 4}},
  };
  for (const Row& row : rows) {
    DOCTEST_SUBCASE(row.name.c_str()) { CHECK(Room(row.emit).model().must_sound() == row.must); }
  }
}

TEST_CASE("a broadcast may be unended unless every reading has stopped it") {
  CHECK(Room("S").model().may_be_unended);
  CHECK(Room("S X R").model().may_be_unended);
  CHECK(!Room("S X").model().may_be_unended);
}

// Every state by its word in the shorthand-free long form, related to S.
using States = std::vector<std::string>;

std::string live_for(const std::string& state) {
  if (state == "stopped") return "ended";
  return state == "paused" ? "paused" : "live";
}

// The rulings once more, from the last event backwards: the newest info event is shown; a stop may
// be for good; a start that refers to S may be S once more or another broadcast.
std::set<Showing> readings(const States& states) {
  if (states.empty()) return {{"started", "live"}};
  const std::string& last = states.back();
  const States before(states.begin(), states.end() - 1);
  std::set<Showing> result = {{last, live_for(last)}};
  if (std::find(before.begin(), before.end(), "stopped") != before.end()) {
    result.insert({"stopped", "ended"});
  }
  if (last == "started") {
    for (const Showing& showing : readings(before)) {
      result.insert(showing);
      result.insert({showing.state, "ended"});
    }
    result.insert({"stopped", "ended"});
  }
  return result;
}

TEST_CASE("every sequence of up to four info events allows exactly what the rulings allow") {
  const std::array<std::string, 4> alphabet = {"started", "paused", "resumed", "stopped"};
  std::vector<States> all = {{}};
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].size() == 4) continue;
    for (const std::string& state : alphabet) {
      States longer = all[i];
      longer.push_back(state);
      all.push_back(longer);
    }
  }
  REQUIRE(all.size() == 1 + 4 + 16 + 64 + 256);
  int of_one = 0;
  for (const States& states : all) {
    std::string emit = "[\"S\"";
    std::string name = "S";
    for (std::size_t i = 0; i < states.size(); ++i) {
      name += " " + states[i];
      emit += R"(, {"info": ")" + states[i] + R"(", "label": "I)" + std::to_string(i) +
              R"(", "content": {"m.relates_to": {"rel_type": "m.reference", "event_id": "$S"}}})";
    }
    INFO(name);
    const BroadcastModel model = Room(emit + "]").model();
    const std::set<Showing> wanted = readings(states);
    CHECK(model.showings == std::vector<Showing>(wanted.begin(), wanted.end()));
    // What is legal by the text's own diagram leaves no choice.
    if (model.showings.size() == 1) ++of_one;
    const bool open_word = std::count(states.begin(), states.end(), "started") > 0 ||
                           (!states.empty() && std::find(states.begin(), states.end() - 1,
                                                         "stopped") != states.end() - 1);
    if (!open_word) CHECK(model.showings.size() == 1);
    for (const Showing& showing : model.showings) CHECK(model.allows(showing.state, showing.live));
  }
  CHECK(of_one > 50);
}

TEST_CASE("states and lives are the parts of the showings, once each") {
  const BroadcastModel model = Room("S X R").model();
  CHECK(model.states() == std::vector<std::string>{"resumed", "stopped"});
  CHECK(model.lives() == std::vector<std::string>{"ended", "live"});
  CHECK(model.allows("resumed", "live"));
  CHECK(!model.allows("resumed", "ended"));
  CHECK(!model.allows("stopped", "live"));
}

}  // namespace
}  // namespace deadair::judge
