// Shrinking, held against failures whose smallest history is known.
#include "harness/told/shrink.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "harness/scenario/shorthand.h"

namespace deadair::told {
namespace {

using scenario::EventKind;
using scenario::EventSpec;

History read(const std::string& text) {
  Result<History> history = read_history(text);
  REQUIRE_MESSAGE(history.ok(), text);
  return *std::move(history);
}

std::string words(const History& history) {
  std::vector<scenario::Batch> batches;
  for (const Batch& batch : history.batches) batches.push_back(batch.events);
  return scenario::to_shorthand(batches);
}

bool has(const History& history, const std::function<bool(const EventSpec&)>& is_it) {
  return std::any_of(history.batches.begin(), history.batches.end(), [&](const Batch& batch) {
    return std::any_of(batch.events.begin(), batch.events.end(), is_it);
  });
}

const std::string noisy =
    "B:S S2 c1@S2 c9 | P(2) c4 | B:c2 R c3 | c7 c7' red(c4) | X(9) c2 | U(rewound) c5 P(-)\nnarsn\n"
    "element\n";

TEST_CASE("what is left is what the failure needs") {
  struct Row {
    std::string name;
    StillFails fails;
    std::string left;
  };
  const auto is_chunk = [](const EventSpec& event) { return event.kind == EventKind::chunk; };
  const Row rows[] = {
      {"anything", [](const History&) { return true; }, "P(-)@-"},
      {"a chunk", [&](const History& history) { return has(history, is_chunk); }, "c1@-"},
      {"a redaction of a chunk that is there",
       [&](const History& history) {
         return has(history, [&](const EventSpec& event) {
           return event.kind == EventKind::redaction &&
                  has(history, [&](const EventSpec& chunk) { return chunk.label == event.target; });
         });
       },
       "c1@- red(c1@-)"},
      {"a pause in another batch than a stop",
       [](const History& history) {
         const auto in = [&](std::size_t at, std::string_view state) {
           const auto& events = history.batches[at].events;
           return std::any_of(events.begin(), events.end(),
                              [&](const EventSpec& event) { return event.state == state; });
         };
         for (std::size_t first = 0; first < history.batches.size(); ++first) {
           for (std::size_t then = first + 1; then < history.batches.size(); ++then) {
             if (in(first, "paused") && in(then, "stopped")) return true;
           }
         }
         return false;
       },
       "P(-)@- | X(-)@-"},
      {"two chunks out of order",
       [](const History& history) {
         std::int64_t highest = 0;
         return has(history, [&](const EventSpec& event) {
           const std::int64_t number = event.number.value_or(0);
           const bool is_late = event.kind == EventKind::chunk && number < highest;
           if (event.kind == EventKind::chunk) highest = std::max(highest, number);
           return is_late;
         });
       },
       "c2@- c1@-"},
  };
  for (const Row& row : rows) {
    SUBCASE(row.name.c_str()) {
      REQUIRE(row.fails(read(noisy)));
      const Shrunk shrunk = shrink(read(noisy), row.fails, {});
      CHECK(words(shrunk.history) == row.left);
      CHECK(shrunk.is_complete);
      CHECK(row.fails(shrunk.history));
    }
  }
}

TEST_CASE("members that the failure does not need are taken out") {
  History history = read("S c1");
  history.batches[0].events[1].content =
      *json::read(R"j({"sequence": -1, "info": {"duration": 3, "size": {"odd": 1}}, "url": 5})j");
  const StillFails fails = [](const History& candidate) {
    return has(candidate, [](const EventSpec& event) {
      return event.content.find({"info", "size"}) != nullptr;
    });
  };
  const Shrunk shrunk = shrink(history, fails, {});
  const EventSpec& left = shrunk.history.batches.back().events.back();
  CHECK(json::write(left.content) == R"j({"info":{"size":{}}})j");
}

TEST_CASE("shrinking that is stopped keeps the best so far") {
  std::size_t asked = 0;
  ShrinkOptions options;
  options.is_stopped = [&] { return asked >= 3; };
  const StillFails fails = [&](const History&) { return ++asked < 3; };
  const Shrunk shrunk = shrink(read(noisy), fails, options);
  CHECK(!shrunk.is_complete);
  CHECK(count_events(shrunk.history) < count_events(read(noisy)));
  CHECK(count_events(shrunk.history) > 1);

  options = {};
  options.tries_max = 2;
  CHECK(shrink(
            read(noisy), [](const History&) { return false; }, options)
            .tries == 2);
}

}  // namespace
}  // namespace deadair::told
