// What the model has against a snapshot.
#include "harness/told/held_against.h"

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace deadair::told {
namespace {

std::vector<StagedBatch> staged(const std::string& input) {
  Result<std::vector<StagedBatch>> history = stage_history(input);
  if (!history) FAIL(history.error().text());
  return *std::move(history);
}

std::string id_of(const std::vector<StagedBatch>& history, const std::string& label) {
  for (const StagedBatch& batch : history) {
    for (const StagedEvent& event : batch.events) {
      if (event.meant.label == label) return std::string(event.event.string_at("event_id"));
    }
  }
  FAIL(label);
  return {};
}

// A broadcast S with these chunks, each under its sequence; of 0 the client tells none.
client::Snapshot showing(const std::vector<StagedBatch>& history, const std::string& state,
                         const std::vector<std::string>& labels,
                         const std::vector<std::int64_t>& sequences) {
  client::BroadcastView view;
  view.id = id_of(history, "S");
  view.state = state;
  view.chunks.emplace();
  for (std::size_t i = 0; i < labels.size(); ++i) {
    std::optional<std::int64_t> sequence;
    if (sequences[i] != 0) sequence = sequences[i];
    view.chunks->push_back({sequence, id_of(history, labels[i]), std::nullopt, ""});
  }
  client::Snapshot snapshot;
  snapshot.broadcasts.push_back(std::move(view));
  return snapshot;
}

TEST_CASE("what a client shows is held against the judge's model") {
  struct Row {
    std::string name, input, state;
    std::vector<std::string> labels;
    std::vector<std::int64_t> sequences;
    std::string expected;  // how it begins; empty: nothing
  };
  const Row rows[] = {
      {"all is there", "S c1 c2 | P(2)", "paused", {"c1", "c2"}, {1, 2}, ""},
      {"another state", "S c1 | P(1)", "stopped", {"c1"}, {1}, "S shows state \"stopped\""},
      {"a missing chunk", "S c1 c2", "started", {"c2"}, {2}, "S lacks chunk 1; any_state"},
      {"the wrong order",
       "S c1 c2",
       "started",
       {"c2", "c1"},
       {2, 1},
       "S holds chunks out of order"},
      {"a foreign chunk", "S B:c1", "started", {"B:c1"}, {1}, "S holds a chunk that is no part"},
      {"a redacted chunk",
       "S c1 red(c1)",
       "started",
       {"c1"},
       {1},
       "S holds a chunk that is no part"},
      {"another number", "S c3", "started", {"c3"}, {1}, "S reads a sequence as 1"},
      {"one of two with a number", "S c1 c1'", "started", {"c1'"}, {1}, ""},
      {"numbers that are not told", "S c1 c2 c10", "started", {"c1", "c2", "c10"}, {0, 0, 0}, ""},
      {"one of two with a number that is not told", "S c1 c1'", "started", {"c1'"}, {0}, ""},
      {"the wrong order of numbers that are not told",
       "S c1 c2 c10",
       "started",
       {"c1", "c10", "c2"},
       {0, 0, 0},
       "S holds chunks out of order"},
      {"two of a number that is not told",
       "S c1 c1'",
       "started",
       {"c1", "c1'"},
       {0, 0},
       "S holds chunks out of order or twice"},
  };
  for (const Row& row : rows) {
    SUBCASE(row.name.c_str()) {
      const std::vector<StagedBatch> history = staged(row.input);
      const std::string said =
          held_against_model(history, showing(history, row.state, row.labels, row.sequences));
      CHECK_MESSAGE(said.starts_with(row.expected), said);
      CHECK(said.empty() == row.expected.empty());
    }
  }
}

TEST_CASE("a broadcast that is there must be shown, and one that is redacted must not") {
  const std::vector<StagedBatch> history = staged("S c1 | S2 | red(S2)");
  CHECK(held_against_model(history, {}).starts_with("S is not shown; identity"));
  client::Snapshot snapshot;
  for (const std::string label : {"S", "S2"}) {
    client::BroadcastView view;
    view.id = id_of(history, label);
    snapshot.broadcasts.push_back(view);
  }
  CHECK(held_against_model(history, snapshot).starts_with("S2 is shown; redacted"));
}

client::Snapshot listing(const std::string& id, const std::optional<std::string>& sender) {
  client::BroadcastView view;
  view.id = id;
  view.sender = sender;
  client::Snapshot snapshot;
  snapshot.broadcasts.push_back(std::move(view));
  return snapshot;
}

TEST_CASE("a broadcast that nobody started must not be shown") {
  const std::vector<StagedBatch> lone = staged("R");
  CHECK(held_against_model(lone, {}).empty());
  const std::string id = id_of(lone, lone[0].events[0].meant.label);
  const std::string said = held_against_model(lone, listing(id, std::nullopt));
  CHECK_MESSAGE(said.starts_with("R1 is shown as a broadcast, and has started none"), said);
  const std::string foreign = held_against_model(lone, listing("$elsewhere", std::nullopt));
  CHECK_MESSAGE(foreign.starts_with("what was never sent is shown as a broadcast"), foreign);
  client::Snapshot gone = listing(id, std::nullopt);
  gone.broadcasts[0].gone = true;
  CHECK(held_against_model(lone, gone).empty());
}

TEST_CASE("a broadcast is of whoever started it") {
  const std::vector<StagedBatch> history = staged("S");
  const StagedEvent& start = history[0].events[0];
  const std::string id = id_of(history, "S"), sender(start.event.string_at("sender"));
  CHECK(held_against_model(history, listing(id, sender)).empty());
  const std::string said = held_against_model(history, listing(id, "@else:deadair.test"));
  CHECK_MESSAGE(said.starts_with("S is shown as somebody else's; identity"), said);
}

TEST_CASE("what the client was not told is not demanded, and what it was told is") {
  const std::vector<StagedBatch> lost = staged("S c1 P(1)\ns\n");
  CHECK(held_against_model(lost, {}).empty());
  const std::vector<StagedBatch> late = staged("S c1 c2 | P(2)\nrr\n");
  const Feeding feeding(late);
  const client::Snapshot none = showing(late, "started", {}, {});
  CHECK(held_against_model(feeding, 2, none).empty());
  CHECK(held_against_model(feeding, 3, none).starts_with("S shows state \"started\""));
  CHECK(held_against_model(feeding, 3, showing(late, "paused", {"c1"}, {1}))
            .starts_with("S lacks chunk 2"));
  CHECK(held_against_model(feeding, 3, showing(late, "paused", {"c1", "c2"}, {1, 2})).empty());
  const std::vector<StagedBatch> state = staged("S | P(0)\nns\n");
  CHECK(held_against_model(state, showing(state, "paused", {}, {})).empty());
  CHECK(held_against_model(state, showing(state, "started", {}, {}))
            .starts_with("S shows state \"started\""));
}

TEST_CASE("each look is held against what was fed until then") {
  const std::vector<StagedBatch> history = staged("S c1 | P(1)");
  const Feeding feeding(history);
  const client::Snapshot early = showing(history, "started", {"c1"}, {1});
  CHECK(held_against_model(feeding, 0, {}).empty());
  CHECK(held_against_model(feeding, 1, early).empty());
  CHECK(held_against_model(feeding, 1, {}).starts_with("S is not shown"));
  CHECK(held_against_model(feeding, 2, early).starts_with("S shows state \"started\""));
}

}  // namespace
}  // namespace deadair::told
