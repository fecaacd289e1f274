// junit.xml, summary.md and report.html against golden files; their readers: check_formats.py.
#include <doctest/doctest.h>

#include <string>

#include "reports/html.h"
#include "reports/junit.h"
#include "reports/summary.h"
#include "reports/testing/golden.h"
#include "reports/testing/sample.h"

namespace deadair::reports {
namespace {

TEST_CASE("each format looks as it should") {
  const RunReport report = testing::sample_report();
  CHECK(testing::difference_to_golden("junit.xml", junit_xml(report)) == "");
  CHECK(testing::difference_to_golden("summary.md", summary_markdown(report)) == "");
  CHECK(testing::difference_to_golden("report.html", report_html(report)) == "");
}

TEST_CASE("a run without a single case still makes whole reports") {
  RunReport report;
  report.header.tool_version = "0.1.0";
  CHECK(junit_xml(report).ends_with("</testsuites>\n"));
  CHECK(report_html(report).ends_with("</html>\n"));
  CHECK(summary_markdown(report).find("has not said hello") != std::string::npos);
  CHECK(summary_markdown(report).find("not complete") != std::string::npos);
}

TEST_CASE("a run without timings is reported with zeros") {
  RunReport report = testing::sample_report();
  for (CaseResult& result : report.cases) result.duration_ms.reset();
  CHECK(junit_xml(report).find("time=\"1.") == std::string::npos);
}

TEST_CASE("only the first twenty of many failures stand in the summary") {
  RunReport report = testing::sample_report();
  report.cases.assign(57, testing::sample_failure());
  const std::string text = summary_markdown(report);
  CHECK(text.find("37 more are in report.html.") != std::string::npos);
  CHECK(text.size() < 30000);
}

TEST_CASE("hostile text neither grows a report nor leaves its place") {
  const RunReport report = testing::hostile_report();
  const std::string junit = junit_xml(report);
  CHECK(junit.size() < 4 << 20);
  CHECK(junit.find("<script") == std::string::npos);
  CHECK(junit.find("]]>") == std::string::npos);
  const std::string page = report_html(report);
  CHECK(page.size() < 4 << 20);
  CHECK(page.find("<script>alert") == std::string::npos);
  CHECK(page.find("onload='x'") == std::string::npos);
  const std::string summary = summary_markdown(report);
  CHECK(summary.find("\n@all") == std::string::npos);
  CHECK(summary.size() < 200000);
}

}  // namespace
}  // namespace deadair::reports
