// Playing one scenario after another at a client, to see whether it still fails.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "harness/base/clock.h"
#include "harness/base/result.h"
#include "harness/judge/verdict.h"
#include "harness/msc3888/dialect.h"
#include "harness/run/run.h"
#include "mock_homeserver/homeserver.h"

namespace deadair::cli {

class Replay {
 public:
  // The clock and the homeserver must outlive this. Budgets are scaled by `patience`.
  Replay(std::vector<std::string> adapter, double patience, run::Stage& homeserver, Clock& clock);

  // Plays a scenario file with one case in one dialect, in a fresh process. Errors: those of
  // scenario::read_scenario; replay.stopped.
  [[nodiscard]] Result<judge::Verdict> play(const std::string& text, msc3888::Dialect dialect);

  // From any thread: ends what plays, and lets nothing begin.
  void stop();
  [[nodiscard]] bool is_stopped() const;

  // "NAME VERSION" as the adapter said in its hello; empty before.
  [[nodiscard]] const std::string& client() const { return client_; }

 private:
  run::RunOptions options_;
  run::Stage& homeserver_;
  Clock& clock_;
  std::string client_;
  mutable std::mutex mutex_;
  run::Run* playing_ = nullptr;
  bool is_stopped_ = false;
};

}  // namespace deadair::cli
