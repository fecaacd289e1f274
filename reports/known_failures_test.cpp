// Known failures stand apart in every report; what came out otherwise is as loud as a failure.
#include <doctest/doctest.h>

#include <sstream>
#include <string>

#include "reports/failure_block.h"
#include "reports/junit.h"
#include "reports/results_reader.h"
#include "reports/summary.h"
#include "reports/terminal.h"
#include "reports/testing/golden.h"
#include "reports/testing/sample.h"

namespace deadair::reports {
namespace {

constexpr const char* link = "https://example.org/tracker/17";
constexpr const char* edit = "known.json:4:5: take this entry out: order.in_order (stable) passes";

// The sample with its one failure known, and its first pass unexpected.
RunReport report_with_known() {
  RunReport report = testing::sample_report();
  for (CaseResult& result : report.cases) {
    if (result.verdict != judge::Kind::fail) continue;
    result.as_known = true;
    result.link = link;
  }
  CaseResult& passes = report.cases.front();
  passes.as_known = false;
  passes.link = link;
  passes.edit = edit;
  report.footer.problems = {
      "known.json:9:5: take this entry out: no case of the suite is called x"};
  return report;
}

std::string lines_of(const RunReport& report) {
  std::string text = json::write(to_json(report.header, true)) + "\n";
  std::int64_t n = 0;
  for (const CaseResult& result : report.cases)
    text += json::write(to_json(result, n++, true)) + "\n";
  return text + json::write(to_json(report.footer)) + "\n";
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST_CASE("results.jsonl keeps what the file of known failures said") {
  const RunReport report = report_with_known();
  const Result<RunReport> again = read_results("results.jsonl", lines_of(report));
  REQUIRE_MESSAGE(again.ok(), again.error().text());
  CHECK(*again == report);
  const std::string plain = lines_of(testing::sample_report());
  CHECK_FALSE(holds(plain, "as_known"));
  CHECK_FALSE(holds(plain, "problems"));
}

TEST_CASE("the terminal is silent about known failures and says every edit") {
  std::ostringstream out;
  Terminal terminal(out, {.folder = "out"});
  const RunReport report = report_with_known();
  terminal.begin(report.header);
  for (const CaseResult& result : report.cases) terminal.show(result);
  terminal.finish(report.footer, 1000);
  const std::string text = out.str();
  CHECK_FALSE(holds(text, "FAIL order.late_chunk_after_gap"));
  CHECK(holds(text, "UNEXPECTED PASS order.in_order (stable)"));
  CHECK(holds(text, std::string("  edit      ") + edit));
  CHECK(holds(text, "EDIT known.json:9:5: take this entry out"));
  CHECK(holds(text,
              "3 passed, 1 of them unexpectedly, 1 broken, 1 undecided, 1 failed as known, 1 "
              "unsupported in 1.000 s"));
}

TEST_CASE("a changed code shows the failure and the edit") {
  CaseResult changed = testing::sample_failure();
  changed.as_known = false;
  changed.edit = "known.json:4:35: change \"code\" from \"heard.hole\" to \"heard.order\"";
  CHECK(needs_attention(changed));
  CHECK(headline_word(changed) == "FAIL");
  const std::string details = failure_details(changed, "");
  CHECK(holds(details, "  edit      known.json:4:35: change"));
  CHECK(holds(details, "  got       [1,2,4,3]"));
}

TEST_CASE("JUnit skips what is known and fails what passes unexpectedly") {
  const std::string text = junit_xml(report_with_known());
  CHECK(holds(text, std::string("<skipped message=\"known failure heard.order: ") + link));
  CHECK(holds(text, "type=\"known.passes\""));
  CHECK(holds(text, "<testsuite name=\"deadair.known_failures\" tests=\"1\" failures=\"1\""));
  CHECK(holds(text, "<testsuites name=\"deadair\" tests=\"8\" failures=\"2\" errors=\"2\""));
}

TEST_CASE("the summary has known failures apart") {
  const std::string text = summary_markdown(report_with_known());
  CHECK(testing::difference_to_golden("summary_known.md", text) == "");
  CHECK(holds(text, "## Known failures: 1"));
  CHECK(holds(text, std::string("| <") + link + "> |"));
  CHECK(holds(text, "UNEXPECTED PASS order.in_order"));
  CHECK(holds(text, "## Edits that the file of known failures needs"));
  CHECK_FALSE(holds(text, "## Failures by clause"));
  CHECK_FALSE(holds(text, "FAIL order.late_chunk_after_gap"));
}

TEST_CASE("only a plain address becomes a link of the summary") {
  RunReport report = report_with_known();
  for (CaseResult& result : report.cases) {
    if (is_known_failure(result)) result.link = "https://a.example/> | <b> @all";
  }
  const std::string text = summary_markdown(report);
  CHECK_FALSE(holds(text, "<https"));
  CHECK(holds(text, "https&#58;//a.example/&#62; \\| &#60;b&#62; &#64;all |"));
  for (CaseResult& result : report.cases) {
    if (is_known_failure(result)) result.link = "https://a.example/" + std::string(1000, 'x');
  }
  CHECK_FALSE(holds(summary_markdown(report), "<https"));
}

}  // namespace
}  // namespace deadair::reports
