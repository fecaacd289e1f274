// The published schema of the adapter contract: what each part of a line must look like.
#pragma once

#include <string_view>

#include "harness/base/json.h"
#include "harness/base/result.h"
#include "harness/client/snapshot.h"

namespace deadair::client {

// The version of the contract that deadair offers.
inline constexpr std::int64_t contract_version = 1;

// Checks a value against one definition of contract.schema.json: "hello_params", "hello_result",
// "open_params", "act_params", "snapshot", "error", "notification", … The definition must exist.
// Errors: contract.schema, and contract.value where a word stands that the contract does not have
// at that place; the place is the JSON pointer. Thread-safe.
[[nodiscard]] Status check_contract(std::string_view definition, const json::Value& value);

// The parameters of `hello` as deadair sends them.
[[nodiscard]] json::Value hello_params(std::string_view runner_version);

// Whether a snapshot shows what its client declared in `reports`, and nothing else. What may be
// absent at times (a position before the first `play`, the duration of a chunk) is not asked for.
// Error contract.reports: the place is the JSON pointer.
[[nodiscard]] Status check_reports(const Hello& hello, const Snapshot& snapshot);

}  // namespace deadair::client
