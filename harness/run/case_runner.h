// Runs one case: plays its steps on a scene and at an adapter, and writes down everything that
// happens.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "harness/base/clock.h"
#include "harness/client/adapter.h"
#include "harness/client/snapshot.h"
#include "harness/judge/codes.h"
#include "harness/judge/trace.h"
#include "harness/run/director.h"
#include "harness/run/plan.h"
#include "harness/run/stage.h"

namespace deadair::run {

struct Budgets {
  std::int64_t call_ms = 10000;  // one call, and one wait for the client to come to rest
  std::int64_t patience_ms =
      60000;  // logical time that a settle step gives to a client with a virtual clock
  std::int64_t patience_step_ms = 5000;
};

// Writes the calls and answers of an adapter into a trace.
class TraceObserver final : public client::Observer {
 public:
  explicit TraceObserver(judge::TraceLog& log) : log_(log) {}
  void called(std::int64_t id, std::string_view method, const json::Value& params) override;
  void answered(std::int64_t id, const json::Value& message) override;
  void noticed(const json::Value& message) override;

 private:
  judge::TraceLog& log_;
};

// Writes how a call came to a bad end. `method` is the call's.
void record_bad_end(judge::TraceLog& log, const client::Reply& reply, std::string_view method);
// Writes why a case cannot be played on. The code is one of `broken`.
void record_fault(judge::TraceLog& log, const judge::Code& code, std::string_view detail);

// One case at one adapter that has answered hello. All verdicts are the judge's: this only acts and
// records.
class CaseRunner {
 public:
  CaseRunner(const PlannedCase& planned, std::uint64_t seed, Scene& scene, client::Adapter& adapter,
             const client::Hello& hello, const Budgets& budgets, judge::TraceLog& log,
             Clock& clock);

  // Plays all steps and the end. False if the case had to be left early; the trace says why.
  bool play(const std::string& storage, bool hide_scenario);
  // Asks for `reset`; true if the adapter can take another case.
  bool reset();

 private:
  bool play_step(const scenario::Step& step);
  bool open();
  bool emit(const scenario::Step& step);
  bool act(const scenario::Step& step);
  bool advance(std::int64_t ms);
  bool pass(std::int64_t ms);
  bool restart(const std::string& storage);
  // The client has polled with the newest token and has no other request open, or is away.
  bool take_batch();
  // The client has what was sent and has done what it does at once.
  bool come_to_rest();
  // It has come to rest, and nothing was asked of it and nothing has reached it since.
  [[nodiscard]] bool rests_still() const;
  // The scenario lets the client wait for so long, so many times.
  void demand(std::int64_t ms, std::int64_t times);
  // Logical time of a settle step: longer where the scenario itself demands it.
  [[nodiscard]] std::int64_t patience_ms() const;
  // The same, and all that its timers will do.
  bool settle();
  bool settle_with_virtual_clock();
  bool comes_back_by(std::int64_t deadline_ms);
  bool call_settle();
  // A black box has synced once; nobody else says when.
  bool await_first_sync();
  [[nodiscard]] bool is_black_box() const { return hello_.depths.contains("black_box"); }
  bool observe_twice();
  bool end();

  // False if nothing more can be asked of this adapter in this case. The first gives the result.
  std::optional<json::Value> ask(std::string_view method, const json::Value& params);
  bool call(std::string_view method, const json::Value& params) {
    return ask(method, params).has_value();
  }
  void stall(std::string what, Rest rest);

  const PlannedCase& planned_;
  std::uint64_t seed_;
  Scene& scene_;
  client::Adapter& adapter_;
  const client::Hello& hello_;
  Budgets budgets_;
  judge::TraceLog& log_;
  Clock& clock_;
  TraceObserver observer_;
  Director director_;
  std::string storage_;
  bool hide_scenario_ = false;
  bool opened_ = false;
  bool session_ended_ = false;
  bool idle_ = false;    // the client has said so when it settled last
  bool running_ = true;  // and that; false of a black box that was not started yet
  // What stood open and how many requests there had been when it came to rest last; nothing once
  // anything but settling and observing was asked of it.
  struct Rested {
    Rest rest = Rest::busy;
    std::uint64_t requests = 0;
  };
  std::optional<Rested> rested_;
  std::int64_t demanded_ms_ = 0;  // sound, and what `retry_after_ms` says, so far; an hour at most
  bool settled_ = false;          // a settle step has given it all its time, and no step came since
};

// Whether the client used up a budget: a call was not answered, or a black box never synced.
[[nodiscard]] bool hung(const judge::Trace& trace);

// What `open` is called with. `scenario` is what the adapter is told of the scenario's name.
[[nodiscard]] json::Value open_params(const Cast& cast, std::string_view scenario,
                                      std::uint64_t seed, std::string_view role,
                                      msc3888::Dialect dialect, const std::string& storage);

// The first entry of a trace. `hello` is null where none was answered.
[[nodiscard]] json::Value case_begin_body(const PlannedCase& planned, std::uint64_t seed,
                                          const Cast& cast, const json::Value& hello);

}  // namespace deadair::run
