// Histories written down as scenarios.
#include "harness/told/scenario_text.h"

#include <doctest/doctest.h>

#include <string>

#include "harness/scenario/scenario.h"

namespace deadair::told {
namespace {

std::string written(const std::string& text, Listening listening = Listening::afterwards) {
  const Result<History> history = read_history(text);
  REQUIRE_MESSAGE(history.ok(), text);
  const Result<ScenarioText> file =
      write_scenario(*history, listening, {"found.test", "a history that was told", {"A test"}});
  CAPTURE(text);
  if (!file) FAIL(file.error().text());
  return file->text;
}

TEST_CASE("an ended broadcast is played when all was told") {
  CHECK(written("S c1 | c3 c2 X(3)") == R"json(// A test
{
  "id": "found.test",
  "title": "a history that was told",
  "clauses": ["order", "any_state", "ends"],
  "steps": [
    {"emit": "S c1 | c3 c2 X(3)"},
    {"settle": true},
    {"act": "play"},
    {"settle": true}
  ],
  "expect": [
    {"clause": "order", "heard": [1, 2, 3]},
    {"clause": "any_state", "chunks": [1, 2, 3]},
    {"clause": "ends", "level": "robust", "player": "ended", "live": "ended"}
  ]
}
)json");
}

TEST_CASE("a comment stays one line, and does nothing where it is shown") {
  const Result<History> history = read_history("S c1 X(1)");
  REQUIRE(history.ok());
  const Result<ScenarioText> file = write_scenario(
      *history, Listening::afterwards,
      {"found.test", "a history that was told", {"mute\n{\x1b \u009b2J \u202eX \u0085Y"}});
  if (!file) FAIL(file.error().text());
  CHECK(file->text.starts_with("// mute {  \uFFFD2J \uFFFDX \uFFFDY\n{\n"));
}

TEST_CASE("a file says what cannot be said in words") {
  struct Row {
    std::string name, history, line;
  };
  const Row rows[] = {
      {"an early redaction", "S red(c1) c1",
       R"({"emit": ["S", {"message": "", "event": {"type": "m.room.redaction", "redacts": "${c1}", )"
       R"("content": {"redacts": "${c1}"}}}, "c1"]})"},
      {"a redaction of nothing", "S c1 red(c2) X(1)", R"("redacts": "$never-sent")"},
      {"a chunk of no broadcast", "S c1@S2 c1 X(1)",
       R"j({"chunk": 1, "label": "c1@-", "content": {"m.relates_to": {"event_id": )j"
       R"j("$never-sent"}}}, "c1 X(1)"])j"},
      {"state comes as state", "S c1 | P(1) c2 | X(2)\nns",
       R"j({"emit": "P(1)", "via": "state"})j"},
      {"relations only", "S c1 X(2) c2\nr", R"j({"emit": "c1 X(2) c2", "via": "unsynced"})j"},
      {"once more", "S c1 | X(1)\nna", R"({"redeliver": "X1"})"},
      {"nothing to hear", "S | red(S)", R"j({"emit": "B:c1@S2 | B:X(1)@S2"})j"},
      {"nothing to hear of B", "B:S | red(S)", R"j({"emit": "c1@S2 | X(1)@S2"})j"},
      {"a hole while it is live", "S c2",
       R"j({"any_of": [{"label": "nothing", "is": []}, {"label": "2", "is": [2]}]})j"},
  };
  for (const Row& row : rows) {
    SUBCASE(row.name.c_str()) {
      const std::string file = written(row.history);
      CHECK_MESSAGE(file.find(row.line) != std::string::npos, file);
    }
  }
}

TEST_CASE("an early listener presses play as soon as there is a broadcast") {
  const std::string file = written("B:S c1@S3 | S2 X(1)", Listening::early);
  const std::string steps = R"json(
    {"emit": ["B:S", {"chunk": 1, "label": "c1@-", "content": {"m.relates_to": {"event_id": "$never-sent"}}}]},
    {"settle": true},
    {"act": "play"},
    {"settle": true},
    {"emit": "S2 X(1)"},
    {"settle": true},
    {"act": "play", "broadcast": "S2"},)json";
  CHECK_MESSAGE(file.find(steps) != std::string::npos, file);
}

// Every short history of a small alphabet: write_scenario lints what it writes.
TEST_CASE("every history becomes a scenario that the linter takes") {
  const std::string words[] = {"S",    "S2",       "c1",     "c2'@S2",  "B:c1", "|",
                               "P(1)", "L:X(0)@S", "red(S)", "red(c1)", "X(1)", "U(y)@S2"};
  const std::string deliveries[] = {"", "a", "ns", "nr", "sa"};
  std::size_t count = 0;
  for (const std::string& first : words) {
    for (const std::string& second : words) {
      for (const std::string& third : words) {
        const std::string text = first + " " + second + " " + third + "\n" +
                                 deliveries[count++ % std::size(deliveries)] + "\n";
        const Result<History> history = read_history(text);
        if (!history || history->batches.empty()) continue;
        for (const Listening listening : {Listening::afterwards, Listening::early}) {
          const auto file =
              write_scenario(*history, listening, {"found.test", "a history that was told", {}});
          CHECK_MESSAGE(file.ok(), (text + (file.ok() ? "" : file.error().text())));
        }
      }
    }
  }
}

}  // namespace
}  // namespace deadair::told
