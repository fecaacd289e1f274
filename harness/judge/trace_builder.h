// Traces for tests, told in verbs: what is emitted, what the user does, what the client shows.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/json.h"
#include "harness/judge/trace.h"
#include "harness/judge/verdict.h"
#include "harness/scenario/shorthand.h"

namespace deadair::judge {

// What the client shows of one broadcast. Only what `hello` declares is written down.
struct Shown {
  std::string broadcast = "S";
  std::string state = "started";
  std::string live = "live";
  std::string player = "idle";
  std::vector<std::string> heard = {};   // "c1", "c1~" was cut, "@400" is a seek
  std::vector<std::string> chunks = {};  // "c1"
  std::string more = {};                 // a JSON object laid over the broadcast
  bool gone = false;                     // then `heard` alone is shown
};

// Builds the trace of one case together with its scenario. Verbs that are steps of a scenario begin
// a step; where the client is logged in they end with an answered `settle`, as the runner has it.
// The others write entries into the step that has begun.
class TraceBuilder {
 public:
  // A listener that declares no features and reports state, live, chunks, heard and player.
  TraceBuilder();

  // The case.
  TraceBuilder& clauses(std::vector<std::string> ids);
  TraceBuilder& needs(std::vector<std::string> words);
  TraceBuilder& features(std::vector<std::string> words);
  TraceBuilder& reports(std::vector<std::string> words);
  TraceBuilder& hello(std::string_view json);  // another answer to `hello`
  TraceBuilder& dialect(std::string_view name);
  TraceBuilder& wants(std::string_view json);  // the final expectations, an array
  TraceBuilder& serves_no_media();             // nothing that sounds was downloaded

  // Steps. The first one is preceded by a log-in, unless it is `history`.
  TraceBuilder& history(std::string_view emit);
  TraceBuilder& open();
  TraceBuilder& emit(std::string_view emit, std::string_view via = "sync");
  TraceBuilder& act(std::string_view verb, std::string_view broadcast = "S");
  TraceBuilder& seek(std::int64_t position_ms);
  TraceBuilder& act_fails(std::string_view verb, std::int64_t code, std::string_view data = "null");
  TraceBuilder& settle();
  TraceBuilder& settle_fails(std::int64_t code, std::string_view data = "null");
  TraceBuilder& advance(std::int64_t ms);
  TraceBuilder& restart();
  TraceBuilder& redeliver(std::string_view label);
  TraceBuilder& session(std::string_view how);
  TraceBuilder& expect(std::string_view json);
  TraceBuilder& end();  // the end of the case: behind all steps

  // Within a step. What the client shows, twice; what sounds was downloaded before.
  TraceBuilder& sees(const Shown& shown);
  TraceBuilder& sees_all(const std::vector<Shown>& shown, std::string_view more = "{}");
  TraceBuilder& sees_once(const Shown& shown);
  TraceBuilder& calls(std::string_view method, std::string_view params = "{}");
  TraceBuilder& answers(std::string_view result = "{}");
  TraceBuilder& answers_error(std::int64_t code, std::string_view data = "null");
  TraceBuilder& exchange(std::string_view route, std::int64_t status = 200,
                         std::string_view fault = {});
  TraceBuilder& downloads(std::string_view label, std::int64_t status = 200);
  // A request that comes only now, and is answered at once.
  TraceBuilder& loads(std::string_view route, std::string_view ending = "answered");
  TraceBuilder& finds(std::string_view code, std::string_view route = "sync");
  TraceBuilder& exits(std::string_view during, int status, int signal = 0);
  TraceBuilder& times_out(std::string_view during);
  TraceBuilder& breaks(std::string_view code, std::string_view detail = "as it stood");
  TraceBuilder& stalls(std::string_view rest);
  TraceBuilder& entry(EntryKind kind, std::string_view body);

  [[nodiscard]] Trace trace() const;
  [[nodiscard]] Verdict verdict() const;

 private:
  void ensure_open();
  void log_in();
  void begin(json::Value step, std::string_view text);
  void add(EntryKind kind, json::Value body);
  void publish(std::string_view emit, std::string_view via);
  void come_to_rest();
  void observe(const std::vector<Shown>& shown, std::string_view more);
  [[nodiscard]] bool declared(std::string_view report) const;
  [[nodiscard]] json::Value snapshot_of(const Shown& shown) const;
  [[nodiscard]] json::Value hello_value() const;

  std::vector<std::string> clauses_ = {"order"};
  std::vector<std::string> needs_, features_;
  std::vector<std::string> reports_ = {"state", "live", "chunks", "heard", "player"};
  json::Value hello_;  // null: made of the features and reports
  std::string dialect_ = "stable";
  json::Value final_expect_;
  json::Value steps_ = json::Value::array();
  scenario::Labels labels_;
  std::vector<std::string> served_;
  bool serves_media_ = true;
  bool opened_ = false;
  std::vector<Entry> entries_;
  int step_ = -1;
  std::int64_t at_ms_ = 0;
  std::int64_t call_ = 0;
};

// The findings of a verdict on one line, in their order, joined by "; ":
// "fail client heard.order must order @3", "broken adapter adapter.noise @0"; "pass" if there are
// none. Level and clauses stand only at failures.
[[nodiscard]] std::string found(const Verdict& verdict);
[[nodiscard]] std::string found(const TraceBuilder& builder);

}  // namespace deadair::judge
