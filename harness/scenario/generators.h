// Values of a parameter that are counted through and not written down: orders, sequences, splits,
// losses and shuffles of a history's words.
#pragma once

#include <cstddef>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/result.h"
#include "harness/scenario/source.h"

namespace deadair::scenario {

// One generator makes at most so many values.
inline constexpr std::size_t generated_max = 5000;
inline constexpr std::size_t generated_bytes_max = std::size_t{64} * 1024 * 1024;

// All values of {"orders_of": …}, {"sequences_over": …}, {"splits_of": …}, {"losses_of": …} or
// {"shuffles_of": …}: objects with a `name` that can stand in an id, always in the same order.
// docs/scenario-format.md lists their members. Nothing in them comes from a client or a model: they
// are combinatorics of the words. Error scenario.parameter.
[[nodiscard]] Result<std::vector<json::Value>> generated_values(const Source& source,
                                                                const json::Value& generator);

}  // namespace deadair::scenario
