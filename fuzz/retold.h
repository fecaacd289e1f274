// The same event told otherwise: what makes no difference to what it means.
#pragma once

#include <string>
#include <vector>

#include "harness/base/json.h"

namespace deadair::fuzz {

struct Retelling {
  std::string how;
  json::Value event;
};

// The event with its members in another order, with members that nobody knows, and, where its type
// has a stable and an unstable name, under the other one.
[[nodiscard]] std::vector<Retelling> retellings(const json::Value& event);

}  // namespace deadair::fuzz
