// What a trace must look like before anything is judged by it.
#pragma once

#include "harness/base/result.h"
#include "harness/judge/trace.h"

namespace deadair::judge {

// Checks the frame (begins with case_begin, ends with case_end, steps never go back) and that each
// entry has the members that the rules read, with their types. More members may be there. Errors:
// trace.incomplete, trace.order, trace.body; the place is "entry N" (from 1), the line of its file.
[[nodiscard]] Status check_shape(const Trace& trace);

}  // namespace deadair::judge
