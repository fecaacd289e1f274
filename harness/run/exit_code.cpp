// One table: precedence of the exit codes.
#include "harness/run/exit_code.h"

#include <algorithm>

namespace deadair::run {
namespace {

// First comes what counts most: with bad input nothing else can be believed, with a broken adapter
// no failure can.
constexpr std::array<ExitCode, 6> precedence = {ExitCode::bad_input,    ExitCode::adapter_fault,
                                                ExitCode::unexpected,   ExitCode::too_little_ran,
                                                ExitCode::inconclusive, ExitCode::as_expected};

}  // namespace

std::string_view meaning_of(ExitCode code) {
  switch (code) {
    case ExitCode::as_expected: return "everything came out as expected";
    case ExitCode::unexpected: return "an unexpected outcome";
    case ExitCode::bad_input: return "bad usage, scenario or expectation file";
    case ExitCode::adapter_fault: return "the adapter or deadair itself is at fault";
    case ExitCode::inconclusive: return "something could not be judged";
    case ExitCode::too_little_ran: return "too little ran";
  }
  return "?";
}

ExitCode worse_of(ExitCode one, ExitCode other) {
  return std::find(precedence.begin(), precedence.end(), one) <
                 std::find(precedence.begin(), precedence.end(), other)
             ? one
             : other;
}

}  // namespace deadair::run
