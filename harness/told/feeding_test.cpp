// What a client is fed of a history, and what it is then held to know.
#include "harness/told/feeding.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace deadair::told {
namespace {

std::vector<StagedBatch> staged(const std::string& input) {
  Result<std::vector<StagedBatch>> history = stage_history(input);
  if (!history) FAIL(history.error().text());
  return *std::move(history);
}

std::string labels(const Feeding& feeding, const json::Value& body, std::string_view list) {
  std::string text;
  for (const json::Value& event : body.find(list)->items()) {
    if (!text.empty()) text += ' ';
    text += feeding.label_of(event.string_at("event_id"));
  }
  return text;
}

// Each body as "state / timeline", with a star where it is limited.
std::vector<std::string> told(const Feeding& feeding) {
  std::vector<std::string> texts;
  for (const json::Value& body : feeding.bodies()) {
    texts.push_back(labels(feeding, body, "state") + "/" + labels(feeding, body, "timeline") +
                    (body.bool_at("limited", false) ? "*" : ""));
  }
  return texts;
}

TEST_CASE("a batch is fed as it is delivered") {
  struct Row {
    std::string name, input;
    std::vector<std::string> bodies;
  };
  const Row rows[] = {
      {"news", "S c1 | P(1)\nnn\n", {"/S c1", "/P1"}},
      {"again", "S c1 | c2\nan\n", {"/S c1", "/S c1", "/c2"}},
      {"each sender's last in the state block",
       "S c1 | P(1) B:S2 c2 R\nns\n",
       {"/S c1", "S2 R1/c2*"}},
      {"chunks that only relations bring", "S c1 c2 | c3\nrn\n", {"/S*", "/c3", "/c1 c2"}},
      {"an info event that nothing has overtaken",
       "S | c1 P(1) | c2\nnrn\n",
       {"/S", "/*", "/c2", "/c1 P1"}},
      {"an info event that a newer one has overtaken",
       "S | c1 P(1) | R\nnrn\n",
       {"/S", "/*", "/R1", "/c1"}},
      {"two that are late keep their order", "S | P(1) | R\nnrr\n", {"/S", "/*", "/*", "/P1 R1"}},
      {"what was redacted is not brought",
       "S | c1 c2 | red(c1)\nnrn\n",
       {"/S", "/*", "/red1", "/c2"}},
  };
  for (const Row& row : rows) {
    SUBCASE(row.name.c_str()) {
      const std::vector<StagedBatch> history = staged(row.input);
      CHECK(told(Feeding(history)) == row.bodies);
    }
  }
}

// What is in the room then; a question mark behind what the client may not know.
std::string seen(const Feeding& feeding, std::size_t fed) {
  std::string text;
  for (const judge::SeenEvent& event : feeding.seen_after(fed)) {
    if (!text.empty()) text += ' ';
    text += feeding.label_of(event.id) + (event.surely_seen ? "" : "?");
  }
  return text;
}

TEST_CASE("only what was told is surely seen, in the room's order") {
  const std::vector<StagedBatch> history = staged("S | c1 P(1) | c2 R | c3\nnrsn\n");
  const Feeding feeding(history);
  REQUIRE(feeding.bodies().size() == 5);
  CHECK(seen(feeding, 0).empty());
  CHECK(seen(feeding, 1) == "S");
  CHECK(seen(feeding, 2) == "S c1? P1?");
  CHECK(seen(feeding, 3) == "S c1? P1? c2 R1");
  CHECK(seen(feeding, 5) == "S c1 P1? c2 R1 c3");
}

TEST_CASE("a start that the state block has lost is not surely seen") {
  const std::vector<StagedBatch> history = staged("S c1 P(1)\ns\n");
  CHECK(seen(Feeding(history), 1) == "S? c1 P1");
}

}  // namespace
}  // namespace deadair::told
