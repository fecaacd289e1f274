// The results of a run as values: what results.jsonl holds and every other report is made from.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/result.h"
#include "harness/base/shard.h"
#include "harness/judge/verdict.h"
#include "harness/msc3888/clauses.h"

namespace deadair::reports {

// What came of one case: one line of results.jsonl. Texts are UTF-8; what is not becomes U+FFFD.
struct CaseResult {
  std::string id;        // with parameters: "order.late_chunk_after_gap[late=1]"
  std::string scenario;  // without: "order.late_chunk_after_gap"
  std::string dialect;   // "stable", "unstable", "element"
  std::string title;
  // A failure: the finding's. Everything else: the strongest that the scenario has.
  msc3888::Level level = msc3888::Level::must;
  judge::Kind verdict = judge::Kind::pass;
  judge::Owner owner = judge::Owner::none;
  std::string code;                  // "heard.order"; empty for a pass
  std::vector<std::string> clauses;  // a failure: those it departs from; else the scenario's
  int step = -1;                     // index into the steps; -1 before the first
  std::string step_text;  // the step in words, "emit c3"; empty before the first and at the end
  std::string expected;   // one line; empty for a pass
  std::string got;        // one line; empty for a pass; the reason for `unsupported`
  std::string again;      // the command that runs this case alone
  std::string trace;      // path of the trace in the report folder; empty where none is kept
  std::int64_t repeats = 1;
  // Only where an entry of the file of known failures covers the case: did it come out as that
  // says?
  std::optional<bool> as_known;
  std::string link;  // of that entry
  std::string edit;  // where it came out otherwise: what to change in the file, with its place
  std::vector<judge::Observation> observations;
  std::optional<std::int64_t> duration_ms;  // wall time
  std::string stderr_tail;                  // the end of what the adapter wrote; empty for a pass

  bool operator==(const CaseResult&) const = default;
};

// A case that is to be run. A plan is a list of them; no two are equal.
struct PlannedCase {
  std::string id;
  std::string dialect;

  bool operator==(const PlannedCase&) const = default;
};

// What a report that is one part of a run says of the whole.
struct ShardOfRun {
  Shard shard;
  std::int64_t plan_cases = 0;  // of all shards

  bool operator==(const ShardOfRun&) const = default;
};

// First line of results.jsonl.
struct RunHeader {
  std::string tool_version;
  std::int64_t contract = 1;
  std::string plan_hash;            // plan_hash_of the whole plan; ResultsWriter fills it in
  std::string scenario_hash;        // of the texts of all scenarios, by whoever read them
  std::string seed;                 // decimal; a string, since JSON readers round large numbers
  std::int64_t cases = 0;           // planned for this report; ResultsWriter fills it in
  std::optional<ShardOfRun> shard;  // nothing: the whole run; plan_cases as above
  std::string client_name;          // empty where the adapter never said hello
  std::string client_version;
  std::vector<std::string> client_declares;  // its features and reports, sorted
  // What decides outcomes: selection, dialects, budgets.
  json::Value configuration = json::Value::object();
  // What must not decide outcomes: jobs, folders, the machine. Not written with no_timings.
  json::Value surroundings = json::Value::object();

  bool operator==(const RunHeader&) const = default;
};

// How many cases came to each verdict.
struct Counts {
  std::int64_t pass = 0;
  std::int64_t fail = 0;
  std::int64_t unsupported = 0;
  std::int64_t inconclusive = 0;
  std::int64_t broken = 0;

  void add(judge::Kind verdict);
  [[nodiscard]] std::int64_t of(judge::Kind verdict) const;
  [[nodiscard]] std::int64_t total() const;
  bool operator==(const Counts&) const = default;
};

// Last line of results.jsonl.
struct Footer {
  Counts counts;
  bool complete = false;  // every planned case has its line
  // What is wrong with the file of known failures itself: the edits to make, with their places.
  std::vector<std::string> problems = {};

  bool operator==(const Footer&) const = default;
};

// All of results.jsonl.
struct RunReport {
  RunHeader header;
  std::vector<CaseResult> cases;  // in the order of the plan
  Footer footer;
  // A shard's only: the place in the whole plan of each of the cases.
  std::vector<std::int64_t> places = {};

  bool operator==(const RunReport&) const = default;
};

// 16 hexadecimal digits that stay the same on every machine and in every version.
[[nodiscard]] std::string plan_hash_of(std::span<const PlannedCase> plan);

[[nodiscard]] Counts count(std::span<const CaseResult> cases);

// It did not pass, and that was known.
[[nodiscard]] bool is_known_failure(const CaseResult& result);
// It passed, and should have failed.
[[nodiscard]] bool is_unexpected_pass(const CaseResult& result);
// Somebody has to look at it: it neither passed, nor is unsupported, nor known; or it passed
// unexpectedly.
[[nodiscard]] bool needs_attention(const CaseResult& result);

// The first part of a scenario's id, which is its folder: "order".
[[nodiscard]] std::string_view theme_of(const CaseResult& result);

// The same with every text but the id cut to what a report can bear and made valid UTF-8, and with
// at most 100 observations. A client can make any text as long as it likes.
[[nodiscard]] CaseResult bounded(CaseResult result);

// One line of results.jsonl each, as JSON. `timings` false leaves out what depends on the wall
// clock or the machine: durations, standard error, surroundings.
[[nodiscard]] json::Value to_json(const RunHeader& header, bool timings);
[[nodiscard]] json::Value to_json(const CaseResult& result, std::int64_t n, bool timings);
[[nodiscard]] json::Value to_json(const Footer& footer);

// Back again. The values have been checked against the schema (results_schema.h) before.
[[nodiscard]] RunHeader header_from(const json::Value& line);
[[nodiscard]] CaseResult case_from(const json::Value& line);
[[nodiscard]] Footer footer_from(const json::Value& line);

}  // namespace deadair::reports
