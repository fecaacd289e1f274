// For tests: what shows that a code is found where it should be, and only there.
#pragma once

#include <string>
#include <vector>

#include "harness/judge/codes.h"
#include "harness/judge/trace.h"

namespace deadair::judge {

// Two traces that differ in little: what is found in `bad` has this code and no other, `good`
// passes.
struct Exhibit {
  Code code;
  std::string found;  // in `bad`, as found() writes it
  Trace bad, good;
};

// Each is defined beside the tests of its rules; codes_test.cpp looks at them all.
[[nodiscard]] std::vector<Exhibit> agreement_exhibits();
[[nodiscard]] std::vector<Exhibit> expectation_exhibits();
[[nodiscard]] std::vector<Exhibit> heard_exhibits();
[[nodiscard]] std::vector<Exhibit> model_exhibits();
[[nodiscard]] std::vector<Exhibit> process_exhibits();
[[nodiscard]] std::vector<Exhibit> sync_exhibits();
[[nodiscard]] std::vector<Exhibit> trace_exhibits();

}  // namespace deadair::judge
