// Results as lines and back, and what the reader refuses.
#include "reports/results.h"

#include <doctest/doctest.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "reports/results_reader.h"
#include "reports/results_schema.h"
#include "reports/testing/sample.h"

namespace deadair::reports {
namespace {

std::vector<std::string> lines_of(const RunReport& report, bool timings = true) {
  std::vector<std::string> lines = {json::write(to_json(report.header, timings))};
  std::int64_t n = 0;
  for (const CaseResult& result : report.cases) {
    lines.push_back(json::write(to_json(result, n++, timings)));
  }
  lines.push_back(json::write(to_json(report.footer)));
  return lines;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + '\n';
  return text;
}

TEST_CASE("what is written is read back") {
  const RunReport report = testing::sample_report();
  const Result<RunReport> again = read_results("results.jsonl", joined(lines_of(report)));
  REQUIRE_MESSAGE(again.ok(), again.error().text());
  CHECK(*again == report);
}

TEST_CASE("a run that was stopped early is read back as not complete") {
  RunReport report = testing::sample_report();
  report.cases.resize(3);
  report.footer = {count(report.cases), false};
  const Result<RunReport> again = read_results("results.jsonl", joined(lines_of(report)));
  REQUIRE_MESSAGE(again.ok(), again.error().text());
  CHECK(*again == report);
}

TEST_CASE("without timings nothing of the machine is left") {
  RunReport one = testing::sample_report();
  RunReport other = one;
  other.header.surroundings.set("jobs", 1);
  for (CaseResult& result : other.cases) {
    result.duration_ms = 999;
    result.stderr_tail = "12:34:56 started";
  }
  CHECK(lines_of(one, false) == lines_of(other, false));
  CHECK(lines_of(one, true) != lines_of(other, true));
  CHECK(joined(lines_of(one, false)).find("duration") == std::string::npos);
}

struct Damage {
  std::string name;
  std::string code;
  std::string place;
  std::function<void(std::vector<std::string>&)> make;
};

void replace(std::string& line, const std::string& what, const std::string& by) {
  const std::size_t at = line.find(what);
  REQUIRE_MESSAGE(at != std::string::npos, (what + " stands nowhere in " + line));
  line.replace(at, what.size(), by);
}

using Lines = std::vector<std::string>;

// Nine lines: the header, seven cases, the footer.
std::vector<Damage> damages() {
  return {
      {"an empty file", "results.header", "f:0", [](Lines& lines) { lines.clear(); }},
      {"no header", "results.header", "f:1", [](Lines& lines) { lines.erase(lines.begin()); }},
      {"two headers", "results.header", "f:2",
       [](Lines& lines) { lines.insert(lines.begin(), lines.front()); }},
      {"no footer", "results.footer", "f:8", [](Lines& lines) { lines.pop_back(); }},
      {"two footers", "results.footer", "f:10",
       [](Lines& lines) { lines.push_back(lines.back()); }},
      {"a case behind the footer", "results.footer", "f:10",
       [](Lines& lines) { lines.push_back(lines[1]); }},
      {"a case that is missing", "results.order", "f:4",
       [](Lines& lines) { lines.erase(lines.begin() + 3); }},
      {"two cases that changed places", "results.order", "f:3",
       [](Lines& lines) { std::swap(lines[2], lines[3]); }},
      {"a case twice", "results.order", "f:3",
       [](Lines& lines) { lines.insert(lines.begin() + 2, lines[1]); }},
      {"a case that is not of the plan", "results.order", "f:9",
       [](Lines& lines) { replace(lines[4], "late=1", "late=2"); }},
      {"one case more than planned", "results.order", "f:8",
       [](Lines& lines) { replace(lines[0], "\"cases\":7", "\"cases\":6"); }},
      {"complete, but a case short", "results.footer", "f:9",
       [](Lines& lines) { replace(lines[0], "\"cases\":7", "\"cases\":8"); }},
      {"whole, but said not to be", "results.footer", "f:9",
       [](Lines& lines) { replace(lines[8], "true", "false"); }},
      {"counts that disagree", "results.counts", "f:9",
       [](Lines& lines) { replace(lines[8], "\"fail\":1", "\"fail\":0"); }},
      {"a line that is not JSON", "results.syntax", "f:3",
       [](Lines& lines) { lines[2].pop_back(); }},
      {"an empty line", "results.syntax", "f:2",
       [](Lines& lines) { lines.insert(lines.begin() + 1, ""); }},
      {"a doubled key", "results.syntax", "f:2",
       [](Lines& lines) { replace(lines[1], "{", "{\"n\":0,"); }},
      {"an unknown kind", "results.schema", "f:2",
       [](Lines& lines) { replace(lines[1], "\"case\"", "\"cases\""); }},
      {"an unknown verdict", "results.schema", "f:2",
       [](Lines& lines) { replace(lines[1], "\"pass\"", "\"passed\""); }},
      {"a missing member", "results.schema", "f:2",
       [](Lines& lines) { replace(lines[1], "\"level\":\"must\",", ""); }},
      {"a member too many", "results.schema", "f:2",
       [](Lines& lines) { replace(lines[1], "\"level\"", "\"x\":1,\"level\""); }},
      {"a format that is not known", "results.schema", "f:1",
       [](Lines& lines) { replace(lines[0], "\"format\":1", "\"format\":2"); }},
      {"a seed that is a number", "results.schema", "f:1",
       [](Lines& lines) { replace(lines[0], "\"18446744073709551615\"", "18446744073709551615"); }},
  };
}

TEST_CASE("results that are not whole or not right are refused with file and line") {
  for (const Damage& damage : damages()) {
    DOCTEST_SUBCASE(damage.name.c_str()) {
      std::vector<std::string> lines = lines_of(testing::sample_report());
      damage.make(lines);
      const Result<RunReport> outcome = read_results("f", joined(lines));
      REQUIRE_FALSE(outcome.ok());
      CHECK(outcome.error().code == damage.code);
      CHECK(outcome.error().place == damage.place);
      CHECK(outcome.error().text().starts_with(damage.place + ": "));
    }
  }
}

TEST_CASE("a last line that is cut off is refused, wherever it is cut") {
  const std::string whole = joined(lines_of(testing::sample_report()));
  for (std::size_t size = 0; size < whole.size(); size += 61) {
    CHECK_FALSE(read_results("f", whole.substr(0, size)).ok());
  }
  const Result<RunReport> outcome = read_results("f", whole.substr(0, whole.size() - 1));
  REQUIRE_FALSE(outcome.ok());
  CHECK(outcome.error().code == "results.footer");
}

TEST_CASE("a schema violation names the member") {
  std::vector<std::string> lines = lines_of(testing::sample_report());
  replace(lines[1], "\"step\":-1", "\"step\":-2");
  const Result<RunReport> outcome = read_results("f", joined(lines));
  REQUIRE_FALSE(outcome.ok());
  CHECK(outcome.error().message.starts_with("/step: "));
}

TEST_CASE("a file that is not there or is a folder is said") {
  CHECK(load_results("/does/not/exist").error().code == "file.read");
  CHECK(load_results("/").error().code == "file.read");
}

TEST_CASE("the hash of a plan depends on every id, dialect and on the order, and on nothing else") {
  const std::vector<PlannedCase> plan = {{"a.b", "stable"}, {"a.b", "unstable"}};
  CHECK(plan_hash_of(plan) == plan_hash_of(std::vector<PlannedCase>(plan)));
  CHECK(plan_hash_of(plan).size() == 16);
  CHECK(plan_hash_of(plan) != plan_hash_of(std::vector<PlannedCase>{plan[1], plan[0]}));
  CHECK(plan_hash_of(plan) != plan_hash_of(std::vector<PlannedCase>{plan[0]}));
  CHECK(plan_hash_of({}) == "cbf29ce484222325");
}

TEST_CASE("a bounded result is small, valid, and keeps its id and what fits") {
  CHECK(bounded(testing::sample_failure()) == testing::sample_failure());
  const CaseResult before = testing::hostile_report().cases.front();
  const CaseResult after = bounded(before);
  CHECK(after.got.size() < 5000);
  CHECK(after.stderr_tail.ends_with("\xef\xbf\xbd"));
  CHECK(after.observations.size() == 100);
  CHECK(bounded(after) == after);
  CHECK(json::write(to_json(after, 0, true)).size() < 2 << 20);
}

TEST_CASE("every verdict counts once") {
  const Counts counts = testing::sample_report().footer.counts;
  CHECK(counts == Counts{3, 1, 1, 1, 1});
  CHECK(counts.total() == 7);
  CHECK(counts.of(judge::Kind::pass) == 3);
}

TEST_CASE("a theme is the first part of a scenario's id") {
  CHECK(theme_of(testing::sample_failure()) == "order");
  CaseResult odd;
  odd.scenario = "no_dot";
  CHECK(theme_of(odd) == "no_dot");
}

}  // namespace
}  // namespace deadair::reports
