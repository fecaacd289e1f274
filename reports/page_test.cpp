// The page's data: compact, whole, and nothing in it that acts.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "harness/base/file.h"
#include "harness/base/json.h"
#include "harness/base/test_folder.h"
#include "reports/folder.h"
#include "reports/html.h"
#include "reports/page_data.h"
#include "reports/testing/sample.h"

namespace deadair::reports {
namespace {

std::string data_of(const RunReport& report, const Pictures& pictures = {}) {
  const PageRun run{{}, &report, &pictures};
  return page_data(std::span<const PageRun>(&run, 1));
}

json::Value read_data(const std::string& text) {
  json::ReadOptions options;
  options.bytes_max = std::size_t{64} << 20;
  options.doubled_keys = json::DoubledKeys::refused;
  Result<json::Value> data = json::read(text, options);
  REQUIRE_MESSAGE(data.ok(), data.error().text());
  return *data;
}

std::string text_at(const json::Value& data, const json::Value& object, std::string_view key) {
  const auto index = static_cast<std::size_t>(object.integer_at(key, 0));
  return data.find("texts")->items()[index].text();
}

TEST_CASE("every case is there, and its texts are what they were") {
  const RunReport report = testing::sample_report();
  const json::Value data = read_data(data_of(report));
  const auto cases = data.find("cases")->items();
  REQUIRE(cases.size() == report.cases.size());
  CHECK(text_at(data, cases[3], "id") == report.cases[3].id);
  CHECK(text_at(data, cases[3], "got") == "[1,2,4,3]");
  CHECK(text_at(data, cases[3], "again_for").find("--id {id} --dialect") != std::string::npos);
  CHECK(text_at(data, cases[3], "verdict") == "fail");
  CHECK(data.find({"clauses", "gap_late"}) != nullptr);
}

TEST_CASE("what the file of known failures says stands beside the case") {
  RunReport report = testing::sample_report();
  report.cases[3].as_known = true;
  report.cases[3].link = "https://tracker.test/17";
  report.cases[0].as_known = false;
  report.cases[0].edit = "known.json:4: take the entry out";
  const json::Value data = read_data(data_of(report));
  const auto cases = data.find("cases")->items();
  CHECK(text_at(data, cases[3], "known") == "as_known");
  CHECK(text_at(data, cases[3], "link") == "https://tracker.test/17");
  CHECK(text_at(data, cases[0], "known") == "otherwise");
  CHECK(text_at(data, cases[0], "edit") == "known.json:4: take the entry out");
  CHECK(cases[1].find("known") == nullptr);
}

TEST_CASE("a command that holds the mark of an id stands there whole") {
  RunReport report = testing::sample_report();
  report.cases[0].again = "deadair run --id order.in_order -- ./adapter {id}";
  const json::Value data = read_data(data_of(report));
  const json::Value& first = data.find("cases")->items()[0];
  CHECK(first.find("again_for") == nullptr);
  CHECK(text_at(data, first, "again") == report.cases[0].again);
}

TEST_CASE("nothing in the data can end its element or break a line of script") {
  RunReport report = testing::sample_report();
  const std::string attack =
      "</script><script>alert(1)</script><!--<script> ]]> \xE2\x80\xA8 \xE2\x80\xA9 & 'x' \"y\"";
  report.cases[3].got = attack;
  report.header.client_name = attack;
  report.cases[6].stderr_tail = attack;
  const std::string data = data_of(report);
  for (const char* bad : {"<", ">", "&", "\xE2\x80\xA8", "\xE2\x80\xA9"}) {
    CHECK_MESSAGE(data.find(bad) == std::string::npos, std::string(bad));
  }
  const json::Value read = read_data(data);
  CHECK(text_at(read, read.find("cases")->items()[3], "got").starts_with("</script><script>"));
}

TEST_CASE("two thousand failed cases with pictures stay below 5 MB") {
  const testing::Many many = testing::many_cases(2000);
  const std::string page = report_html(many.report, many.pictures);
  CHECK(many.pictures.left_out() == 0);
  CHECK(page.size() < 5'000'000);
  CHECK(page.size() > 500'000);
}

TEST_CASE("no client makes a page that does not open") {
  RunReport report = testing::sample_report();
  std::string hostile = testing::hostile_text();
  while (hostile.size() < 1500) hostile += testing::hostile_text();
  for (int i = 0; report.cases.size() < 2000; ++i) {
    CaseResult one = testing::sample_failure();
    one.id = std::to_string(i) + hostile;
    one.got = std::to_string(i) + hostile;
    one.expected = one.got + "e";
    one.stderr_tail = one.got + one.got;
    one.observations.resize(3);
    for (judge::Observation& seen : one.observations) seen.got = one.got;
    report.cases.push_back(std::move(one));
  }
  CHECK(report_html(report).size() < 10'000'000);
}

TEST_CASE("pictures are found again beside results, and nowhere else") {
  const TestFolder folder;
  REQUIRE(prepare_folder(folder.path()).ok());
  testing::Many many = testing::many_cases(3);
  const std::string trace = judge::write_trace(many.trace);
  CaseResult& first = many.report.cases[0];
  first.trace = trace_path({first.id, first.dialect});
  many.report.cases[1].trace = "outside.jsonl";
  many.report.cases[2].trace = folder.path() + "/outside.jsonl";
  for (const std::string& name : {first.trace, many.report.cases[1].trace}) {
    REQUIRE(write_file(folder.path() + "/" + name, trace).ok());
  }
  const Pictures pictures = load_pictures(many.report, folder.path());
  CHECK(pictures.of(0) != nullptr);
  CHECK(pictures.of(1) == nullptr);
  CHECK(pictures.of(2) == nullptr);
}

TEST_CASE("several runs stand side by side") {
  const RunReport one = testing::sample_report();
  RunReport other = one;
  other.header.client_name = "another";
  const std::vector<PageRun> runs = {{"a/results.jsonl", &one, nullptr},
                                     {"b/results.jsonl", &other, nullptr}};
  const json::Value data = read_data(page_data(runs));
  CHECK(data.find("runs")->items().size() == 2);
  CHECK(data.find("cases")->items().size() == 2 * one.cases.size());
  CHECK(report_html(runs).find("and 1 more") != std::string::npos);
}

}  // namespace
}  // namespace deadair::reports
