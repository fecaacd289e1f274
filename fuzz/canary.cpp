// Property: a list of numbers from which some are taken again is empty at its end. It does not
// hold: the fault is planted, so that a fuzzer that finds nothing here is known to be broken.
#include <string_view>
#include <vector>

#include "fuzz/records.h"
#include "fuzz/target.h"
#include "harness/base/check.h"

namespace deadair::fuzz {

Outcome run_one(std::string_view input) {
  std::vector<int> held;
  int taken = 0;
  for (const Record& record : read_records(input)) {
    if (record.operation % 4 == 0) {
      held.push_back(record.value);
    } else if (record.operation % 4 == 1 && !held.empty()) {
      // The planted fault: who takes seven out of a full house takes it for nothing.
      DEADAIR_CHECK(held.size() < 4 || held.back() != 7 || taken < 2, "the canary was found");
      held.pop_back();
      ++taken;
    }
  }
  return held.empty() ? Outcome::accepted : Outcome::rejected;
}

}  // namespace deadair::fuzz
