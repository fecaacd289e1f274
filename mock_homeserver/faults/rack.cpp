// Arming faults, and choosing the one that strikes.
#include "mock_homeserver/faults/rack.h"

#include <algorithm>
#include <utility>

namespace deadair::mock {

Status FaultRack::arm(const json::Value& fault) {
  Status status = scenario::check_fault(fault);
  if (!status.ok()) return status;
  if (armed_.size() >= scenario::faults_armed_max) {
    return Error{"fault.option", "fault",
                 "more than " + std::to_string(scenario::faults_armed_max) + " are armed"};
  }
  const scenario::FaultInfo* const info = scenario::find_fault(fault.string_at("fault"));
  Armed armed;
  armed.info = info;
  armed.fault = fault;
  armed.on = fault.string_at("on", info->on);
  armed.of = fault.string_at("of");
  armed.times_left = fault.integer_at("times", info->times);
  armed.after_left = fault.integer_at("after", 0);
  armed_.push_back(std::move(armed));
  return Done{};
}

void FaultRack::disarm(std::string_view name) {
  std::erase_if(armed_, [name](const Armed& armed) { return armed.info->name == name; });
}

// One that strikes for good goes behind those that strike a number of times: they would never come.
std::optional<Strike> FaultRack::strike(std::string_view route, std::string_view label,
                                        bool with_batch) {
  for (const bool for_good : {false, true}) {
    for (auto armed = armed_.begin(); armed != armed_.end(); ++armed) {
      if ((armed->times_left == scenario::times_unbounded) != for_good) continue;
      if (armed->on != "any" && armed->on != route) continue;
      if (!armed->of.empty() && armed->of != label) continue;
      if (armed->info->needs_batch && !with_batch) continue;
      if (armed->after_left > 0) {
        --armed->after_left;
        continue;
      }
      Strike strike{armed->info, armed->fault};
      if (armed->times_left > 0 && --armed->times_left == 0) armed_.erase(armed);
      return strike;
    }
  }
  return std::nullopt;
}

}  // namespace deadair::mock
