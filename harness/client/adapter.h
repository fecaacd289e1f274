// The client under test behind its adapter: lines of JSON-RPC 2.0 with a child process or over a
// connection.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/clock.h"
#include "harness/base/json.h"
#include "harness/base/result.h"

namespace deadair::client {

// Limits of the contract, version 1.
struct Limits {
  std::size_t line_bytes_max = std::size_t{8} * 1024 * 1024;
  std::size_t depth_max = 64;
  std::size_t line_values_max = 200000;  // small values take much more memory than text
  // Of all lines of one scenario together, since they are kept in its trace.
  std::size_t scenario_bytes_max = std::size_t{32} * 1024 * 1024;
  std::size_t scenario_values_max = 500000;
  std::size_t stderr_bytes_max = std::size_t{1} * 1024 * 1024;  // kept; more is read and dropped
  std::size_t notices_max = 10000;  // between two answers; more is a flood
  std::int64_t bye_ms = 2000;
  std::int64_t budgets_max = 60;  // that one call may have, however its progress moves
};

// Sees every line, for the trace.
class Observer {
 public:
  virtual ~Observer() = default;
  virtual void called(std::int64_t id, std::string_view method, const json::Value& params) = 0;
  virtual void answered(std::int64_t id, const json::Value& message) = 0;  // the whole object
  virtual void noticed(const json::Value& message) = 0;
};

// How an adapter ended.
struct Exit {
  int status = 0;  // exit status, or -1 where a signal ended it, or where it was no process
  int signal = 0;
  bool forced = false;  // it did not go by itself, and was ended

  // Of a connection nothing is known but that it is closed.
  [[nodiscard]] static Exit of_connection() { return {-1, 0}; }
  // Of a process that was killed and that the kernel does not let go.
  [[nodiscard]] static Exit untold() { return {-1, -1}; }
  // "exited with status 3", "killed by signal 9", "closed its connection"
  [[nodiscard]] std::string text() const;
  bool operator==(const Exit&) const = default;
};

// What came of one call.
struct Reply {
  enum class Kind {
    result,   // value: the result
    error,    // code, message, value: data
    timeout,  // a budget ran out: budget_ms tells which
    broken,   // the contract was broken: fault names it, detail shows the offending line, shortened
    ended,    // it has ended: exit
  };
  Kind kind = Kind::result;
  json::Value value;
  std::int64_t code = 0;
  std::string message;
  std::string
      fault;  // "adapter.noise", "adapter.line_too_long", "adapter.wrong_id", "adapter.flood", …
  std::string detail;
  std::int64_t budget_ms = 0;
  Exit exit;

  [[nodiscard]] bool ok() const { return kind == Kind::result; }
};

// Error codes of the contract, section 6.
inline constexpr std::int64_t method_not_found = -32601;
inline constexpr std::int64_t invalid_params = -32602;
inline constexpr std::int64_t refused = 1;
inline constexpr std::int64_t unsupported = 2;
inline constexpr std::int64_t client_fault = 3;
inline constexpr std::int64_t adapter_fault = 4;
// The exit status by which an adapter says that the fault is its own.
inline constexpr int exit_status_of_adapter_fault = 99;

class Peer;

// One running adapter. Owns what it speaks to, a process (in a process group of its own) or a
// connection; the destructor ends that.
class Adapter {
 public:
  // Starts `command` (program and arguments, looked up in PATH). Error adapter.start names the
  // program and the cause.
  [[nodiscard]] static Result<std::unique_ptr<Adapter>> start(
      const std::vector<std::string>& command, const Limits& limits, Clock& clock);
  // Speaks to one that is there already.
  [[nodiscard]] static std::unique_ptr<Adapter> with(std::unique_ptr<Peer> peer,
                                                     const Limits& limits, Clock& clock);
  virtual ~Adapter() = default;
  Adapter(const Adapter&) = delete;
  Adapter& operator=(const Adapter&) = delete;

  // Sends one call and waits for its answer. `progress` notifications whose counter moves renew the
  // budget, up to limits.budgets_max of them in all. After timeout, broken or ended nothing more
  // can be called. `observer` may be null.
  [[nodiscard]] virtual Reply call(std::string_view method, const json::Value& params,
                                   std::int64_t budget_ms, Observer* observer) = 0;
  // Still usable: no call came to a bad end.
  [[nodiscard]] virtual bool usable() const = 0;
  // The end of what it wrote on stderr since the last call of this, valid UTF-8. Empty
  // where it has no stderr.
  [[nodiscard]] virtual std::string take_stderr() = 0;
  // `bye`, then waits; kills the group after the grace time (forced). Returns how it ended.
  virtual Exit finish() = 0;
  // The leader of its process group; nothing where it is no process of ours.
  [[nodiscard]] virtual std::optional<int> process_id() const = 0;

 protected:
  Adapter() = default;
};

// Where a run gets its adapters from. All from any thread.
class AdapterSource {
 public:
  AdapterSource() = default;
  AdapterSource(const AdapterSource&) = delete;
  AdapterSource& operator=(const AdapterSource&) = delete;
  virtual ~AdapterSource() = default;

  // A fresh one, which must not outlive the source. Error adapter.start: the place is where it was
  // to come from, the message the cause.
  [[nodiscard]] virtual Result<std::unique_ptr<Adapter>> start() = 0;
  // Whether what it starts may declare the depth `black_box`, of which little is asked.
  [[nodiscard]] virtual bool black_box() const { return false; }
  // From here on start() does not wait any more.
  virtual void stop_waiting() = 0;
  // The same, and the adapters that are no processes of ours end at once.
  virtual void cut() = 0;
};

}  // namespace deadair::client
