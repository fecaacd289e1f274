// The shorthand: what each word gives, what it refuses, and the round trip.
#include "harness/scenario/shorthand.h"

#include <doctest/doctest.h>

namespace deadair::scenario {
namespace {

std::vector<Batch> parsed(std::string_view text) {
  Labels labels;
  Result<std::vector<Batch>> batches = parse_shorthand(text, labels);
  REQUIRE_MESSAGE(batches.ok(), (batches.ok() ? "" : batches.error().message));
  return std::move(batches).value();
}

Error refused(std::string_view text) {
  Labels labels;
  const Result<std::vector<Batch>> batches = parse_shorthand(text, labels);
  REQUIRE_FALSE(batches.ok());
  return batches.error();
}

TEST_CASE("each word gives its event") {
  const std::vector<Batch> batches =
      parsed("S S2 c3 c3' | P(2) P(-) P R X(0) U(archived) | B:c1@S2 L:red(B:c1@S2)");
  REQUIRE(batches.size() == 3);
  REQUIRE(batches[0].size() == 4);
  CHECK(batches[0][0].state == "started");
  CHECK(batches[0][1].broadcast == "S2");
  CHECK(batches[0][2].number == 3);
  CHECK(batches[0][2].broadcast == "S");
  CHECK(batches[0][3].label == "c3'");
  CHECK(batches[0][3].number == 3);
  CHECK(batches[1][0].number == 2);
  CHECK_FALSE(batches[1][1].number.has_value());
  CHECK(batches[1][2].label == "P3");
  CHECK(batches[1][3].state == "resumed");
  CHECK(batches[1][4].number == 0);
  CHECK(batches[1][5].state == "archived");
  CHECK(batches[2][0].sender == 'B');
  CHECK(batches[2][0].label == "B:c1@S2");
  CHECK(batches[2][1].sender == 'L');
  CHECK(batches[2][1].target == "B:c1@S2");
}

TEST_CASE("a range stands for all of its chunks") {
  const std::vector<Batch> batches = parsed("S c2..c4@S");
  REQUIRE(batches[0].size() == 4);
  CHECK(batches[0][1].label == "c2");
  CHECK(batches[0][3].number == 4);
}

TEST_CASE("labels go on counting over a scenario") {
  Labels labels;
  REQUIRE(parse_shorthand("S P(0)", labels).ok());
  const Result<std::vector<Batch>> batches = parse_shorthand("P(0)", labels);
  REQUIRE(batches.ok());
  CHECK(batches->front().front().label == "P2");
}

TEST_CASE("what is no word is refused with its column") {
  struct Row {
    std::string name, text, place, part;
  };
  const Row rows[] = {
      {"an unknown word", "S q1", "3", "no word of the shorthand"},
      {"an unknown sender", "S C:c1", "3", "the sender is A, B or L"},
      {"a chunk without number", "c", "1", "a chunk is c"},
      {"a leading zero", "c01", "1", "a chunk is c"},
      {"a number above 2^53-1", "c9007199254740992", "1", "a chunk is c"},
      {"a bracket that stays open", "P(2", "1", "not closed"},
      {"a number that is none", "P(x)", "1", "a number or - is expected"},
      {"resumed with a number", "R(2)", "1", "write it long"},
      {"a first second broadcast", "S1", "1", "S, S2, S3"},
      {"a started event of another broadcast", "S2@S", "1", "its own broadcast"},
      {"nothing behind @", "c1@", "1", "label of a broadcast"},
      {"the same chunk twice", "c1 c1", "4", "c1'"},
      {"a redaction of nothing", "red()", "1", "label of an event"},
      {"an unknown state without name", "U()", "1", "name of a state"},
      {"a range that goes down", "c4..c2", "1", "c1..c9"},
      {"a range of too many", "c1..c9999999", "1", "at most"},
      {"an undecryptable event", "utd(c2)", "1", "not supported yet"},
      {"a key", "key(c2)", "1", "not supported yet"},
      {"a word of the writer", "c1*", "1", "written long"},
      {"an empty batch", "S | | c1", "1", "without an event"},
      {"nothing at all", "", "1", "without an event"},
  };
  for (const Row& row : rows) {
    DOCTEST_SUBCASE(row.name.c_str()) {
      const Error error = refused(row.text);
      CHECK(error.code == "scenario.shorthand");
      CHECK(error.place == row.place);
      CHECK(error.message.find(row.part) != std::string::npos);
    }
  }
}

TEST_CASE("what was parsed is written as it stood, and parses to the same") {
  for (const std::string_view text :
       {"S c1 c2 | P(2) R c3' B:c4 red(c2) X(4)", "S B:S2 c1@S2 B:c1'@S2 P(-)@S2 X(-)",
        "S U(archived) | R@S | c3 c3'' L:red(c3)",
        "S S2 U(started) U(paused)@S2 | U(resumed) R U(stopped) U()) X(3)"}) {
    CAPTURE(text);
    const std::vector<Batch> batches = parsed(text);
    CHECK(parsed(to_shorthand(batches)) == batches);
  }
  CHECK(to_shorthand(parsed("S c1 c2|P R X(1)")) == "S c1 c2 | P(-) R X(1)");
}

TEST_CASE("an event with odd members is marked") {
  std::vector<Batch> batches = parsed("S c1 P(1)");
  batches[0][1].content = json::Value::object({{"sequence", "1"}});
  batches[0][2].absent = {"state_key"};
  CHECK(to_shorthand(batches) == "S c1* P(1)*");
  batches[0][1] = EventSpec{};
  batches[0][1].number = 4;
  batches[0][1].label = "strange";
  CHECK(to_shorthand(batches) == "S c4* P(1)*");
}

}  // namespace
}  // namespace deadair::scenario
