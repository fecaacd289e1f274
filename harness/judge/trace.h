// The trace: everything that happened in one case, on one logical time line. All that a verdict
// rests on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/result.h"

namespace deadair::judge {

// What an entry tells; docs/trace-format.md lists the members of each.
enum class EntryKind {
  case_begin,     // the case: id, dialect, seed, the expanded scenario, who is who
  step,           // a step begins: step, text
  event,          // the server put an event into the room: label, via, event
  sent,           // the client sent an event: label-less, event
  redelivered,    // an event is put into a sync batch once more: label, via
  fault,          // a fault was armed
  http,           // one exchange: method, target, route, status, fault, …
  finding,        // a request that is not well-formed Matrix, or a storm: code, detail
  call,           // a call to the adapter: id, method, params
  answer,         // its answer: id, result or error
  notice,         // a notification from the adapter
  timeout,        // a budget ran out: what, budget_ms
  adapter_fault,  // the contract was broken: code, detail
  exited,         // the adapter's process ended: status or signal, during
  stalled,        // the client did not come to rest: what, budget_ms
  case_end,       // nothing follows
};

[[nodiscard]] std::string_view name_of(EntryKind kind);

// One line of the trace file: {"kind": …, "step": …, "at_ms": …, members of `body`}.
struct Entry {
  EntryKind kind = EntryKind::step;
  // Index of the step it happened in; -1 before the first, the number of steps for the end.
  int step = -1;
  std::int64_t at_ms = 0;  // logical time since the start of the case
  json::Value body;        // an object

  bool operator==(const Entry&) const = default;
};

struct Trace {
  std::vector<Entry> entries;
};

// Requests, findings about them and notifications that one trace keeps. What comes above it is
// dropped, and one finding requests.storm stands in its place.
inline constexpr std::size_t noise_entries_max = 100000;

// The trace while it grows: the server's thread and the scenario's meet here. Raw JSON text in a
// body is replaced by what a reader of it sees, so that a trace and its file are the same.
class TraceLog {
 public:
  void begin_step(int step);
  void set_time(std::int64_t at_ms);
  // Appends with the current step and time.
  void add(EntryKind kind, json::Value body);
  // Takes out all but the first so many entries.
  void cut(std::size_t entries);
  [[nodiscard]] Trace copy() const;
  // All of it; the log is empty from here on.
  [[nodiscard]] Trace take();
  [[nodiscard]] std::size_t size() const;

 private:
  mutable std::mutex mutex_;
  int step_ = -1;
  std::int64_t at_ms_ = 0;
  std::size_t noise_ = 0;
  Trace trace_;
};

// One JSON object a line. Reading gives Error trace.syntax, trace.kind or trace.incomplete (no
// case_end: the run was cut off); the place is "line N".
[[nodiscard]] std::string write_trace(const Trace& trace);
[[nodiscard]] Result<Trace> read_trace(std::string_view text);

}  // namespace deadair::judge
