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

// Style and script are files of their own; the golden page is without them and the policy's hash.
std::string without_assets(std::string page) {
  const auto cut = [&page](std::string_view from, std::string_view to) {
    const std::size_t begin = page.find(from) + from.size();
    page.replace(begin, page.find(to, begin) - begin, "...");
  };
  cut("<style>", "</style>");
  cut("<script>", "</script>");
  cut("'sha256-", "'\"");
  return page;
}

TEST_CASE("each format looks as it should") {
  const RunReport report = testing::sample_report();
  CHECK(testing::difference_to_golden("junit.xml", junit_xml(report)) == "");
  CHECK(testing::difference_to_golden("summary.md", summary_markdown(report)) == "");
  CHECK(testing::difference_to_golden("report.html", without_assets(report_html(report))) == "");
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
  CHECK(page.find("</script>") != page.rfind("</script>"));
  // Within its element the data may hold what is markup elsewhere.
  const std::string before_data = page.substr(0, page.find("<script type"));
  CHECK(before_data.size() > 10000);
  CHECK(before_data.find("onload='x'") == std::string::npos);
  const std::string summary = summary_markdown(report);
  CHECK(summary.find("\n@all") == std::string::npos);
  CHECK(summary.size() < 200000);
}

}  // namespace
}  // namespace deadair::reports
