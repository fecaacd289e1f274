// What the page draws of one case: its trace made small enough for thousands to stand in one file.
#pragma once

#include "harness/base/json.h"
#include "harness/judge/trace.h"

namespace deadair::reports {

// How much of a case the page keeps.
//   whole   the marks, what was expected and heard, and the trace around the divergence in words
//   marks   the same without the trace
enum class Detail { whole, marks };

// The picture of a trace, or null where the trace cannot be read as a case. `step` is the first
// divergent step (CaseResult::step), -1 where there is none.
//
//   {"steps": [[words, at_ms, mark, …], …],   the first is what came before the steps, the last one
//                                             the end
//    "broadcast": "S",                        whose sound is compared
//    "ways": [[label, item, …], …],           what may be heard: sequences or labels, as texts
//    "heard": [[name, label, sequence], …],   what was; all three texts
//    "trace": [line, …]}
//
// A mark is [kind, text, …], in the order of the trace:
//   ["e", label, batch, sender, via]  the server put an event into the room; batch counts the sync
//                                     batches of the case, sender is A, B or L
//   ["r", label, via]                 an event is delivered once more
//   ["s", label]                      the client sent an event
//   ["f", words]                      a fault was armed
//   ["d"]                             a sync brought the client something new
//   ["q", route, times]               the client asked for something; equal ones stand together
//   ["x", route, what]                an exchange that a fault struck, or that was answered badly
//   ["a", words, outcome]             the user's act; outcome "ok", "refused", "failed"
//   ["l", words]                      opened, restarted, time passed
//   ["o", broadcast, shows, name, …]  what the client shows has changed, and what newly sounded
//   ["!", code, detail]               a bad end
//
// Bounded: marks_max marks, 200 bytes a text.
[[nodiscard]] json::Value picture_of(const judge::Trace& trace, int step, Detail detail);

}  // namespace deadair::reports
