// Where adapters that are no children of ours attach: they connect, show a token, and are called.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "harness/base/clock.h"
#include "harness/base/result.h"
#include "harness/client/adapter.h"
#include "harness/client/connection.h"
#include "harness/client/greeting.h"
#include "harness/client/pipe_io.h"

namespace deadair::client {

struct AttachOptions {
  std::string address = "127.0.0.1";  // in numbers
  int port = 0;                       // 0: the system picks one
  std::string token;                  // what the first line must show
  std::int64_t wait_ms = 60000;       // start() waits so long for an adapter
  std::int64_t greeting_ms = 10000;   // a connection may take so long over its first line
  // Told of connections that come to nothing, a sentence each, one at a time on a thread of ours.
  std::function<void(const std::string&)> tell = nullptr;
};

// Owns the listening socket and the thread that looks after it. A connection that has shown the
// token waits here, in the order of coming, until start() hands it out; each is one adapter, from
// `hello` to its end. Who has ended connects anew. Must outlive the adapters.
class AttachPoint final : public AdapterSource {
 public:
  // Connections that may wait, or be at their first line, at the same time.
  static constexpr std::size_t connections_max = 64;

  // Error attach.listen: the place is ADDRESS:PORT, the message the cause. The clock must outlive
  // this.
  [[nodiscard]] static Result<std::unique_ptr<AttachPoint>> open(AttachOptions options,
                                                                 const Limits& limits,
                                                                 Clock& clock);
  ~AttachPoint() override;

  // ADDRESS:PORT as they are.
  [[nodiscard]] const std::string& place() const { return place_; }
  // How many wait to be handed out. Returns when that is not `seen` any more, after wait_ms, or
  // when waiting was stopped.
  [[nodiscard]] std::size_t wait_for_change(std::size_t seen, std::int64_t wait_ms);

  // Whether waiting was stopped.
  [[nodiscard]] bool stopped();

  Result<std::unique_ptr<Adapter>> start() override;
  void stop_waiting() override;
  void cut() override;

 private:
  using Moment = std::chrono::steady_clock::time_point;
  struct Guest {
    Greeting greeting;
    Moment deadline;
  };
  struct Waiting {
    Descriptor socket;
    std::string from;
  };

  AttachPoint(AttachOptions options, const Limits& limits, Clock& clock, Descriptor listener);

  // All on the thread.
  void look_after();
  [[nodiscard]] int patience_ms() const;
  void drop_those_who_left(const std::vector<int>& left);
  void read_greetings();
  void admit(Greeting& greeting);
  void take_connections();
  void tell(const std::string& sentence);

  const AttachOptions options_;
  const Limits limits_;
  Clock& clock_;
  Descriptor listener_;
  std::string place_;
  Descriptor end_;  // readable once the thread shall end
  ConnectionSet connections_;

  // The thread's own.
  std::vector<Guest> guests_;
  bool full_ = false;  // the system had no descriptor for the last one
  int told_ = 0;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Waiting> waiting_;
  bool stopped_ = false;

  std::thread thread_;
};

}  // namespace deadair::client
