// Which cases of a plan are played, and in which order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "harness/base/shard.h"
#include "harness/run/plan.h"

namespace deadair::run {

// Indices into the plan's cases: those of the shard, in the order of the plan, or shuffled by a
// seed. All dialects of one id are in one shard.
[[nodiscard]] std::vector<std::size_t> schedule(const Plan& plan, const Shard& shard,
                                                std::optional<std::uint64_t> shuffle_seed);

}  // namespace deadair::run
