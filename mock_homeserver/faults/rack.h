// The faults that are armed in one scene, and which of them strikes an answer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/result.h"
#include "harness/scenario/fault_catalogue.h"

namespace deadair::mock {

// One answer that a fault struck.
struct Strike {
  const scenario::FaultInfo* info = nullptr;  // never null
  json::Value options;                        // the fault as the scenario wrote it

  [[nodiscard]] std::string_view name() const { return info->name; }
  [[nodiscard]] std::int64_t integer(std::string_view option, std::int64_t fallback) const {
    return options.integer_at(option, fallback);
  }
};

class FaultRack {
 public:
  // {"fault": NAME, …}. Errors: fault.unknown, fault.option; the message names what is known.
  Status arm(const json::Value& fault);

  // Takes away every fault of that name.
  void disarm(std::string_view name);

  // The fault that strikes an answer of that route about what has that label ("" if it has none);
  // counts it. `with_batch` tells whether it is a sync answer that carries a batch.
  std::optional<Strike> strike(std::string_view route, std::string_view label, bool with_batch);

 private:
  struct Armed {
    const scenario::FaultInfo* info = nullptr;
    json::Value fault;
    std::string on, of;
    std::int64_t times_left = 1;
    std::int64_t after_left = 0;
  };

  std::vector<Armed> armed_;
};

}  // namespace deadair::mock
