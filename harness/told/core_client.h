// A client's broadcast logic behind an adapter at depth core: told histories without a homeserver.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "harness/base/clock.h"
#include "harness/base/result.h"
#include "harness/client/adapter.h"
#include "harness/client/snapshot.h"
#include "harness/msc3888/dialect.h"
#include "harness/run/storage.h"
#include "harness/told/staged.h"

namespace deadair::told {

// What came of telling a history.
struct CoreAnswer {
  enum class Kind {
    shown,    // snapshot: what it shows at the end
    finding,  // the client died, hung, or its adapter saw it fail: text
    fault,    // the adapter does not keep the contract: text
  };
  Kind kind = Kind::shown;
  client::Snapshot snapshot;
  std::string text;         // one line
  std::string stderr_text;  // what it wrote last, where it came to a bad end
};

// Keeps one process for as long as it lives and has the feature `reset`; otherwise each history
// gets one of its own.
class CoreClient {
 public:
  //   command  program and arguments, looked up in PATH
  //   call_ms  budget of each call
  CoreClient(std::vector<std::string> command, std::int64_t call_ms, std::string runner_version,
             Clock& clock);
  ~CoreClient();
  CoreClient(const CoreClient&) = delete;
  CoreClient& operator=(const CoreClient&) = delete;

  // Starts the process and says hello. Errors: those of Adapter::start; core.hello (no usable
  // answer); core.depth (it declares no depth `core`, or no role `listener`).
  [[nodiscard]] Status start();
  // Of the last start that went well.
  [[nodiscard]] const client::Hello& hello() const { return hello_; }

  // A room of its own in that dialect: open, a feed for each body of Feeding, observe. The seed
  // tells the client what it may draw its chance from.
  [[nodiscard]] CoreAnswer tell(const std::vector<StagedBatch>& history, msc3888::Dialect dialect,
                                std::uint64_t seed);

 private:
  [[nodiscard]] json::Value open_params(msc3888::Dialect dialect, std::uint64_t seed);
  // Calls; where that does not end in a result, `into` says what it means.
  bool call(std::string_view method, const json::Value& params, CoreAnswer& into,
            json::Value* result = nullptr);
  void close();

  std::vector<std::string> command_;
  std::int64_t call_ms_;
  std::string runner_version_;
  Clock& clock_;
  client::Hello hello_;
  std::unique_ptr<client::Adapter> adapter_;
  std::unique_ptr<run::Storage> storage_;
};

}  // namespace deadair::told
