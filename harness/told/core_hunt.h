// The search for a history of which a client at depth core shows what the model does not allow.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "harness/told/core_client.h"
#include "harness/told/history.h"

namespace deadair::told {

struct CoreHuntOptions {
  std::size_t histories = 2000;  // told before it ends without a finding
  std::uint64_t seed = 1;        // the same seed tells the same histories
  std::size_t shrink_tries_max = 500;
  std::function<bool()> is_stopped = [] { return false; };
};

struct CoreFound {
  enum class Kind { nothing, finding, fault, stopped };
  Kind kind = Kind::nothing;
  std::string text;         // of the finding or fault, one line
  std::string stderr_text;  // what the client wrote last, where it came to a bad end
  std::string input;        // what was told then, as text (history_text.h)
  std::string smallest;     // the finding once nothing more can go
  std::size_t told = 0;     // histories
  std::size_t tries = 0;    // to make it smaller
};

// Tells one history. Errors: those of stage_history. What `held_against_model` says is a finding.
[[nodiscard]] Result<CoreAnswer> tell_text(CoreClient& client, const std::string& input,
                                           std::uint64_t seed);

// First the seeds as they are, then mutations of them and of each other, until something is found;
// what is found is shrunk for as long as the client fails in the same way. What a new process
// passes is left as it is, and said to be a matter of `reset`.
//   seeds  texts of histories; one that cannot be staged is passed over
[[nodiscard]] CoreFound hunt(CoreClient& client, const std::vector<std::string>& seeds,
                             const CoreHuntOptions& options);

}  // namespace deadair::told
