// Probes of an adapter: is it wired right, before anything is called a failure of its client?
#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/clock.h"
#include "harness/base/json.h"
#include "harness/base/result.h"
#include "harness/client/adapter.h"
#include "harness/client/process_set.h"

namespace deadair::client {

// A fresh user in a fresh room that holds one small broadcast which has ended: `started`, chunks 1
// and 2 of 200 ms each, `stopped` with last_chunk_sequence 2.
struct ProbeRoom {
  json::Value open_params;             // what `open` is called with
  std::string started_id;              // event ID of the `started` event
  std::vector<std::string> chunk_ids;  // event IDs of chunks 1 and 2
};

// What came of holding a download back while the client was asked something.
enum class HeldDownload {
  none,           // the client asked for nothing
  act_waited,     // `act` was answered only when the download had been let go
  settle_waited,  // so was `settle`
  not_waited,     // `settle` was answered while the client was still waiting for its download
};

// What the probes need of a homeserver. Whoever runs them hands in what fills it.
class ProbeStage {
 public:
  virtual ~ProbeStage() = default;
  // A new room, with its events in that dialect.
  [[nodiscard]] virtual Result<ProbeRoom> open_room(std::string_view dialect) = 0;
  // Waits until the client in the newest room has polled with the newest sync token and has no
  // other request open, at most budget_ms. Returns that token; the error says what it waited for.
  [[nodiscard]] virtual Result<std::string> wait_for_rest(std::int64_t budget_ms) = 0;
  // Holds back the first download of media that `act` sets off in the newest room, and calls
  // `settle` when it has come in, which it must do soon. Each of the two has hold_ms to return
  // before the download is let go. An Error is that of the server.
  [[nodiscard]] virtual Result<HeldDownload> hold_download(std::int64_t hold_ms,
                                                           const std::function<void()>& act,
                                                           const std::function<void()>& settle) = 0;
};

enum class ProbeOutcome { ok, failed, skipped };

[[nodiscard]] std::string_view name_of(ProbeOutcome outcome);

struct ProbeReport {
  std::string id;        // "hello.unknown_version"
  std::string sentence;  // what must hold
  ProbeOutcome outcome = ProbeOutcome::ok;
  std::string detail;  // why it failed or was skipped; empty where it is ok

  bool operator==(const ProbeReport&) const = default;
};

struct ProbePlan {
  std::vector<std::string> command;  // the adapter: program and arguments
  // Where adapters come from in place of the command; outlives the probes. nullptr: it is started.
  AdapterSource* source = nullptr;
  std::string runner_version;  // as told in `hello`
  Limits limits;
  std::int64_t budget_ms = 10000;           // of each call and each wait
  std::set<std::string, std::less<>> only;  // ids of the probes to run; all where empty
  ProcessSet* processes = nullptr;  // holds those that run; once it is stopped, no probe follows
};

// The probes' ids and sentences in the order in which they run (outcome and detail mean nothing).
[[nodiscard]] std::vector<ProbeReport> list_probes();

// Runs them, each in a process (or at a connection) of its own, and reports each as soon as it is
// known to `on_report` (which may be empty). Where `hello` fails, what follows is skipped. The last
// ones (`stdout.clean` and others) tell what was seen in all processes together. Ends early, with
// the reports so far, when the plan's processes are stopped.
std::vector<ProbeReport> run_probes(const ProbePlan& plan, ProbeStage& stage, Clock& clock,
                                    const std::function<void(const ProbeReport&)>& on_report);

}  // namespace deadair::client
