// Every pair of exit codes has one that counts.
#include "harness/run/exit_code.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace deadair::run {
namespace {

struct Row {
  ExitCode one;
  ExitCode other;
  ExitCode counts;
};

TEST_CASE("of two exit codes the worse one counts, whichever comes first") {
  using enum ExitCode;
  const std::vector<Row> rows = {
      {bad_input, adapter_fault, bad_input},
      {bad_input, unexpected, bad_input},
      {bad_input, too_little_ran, bad_input},
      {bad_input, inconclusive, bad_input},
      {bad_input, as_expected, bad_input},
      {adapter_fault, unexpected, adapter_fault},
      {adapter_fault, too_little_ran, adapter_fault},
      {adapter_fault, inconclusive, adapter_fault},
      {adapter_fault, as_expected, adapter_fault},
      {unexpected, too_little_ran, unexpected},
      {unexpected, inconclusive, unexpected},
      {unexpected, as_expected, unexpected},
      {too_little_ran, inconclusive, too_little_ran},
      {too_little_ran, as_expected, too_little_ran},
      {inconclusive, as_expected, inconclusive},
  };
  CHECK(rows.size() == all_exit_codes.size() * (all_exit_codes.size() - 1) / 2);
  for (const Row& row : rows) {
    CHECK(worse_of(row.one, row.other) == row.counts);
    CHECK(worse_of(row.other, row.one) == row.counts);
  }
}

TEST_CASE("every exit code has a meaning") {
  for (const ExitCode code : all_exit_codes) CHECK(meaning_of(code).size() > 5);
}

}  // namespace
}  // namespace deadair::run
