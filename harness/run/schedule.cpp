// Shards and shuffles: neither decides what comes of a case.
#include "harness/run/schedule.h"

#include <utility>

#include "harness/base/random.h"

namespace deadair::run {

std::vector<std::size_t> schedule(const Plan& plan, const Shard& shard,
                                  std::optional<std::uint64_t> shuffle_seed) {
  std::vector<std::size_t> order;
  for (std::size_t at = 0; at < plan.cases.size(); ++at) {
    if (shard.holds(plan.cases[at].scenario.id)) order.push_back(at);
  }
  if (!shuffle_seed) return order;
  Random(*shuffle_seed).shuffle(order);
  return order;
}

}  // namespace deadair::run
