// Scenarios as values: what the server does, what the user does, what must be seen.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/result.h"
#include "harness/msc3888/clauses.h"

namespace deadair::scenario {

// How an event gets to the client.
//   sync      in the timeline of the next sync batch
//   state     in the next batch's `state` block only (state events)
//   gap       left out of the timeline, which is marked limited, with a prev_batch from before the
//   gap unsynced  in no sync at all: stored, found by relations, messages and event only
enum class Via { sync, state, gap, unsynced };

[[nodiscard]] std::string_view name_of(Via via);
[[nodiscard]] std::optional<Via> via_named(std::string_view name);

enum class EventKind { info, chunk, redaction, message, member };

// One event that a step emits, before it has an ID: one word of the shorthand, or one long form.
struct EventSpec {
  EventKind kind = EventKind::chunk;
  std::string label;  // its name in the scenario: "S", "c3", "c3'", "P1" (first paused), "red1"
  std::string broadcast =
      "S";  // label of the started event that it refers to; its own label for a started event
  char sender = 'A';  // A the broadcaster, B another member, L the listener's own user
  std::string state;  // info: "started", "paused", … or anything else
  std::optional<std::int64_t>
      number;                      // chunk: sequence; info: last_chunk_sequence, absent if nothing
  std::string target;              // redaction: label of the redacted event
  std::int64_t duration_ms = 200;  // chunk
  bool encrypted_file = false;     // chunk: `file` in place of `url`
  json::Value content;             // members laid over the well-formed content (an object, or null)
  json::Value event;  // members laid over the event itself: origin_server_ts, state_key, type …
  std::vector<std::string> absent;  // members taken out, dotted: "content.sequence", "state_key"
  json::Value media;                // chunk: odd media, {"is": "garbage"} …; null for good audio

  bool operator==(const EventSpec&) const = default;
};

// Events that share one sync answer.
using Batch = std::vector<EventSpec>;

enum class StepKind {
  open,
  emit,
  act,
  settle,
  advance,
  restart,
  fault,
  release,
  redeliver,
  session,
  expect
};

[[nodiscard]] std::string_view name_of(StepKind kind);

// One thing that a check allows, with the name that the report gives to it.
struct Allowed {
  std::string label;  // empty where there is only one
  json::Value is;

  bool operator==(const Allowed&) const = default;
};

// One member of an expectation: {"heard": [1, 2]} or {"heard": {"any_of": [{"label": …, "is": …},
// …]}}.
struct Check {
  std::string name;  // heard, state, live, player, chunks, listed, error, position_ms, …
  std::vector<Allowed> allowed;  // never empty

  bool operator==(const Check&) const = default;
};

struct Expectation {
  std::string broadcast = "S";
  msc3888::Level level = msc3888::Level::must;
  std::string clause;  // the clause that a failure cites; the scenario's first where none is given
  std::vector<Check> checks;

  bool operator==(const Expectation&) const = default;
};

struct Step {
  StepKind kind = StepKind::settle;
  std::vector<Batch> batches;  // emit
  Via via = Via::sync;         // emit, redeliver
  std::string verb;   // act: play, pause, …; restart: kept, wiped; session: what happens to it
  std::string label;  // act: the broadcast; redeliver: the event
  std::optional<std::int64_t> position_ms;  // act seek
  std::int64_t ms = 0;                      // advance
  json::Value fault;                // fault: the whole object, {"fault": NAME, "times": 1, …}
  std::vector<Expectation> expect;  // expect
  json::Value source;               // the step as it stands in the file, placeholders filled in

  bool operator==(const Step&) const = default;
};

// One case without its dialect: a scenario, or one member of a family.
struct Case {
  std::string id;           // "order.late_chunk_after_gap[late=1]"
  std::string scenario_id;  // "order.late_chunk_after_gap"
  std::string title;
  std::vector<std::pair<std::string, std::string>>
      parameters;  // name, value as it stands in the id
  std::vector<std::string> clauses;
  std::vector<std::string> wild;   // rows of the catalogue of known defects: "W27"
  std::vector<std::string> tags;   // its theme first
  std::vector<std::string> needs;  // features and reports of the contract
  std::string role = "listener";
  std::vector<Step> steps;
  std::vector<Expectation> expect;
  json::Value source;  // the expanded scenario as JSON: what the trace keeps

  bool operator==(const Case&) const = default;
};

// One scenario file.
struct Scenario {
  std::string id;
  std::string path;    // as given, for messages
  std::string text;    // the file, for messages with line and column
  json::Value source;  // as read
};

inline constexpr std::size_t file_bytes_max = std::size_t{1024} * 1024;

// Reads one scenario file of at most file_bytes_max bytes: JSON with comments, checked against the
// published schema, then for what a schema cannot say. Errors: scenario.syntax, scenario.schema,
// scenario.id, scenario.clause, scenario.step, scenario.label, scenario.shorthand,
// scenario.parameter, scenario.expect; the place is "path:line:column".
[[nodiscard]] Result<Scenario> read_scenario(std::string path, std::string text);

// Fills in the parameters: one case, or one a member of the family, in the order of the file.
[[nodiscard]] Result<std::vector<Case>> expand(const Scenario& scenario);

// Reads an expanded scenario as the trace keeps it (Case::source).
[[nodiscard]] Result<Case> read_case(const json::Value& source);

// What is formally right and still worth nothing: no positive control, a step that can never
// matter, … Empty if good.
[[nodiscard]] std::vector<Error> lint(const Scenario& scenario);

}  // namespace deadair::scenario
