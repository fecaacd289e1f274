// The block that a person acts on.
#include "reports/failure_block.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "reports/testing/sample.h"

namespace deadair::reports {
namespace {

long lines_of(const CaseResult& result) {
  const std::string text = headline_word(result.verdict) + ' ' + headline(result) + '\n' +
                           failure_details(result, "out");
  return std::count(text.begin(), text.end(), '\n');
}

TEST_CASE("a failure is told in seven lines") {
  const CaseResult failure = testing::sample_failure();
  CHECK(lines_of(failure) == 7);
  CHECK(failure_details(failure, "out") ==
        "  expected  [1,2,3,4] (waits) or [1,2,4] (skips)\n"
        "  got       [1,2,4,3]\n"
        "  owner     client, heard.order\n"
        "  step      steps[4]: emit c3\n"
        "  trace     out/traces/order.late_chunk_after_gap[late=1].unstable.jsonl\n"
        "  again     deadair run --id order.late_chunk_after_gap[late=1] --dialect unstable --seed "
        "8731 -- ./adapter --verbose\n");
}

TEST_CASE("the headline names id, dialect, level and the clause with its sentence") {
  CaseResult failure = testing::sample_failure();
  failure.clauses = {"no_such_clause"};
  CHECK(headline(failure) ==
        "order.late_chunk_after_gap[late=1] (unstable)  must  (no_such_clause)");
  failure.clauses = {"order"};
  CHECK(headline(failure).starts_with(
      "order.late_chunk_after_gap[late=1] (unstable)  must  (order: "));
  failure.clauses.clear();
  CHECK(headline(failure) == "order.late_chunk_after_gap[late=1] (unstable)  must");
}

TEST_CASE("what is broken, or has died, also shows the last line of standard error") {
  CaseResult broken = testing::sample_failure();
  broken.verdict = judge::Kind::broken;
  broken.stderr_tail = "first\nlast \x1b[2J word\n\n";
  CHECK(lines_of(broken) == 8);
  CHECK(failure_details(broken, "out").ends_with("  stderr    last ␛[2J word\n"));
  CaseResult failure = testing::sample_failure();
  failure.stderr_tail = broken.stderr_tail;
  CHECK(lines_of(failure) == 7);
  failure.code = "client.exited";
  CHECK(lines_of(failure) == 8);
}

TEST_CASE("a step is told before the first, inside and at the end") {
  CaseResult failure = testing::sample_failure();
  failure.step = -1;
  CHECK(step_in_words(failure) == "before the first step");
  failure.step = 6;
  failure.step_text.clear();
  CHECK(step_in_words(failure) == "at the end");
}

TEST_CASE("a megabyte of hostile text does not make more lines") {
  for (const CaseResult& result : testing::hostile_report().cases) {
    CHECK(lines_of(result) <= 8);
    CHECK(failure_details(result, "").size() < 10000);
  }
}

}  // namespace
}  // namespace deadair::reports
