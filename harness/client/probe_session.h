// One process under the probes: calls, settling and observing in single words.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/result.h"
#include "harness/client/adapter.h"
#include "harness/client/probes.h"
#include "harness/client/snapshot.h"

namespace deadair::client {

// What was seen in all processes together. Each holds the first thing that was wrong.
struct ProbeRecord {
  std::string noise;   // on stdout
  std::string answer;  // a result or an error that is not of the schema
  std::string notice;  // a notification that is not of the schema
  std::size_t notices = 0;
};

// What one probe found.
struct Finding {
  ProbeOutcome outcome = ProbeOutcome::ok;
  std::string detail;
};

[[nodiscard]] Finding failed(std::string detail);
[[nodiscard]] Finding failed(const Error& error);
[[nodiscard]] Finding skipped(std::string detail);

// A reply in words: "error 2: no seek", "no answer in 10000 ms", "exited with status 3".
[[nodiscard]] std::string in_words(const Reply& reply);

// "1 2", with a mark behind what was cut and seeks in brackets.
[[nodiscard]] std::string heard_in_words(const std::vector<HeardEntry>& heard,
                                         const ProbeRoom& room);

// The process lives as long as this. Errors have the code probe.call or probe.rest.
class ProbeSession {
 public:
  ProbeSession(const ProbePlan& plan, ProbeStage& stage, Clock& clock, ProbeRecord& record);
  ~ProbeSession() { finish(); }
  ProbeSession(const ProbeSession&) = delete;
  ProbeSession& operator=(const ProbeSession&) = delete;

  // Starts the process, without a call.
  [[nodiscard]] Status start();
  // Calls `hello` with the parameters of a real run.
  [[nodiscard]] Status greet();
  // Calls `open` in a new room.
  [[nodiscard]] Status open_room();

  // A call with any outcome; repeats the last one where the process can no longer be called.
  Reply call(std::string_view method, const json::Value& params);
  // act on the broadcast of the room.
  Reply act(std::string_view verb, json::Value more = json::Value::object());
  // A call that must give a result.
  [[nodiscard]] Status must(std::string_view method, const json::Value& params);
  // Until nothing changes by itself, the clock of the client moved on where it has one.
  [[nodiscard]] Status settle();
  [[nodiscard]] Result<json::Value> observe_text();
  [[nodiscard]] Result<Snapshot> observe();
  // open_room, settle, act "play", settle.
  [[nodiscard]] Status play_through();
  // hold_download of the stage, for the client of this process.
  [[nodiscard]] Result<HeldDownload> hold_download(std::int64_t hold_ms,
                                                   const std::function<void()>& act,
                                                   const std::function<void()>& settle);
  // The one that the client holds of the room's broadcast. Error where there is none.
  [[nodiscard]] Result<BroadcastView> observe_broadcast();
  // What sounded of it, as heard_in_words.
  [[nodiscard]] Result<std::string> observe_heard();
  Exit finish();

  [[nodiscard]] const Hello& hello() const { return hello_; }
  [[nodiscard]] const ProbeRoom& room() const { return room_; }
  // The newest token that the client had polled with at the last settle().
  [[nodiscard]] const std::string& token() const { return token_; }
  [[nodiscard]] const ProbePlan& plan() const { return plan_; }
  // Another process for the same plan, on the same stage and record.
  [[nodiscard]] std::unique_ptr<ProbeSession> another() const;

 private:
  void note(std::string_view method, const Reply& reply);

  const ProbePlan& plan_;
  ProbeStage& stage_;
  Clock& clock_;
  ProbeRecord& record_;
  std::unique_ptr<Adapter> adapter_;
  Reply last_;
  Hello hello_;
  ProbeRoom room_;
  std::string token_;
};

// The dialect in which rooms are made for that client; empty where it declares none.
[[nodiscard]] std::string_view dialect_for(const Hello& hello);

}  // namespace deadair::client
