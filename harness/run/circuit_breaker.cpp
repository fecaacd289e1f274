// When cases are passed over.
#include "harness/run/circuit_breaker.h"

#include <algorithm>

namespace deadair::run {

bool CircuitBreaker::admits() {
  if (starts() && pass_next_ == 0) return true;
  if (pass_next_ > 0) --pass_next_;
  ++passed_over_;
  return false;
}

std::string CircuitBreaker::reason() const {
  const std::string number = std::to_string(in_a_row_max);
  if (!starts()) return "not tried: " + number + " starts in a row came to nothing";
  return "not tried: " + number + " cases or more in a row hung";
}

void CircuitBreaker::started(bool answered) { failed_starts_ = answered ? 0 : failed_starts_ + 1; }

void CircuitBreaker::played(bool hung) {
  if (!hung) {
    hangs_ = 0;
    pass_next_ = 0;
    pass_after_ = 0;
    return;
  }
  ++hangs_;
  if (hangs_ < in_a_row_max) return;
  // The first trial follows at once.
  pass_next_ = pass_after_;
  pass_after_ = std::max<std::size_t>(1, 2 * pass_after_);
}

}  // namespace deadair::run
