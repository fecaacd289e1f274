// The machine's steady clock.
#include "harness/base/clock.h"

#include <chrono>

namespace deadair {

std::int64_t SystemClock::now_ms() {
  const auto since = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(since).count();
}

}  // namespace deadair
