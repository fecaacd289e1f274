// The file while it grows.
#include "reports/results_writer.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "harness/base/test_folder.h"
#include "reports/results_reader.h"
#include "reports/testing/sample.h"

namespace deadair::reports {
namespace {

std::string text_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// Writes the sample's cases in that order of arrival and returns the file's text.
std::string written(const std::vector<std::size_t>& order, WriteOptions options = {}) {
  const TestFolder folder;
  const RunReport report = testing::sample_report();
  Result<ResultsWriter> writer = ResultsWriter::create(folder.path() + "/r.jsonl", report.header,
                                                       testing::plan_of(report), options);
  REQUIRE_MESSAGE(writer.ok(), writer.error().text());
  for (const std::size_t index : order) {
    const Status status = writer->add(index, report.cases[index]);
    REQUIRE_MESSAGE(status.ok(), status.error().text());
  }
  const Status finished = writer->finish();
  REQUIRE_MESSAGE(finished.ok(), finished.error().text());
  return text_of(folder.path() + "/r.jsonl");
}

TEST_CASE("a whole run is read back as it was") {
  const std::string text = written({0, 1, 2, 3, 4, 5, 6});
  const Result<RunReport> again = read_results("r.jsonl", text);
  REQUIRE_MESSAGE(again.ok(), again.error().text());
  CHECK(*again == testing::sample_report());
}

TEST_CASE("the order of arrival leaves no mark") {
  CHECK(written({6, 2, 5, 0, 1, 4, 3}) == written({0, 1, 2, 3, 4, 5, 6}));
}

TEST_CASE("without timings durations and standard error are not written") {
  const std::string text = written({0, 1, 2, 3, 4, 5, 6}, WriteOptions{false});
  const Result<RunReport> again = read_results("r.jsonl", text);
  REQUIRE_MESSAGE(again.ok(), again.error().text());
  CHECK_FALSE(again->cases[3].duration_ms.has_value());
  CHECK(again->cases[3].stderr_tail.empty());
  CHECK(again->header.surroundings == json::Value::object());
}

TEST_CASE("a run that is stopped early says so") {
  const Result<RunReport> again = read_results("r.jsonl", written({0, 5, 1, 3}));
  REQUIRE_MESSAGE(again.ok(), again.error().text());
  CHECK_FALSE(again->footer.complete);
  const RunReport whole = testing::sample_report();
  CHECK(again->cases ==
        std::vector{whole.cases[0], whole.cases[1], whole.cases[3], whole.cases[5]});
  CHECK(again->places.empty());
  CHECK(again->footer.counts == count(again->cases));
}

TEST_CASE("a shard's file holds its cases of the plan, and is read back") {
  const TestFolder folder;
  const std::string path = folder.path() + "/r.jsonl";
  const RunReport whole = testing::sample_report();
  std::size_t found = 0;
  for (int index = 1; index <= 3; ++index) {
    RunHeader header = whole.header;
    header.shard = ShardOfRun{{index, 3}, 0};
    Result<ResultsWriter> writer = ResultsWriter::create(path, header, testing::plan_of(whole));
    REQUIRE(writer.ok());
    for (std::size_t at = whole.cases.size(); at-- > 0;) {
      if (header.shard->shard.holds(whole.cases[at].id))
        REQUIRE(writer->add(at, whole.cases[at]).ok());
    }
    REQUIRE(writer->finish().ok());
    const Result<RunReport> again = load_results(path);
    REQUIRE_MESSAGE(again.ok(), again.error().text());
    CHECK(again->footer.complete);
    CHECK(again->header.plan_hash == whole.header.plan_hash);
    CHECK(again->header.shard->plan_cases == whole.header.cases);
    REQUIRE(again->places.size() == again->cases.size());
    for (std::size_t at = 0; at < again->places.size(); ++at)
      CHECK(again->cases[at] == whole.cases[static_cast<std::size_t>(again->places[at])]);
    found += again->cases.size();
  }
  CHECK(found == whole.cases.size());
}

TEST_CASE("a shard with a stranger or out of order is refused") {
  RunReport whole = testing::sample_report();
  RunHeader header = whole.header;
  header.shard = ShardOfRun{{1, 3}, header.cases};
  header.cases = 1;
  for (const bool own : {true, false}) {
    std::string text = json::write(to_json(header, true)) + "\n";
    const auto one = std::find_if(whole.cases.begin(), whole.cases.end(), [&](const auto& result) {
      return header.shard->shard.holds(result.id) == own;
    });
    REQUIRE(one != whole.cases.end());
    for (const std::int64_t n : {7, 3}) {
      const std::string line = json::write(to_json(*one, n, true)) + "\n";
      const std::string code = read_results("r.jsonl", text + line).error().code;
      CHECK(code == (own && n == 3 ? "results.footer" : "results.order"));
    }
  }
}

TEST_CASE("each line is in the file as soon as it can be") {
  const TestFolder folder;
  const std::string path = folder.path() + "/r.jsonl";
  const RunReport report = testing::sample_report();
  Result<ResultsWriter> writer =
      ResultsWriter::create(path, report.header, testing::plan_of(report));
  REQUIRE(writer.ok());
  const auto lines = [&] {
    const std::string text = text_of(path);
    return std::count(text.begin(), text.end(), '\n');
  };
  CHECK(lines() == 1);
  CHECK(writer->add(1, report.cases[1]).ok());
  CHECK(lines() == 1);
  CHECK(writer->add(0, report.cases[0]).ok());
  CHECK(lines() == 3);
  CHECK(read_results(path, text_of(path)).error().code == "results.footer");
}

TEST_CASE("hostile results are written as lines that can be read") {
  const TestFolder folder;
  const std::string path = folder.path() + "/r.jsonl";
  RunReport report = testing::hostile_report();
  // Ids come from scenario files, which are JSON and so valid UTF-8; dialects are our own words.
  for (CaseResult& result : report.cases) {
    result.id = bounded(result).id;
    result.dialect = "stable";
  }
  Result<ResultsWriter> writer =
      ResultsWriter::create(path, report.header, testing::plan_of(report));
  REQUIRE(writer.ok());
  for (std::size_t index = 0; index < report.cases.size(); ++index) {
    REQUIRE(writer->add(index, report.cases[index]).ok());
  }
  REQUIRE(writer->finish().ok());
  const Result<RunReport> again = load_results(path);
  REQUIRE_MESSAGE(again.ok(), again.error().text());
  CHECK(again->cases.front() == bounded(report.cases.front()));
}

TEST_CASE("a file that cannot be made is said with its name and the reason") {
  const Result<ResultsWriter> writer = ResultsWriter::create("/does/not/exist/r.jsonl", {}, {});
  REQUIRE_FALSE(writer.ok());
  CHECK(writer.error() ==
        Error{"file.write", "/does/not/exist/r.jsonl", "No such file or directory"});
}

TEST_CASE("a full disk is said, and said again") {
  if (!std::filesystem::exists("/dev/full")) return;  // Linux has it
  const RunReport report = testing::sample_report();
  const Result<ResultsWriter> writer =
      ResultsWriter::create("/dev/full", report.header, testing::plan_of(report));
  REQUIRE_FALSE(writer.ok());
  CHECK(writer.error() == Error{"file.write", "/dev/full", "No space left on device"});
}

}  // namespace
}  // namespace deadair::reports
