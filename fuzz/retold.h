// The same event told otherwise: what makes no difference to what it means.
#pragma once

#include "harness/base/json.h"

namespace deadair::fuzz {

// The event with its members in another order, with members that nobody knows, and, where its type
// has a stable and an unstable name, under the other one: all at once, since each costs a copy.
[[nodiscard]] json::Value retold(const json::Value& event);

}  // namespace deadair::fuzz
