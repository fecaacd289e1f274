// A trace prepared for the rules: who is who, which event has which name, what was asked of the
// client and what it answered.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/result.h"
#include "harness/client/snapshot.h"
#include "harness/judge/absence.h"
#include "harness/judge/model.h"
#include "harness/judge/trace.h"
#include "harness/scenario/scenario.h"

namespace deadair::judge {

// Positions (`at`) are indices into Trace::entries; this one stands for "not there".
inline constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

// An event of the room, in the room's order.
struct RoomFact {
  std::string id;
  std::string label;  // of the scenario, or "sent1", "sent2" … for what the client sent
  scenario::Via via = scenario::Via::sync;
  const json::Value* event = nullptr;
  bool by_client = false;
  bool again = false;  // delivered once more; the first delivery is a fact of its own
  std::size_t at = 0;
};

// A call to the adapter and what came of it.
struct CallFact {
  enum class Outcome { unanswered, result, error };
  std::string method;
  const json::Value* params = nullptr;  // may be null
  int step = -1;
  std::size_t at = 0;
  Outcome outcome = Outcome::unanswered;
  std::size_t answered_at = nowhere;
  const json::Value* result = nullptr;
  std::int64_t error_code = 0;
  std::string error_message;
  const json::Value* error_data = nullptr;

  [[nodiscard]] bool ok() const { return outcome == Outcome::result; }
  // A string member of the parameters, or nothing.
  [[nodiscard]] std::string_view param(std::string_view name) const;
};

// One answer to `observe`.
struct Look {
  int step = -1;
  std::size_t call = 0;  // index into Timeline::calls
  std::size_t at = 0;    // of the answer
  bool settled = false;  // nothing happened since a `settle` that was answered
  Result<client::Snapshot> snapshot;
};

// One HTTP exchange that has ended.
struct ExchangeFact {
  std::string route;
  std::int64_t status = 0;
  std::string fault;            // name of the fault that struck, or empty
  std::string media;            // label of the chunk whose media it is, or empty
  bool answered = true;         // to its end
  std::size_t began = nowhere;  // position of the first entry that was written after it had come
  std::size_t at = 0;
};

struct Timeline {
  const Trace* trace = nullptr;  // must outlive this
  std::string case_id, dialect, role;
  std::string user_id;  // of the client
  scenario::Case test;
  const json::Value* hello_value = nullptr;  // the answer to `hello`; nullptr if there was none
  std::optional<client::Hello> hello;        // where it can be read
  std::vector<RoomFact> facts;
  std::vector<CallFact> calls;
  std::vector<Look> looks;
  std::vector<ExchangeFact> exchanges;
  std::vector<std::size_t> rests;                // positions at which the client had settled
  std::set<std::string, std::less<>> odd_media;  // labels of chunks whose sound may be no good
  std::size_t session_ended_at = nowhere;  // the scenario or the user ended the client's session
  Absence absence;                         // of the client from the room
  bool core = false;                       // depth core: no HTTP
  std::map<std::string, std::size_t, std::less<>> by_id;     // index into facts
  std::map<std::string, std::size_t, std::less<>> by_label;  // index into facts
  std::unordered_set<std::string_view> told;  // every text in an event or in what a call asked

  [[nodiscard]] int end_step() const { return static_cast<int>(test.steps.size()); }
  [[nodiscard]] const RoomFact* fact(std::string_view event_id) const;
  [[nodiscard]] const RoomFact* labelled(std::string_view label) const;
  // Whether the client can have that ID from the server or from us: an event of the room has it,
  // or anything in one is it, or a call named it.
  [[nodiscard]] bool names(std::string_view event_id) const;
  [[nodiscard]] bool reports(std::string_view report) const;
  // Whether the client has no adapter that could tell of it.
  [[nodiscard]] bool black_box() const;
  [[nodiscard]] bool fault_struck(std::string_view route) const;

  // What the model says of one broadcast when everything before position `at` has happened.
  // Redactions at or after `redactions_until` are not yet applied.
  [[nodiscard]] BroadcastModel model(std::string_view broadcast_id, std::size_t at,
                                     std::size_t redactions_until) const;
  [[nodiscard]] BroadcastModel model(std::string_view broadcast_id, std::size_t at) const {
    return model(broadcast_id, at, at);
  }
  // The last position before `at` at which the client had settled, or 0.
  [[nodiscard]] std::size_t settled_before(std::size_t at) const;
};

// Errors: those of check_shape, and trace.case (the case cannot be read), trace.order.
[[nodiscard]] Result<Timeline> prepare(const Trace& trace);

}  // namespace deadair::judge
