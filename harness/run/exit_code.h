// The exit codes of deadair, and which one counts when several hold.
#pragma once

#include <array>
#include <string_view>

namespace deadair::run {

enum class ExitCode {
  as_expected = 0,  // the plan is complete and everything came out as expected
  unexpected =
      1,  // a failure, an unexpected pass, a changed failure code, a stale or over-wide entry
  bad_input = 2,       // bad usage, scenario or expectation file
  adapter_fault = 3,   // adapter or harness at fault
  inconclusive = 4,    // inconclusive, or flaky
  too_little_ran = 5,  // empty selection, floor or skip budget missed
};

inline constexpr std::array<ExitCode, 6> all_exit_codes = {
    ExitCode::as_expected,   ExitCode::unexpected,   ExitCode::bad_input,
    ExitCode::adapter_fault, ExitCode::inconclusive, ExitCode::too_little_ran};

[[nodiscard]] std::string_view meaning_of(ExitCode code);

// The one that counts when both hold: 2, 3, 1, 5, 4, and 0 only where nothing else holds.
[[nodiscard]] ExitCode worse_of(ExitCode one, ExitCode other);

}  // namespace deadair::run
