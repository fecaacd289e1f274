// The table of states beside the arrows of the proposal's diagram.
#include "harness/msc3888/state.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "harness/msc3888/clauses.h"

namespace deadair::msc3888 {
namespace {

using Arrow = std::pair<std::optional<State>, State>;

// "[*] --> started" and the rest, without the one that leaves the diagram.
const std::vector<Arrow> diagram = {
    {std::nullopt, State::started},   {State::started, State::paused},
    {State::paused, State::resumed},  {State::resumed, State::paused},
    {State::resumed, State::stopped}, {State::paused, State::stopped},
    {State::started, State::stopped}};

std::vector<std::optional<State>> every_from() {
  std::vector<std::optional<State>> all = {std::nullopt};
  all.insert(all.end(), all_states.begin(), all_states.end());
  return all;
}

std::string name_of_pair(std::optional<State> from, State next) {
  return std::string(from ? name_of(*from) : "nothing") + " to " + std::string(name_of(next));
}

TEST_CASE("a transition is legal exactly where the diagram has an arrow") {
  for (const std::optional<State> from : every_from()) {
    for (const State next : all_states) {
      INFO(name_of_pair(from, next));
      const Transition& row = transition(from, next);
      CHECK(row.from == from);
      CHECK(row.next == next);
      const bool has_arrow =
          std::find(diagram.begin(), diagram.end(), Arrow{from, next}) != diagram.end();
      CHECK(row.legal == has_arrow);
    }
  }
}

TEST_CASE("the newest state counts, and after stopped a client may also stay stopped") {
  for (const std::optional<State> from : every_from()) {
    for (const State next : all_states) {
      INFO(name_of_pair(from, next));
      const Transition& row = transition(from, next);
      const bool may_stay =
          from == State::stopped && (next == State::paused || next == State::resumed);
      if (may_stay) {
        CHECK(row.allowed[0] == State::stopped);
        CHECK(row.allowed[1] == next);
      } else {
        CHECK(row.allowed[0] == next);
        CHECK_FALSE(row.allowed[1].has_value());
      }
    }
  }
}

TEST_CASE("every row of the table stands there once and cites a clause") {
  CHECK(transitions().size() == 20);
  for (const Transition& row : transitions()) {
    INFO(name_of_pair(row.from, row.next));
    CHECK(&transition(row.from, row.next) == &row);
    REQUIRE(find_clause(row.ruling) != nullptr);
    const bool is_open = row.from == State::stopped && row.next != State::started;
    CHECK((find_clause(row.ruling)->level == Level::open) == is_open);
    CHECK((row.ruling == "second") == (row.from.has_value() && row.next == State::started));
  }
}

TEST_CASE("states have the names of the wire") {
  const std::vector<std::string> names = {"started", "paused", "resumed", "stopped"};
  for (std::size_t i = 0; i < all_states.size(); ++i) {
    CHECK(name_of(all_states[i]) == names[i]);
    CHECK(state_named(names[i]) == all_states[i]);
  }
  for (const char* unknown : {"", "Started", "started ", "live", "ended"}) {
    CHECK_FALSE(state_named(unknown).has_value());
  }
}

TEST_CASE("a started or resumed broadcast is live, a paused one paused, a stopped one ended") {
  CHECK(live_of(State::started) == Live::live);
  CHECK(live_of(State::resumed) == Live::live);
  CHECK(live_of(State::paused) == Live::paused);
  CHECK(live_of(State::stopped) == Live::ended);
  CHECK(name_of(Live::live) == "live");
  CHECK(name_of(Live::paused) == "paused");
  CHECK(name_of(Live::ended) == "ended");
}

}  // namespace
}  // namespace deadair::msc3888
