// Shards that make up a run, and shards that do not.
#include "reports/merge.h"

#include <doctest/doctest.h>

#include <functional>
#include <string>
#include <vector>

#include "reports/testing/sample.h"

namespace deadair::reports {
namespace {

RunReport whole_run() {
  RunReport whole = testing::sample_report();
  whole.header.surroundings.set("command_line", "deadair run basics -- a --shard 1/3");
  return whole;
}

// The sample run as `count` machines would have written it.
std::vector<ShardReport> shards_of_sample(int count) {
  const RunReport whole = whole_run();
  std::vector<ShardReport> shards;
  for (int index = 1; index <= count; ++index) {
    RunReport part;
    part.header = whole.header;
    part.header.shard = ShardOfRun{{index, count}, whole.header.cases};
    for (std::size_t at = 0; at < whole.cases.size(); ++at) {
      if (!part.header.shard->shard.holds(whole.cases[at].id)) continue;
      part.cases.push_back(whole.cases[at]);
      part.places.push_back(static_cast<std::int64_t>(at));
    }
    part.header.cases = static_cast<std::int64_t>(part.cases.size());
    if (part.cases.empty()) part.header.client_name.clear();
    part.footer = {reports::count(part.cases), true, {}};
    part.header.surroundings.set(
        "command_line",
        "deadair run basics --shard " + part.header.shard->shard.text() + " -- a --shard 1/3");
    shards.push_back({"shard" + std::to_string(index), part});
  }
  return shards;
}

TEST_CASE("all shards together are the run, in whatever order they come") {
  for (const int count : {1, 2, 3, 11}) {
    std::vector<ShardReport> shards = shards_of_sample(count);
    shards.insert(shards.begin(), shards.back());
    shards.pop_back();
    const Result<Merged> merged = merge(shards);
    REQUIRE_MESSAGE(merged.ok(), merged.error().text());
    CHECK(merged->report == whole_run());
    REQUIRE(merged->source.size() == merged->report.cases.size());
    for (std::size_t at = 0; at < merged->source.size(); ++at) {
      const RunHeader& header = shards[merged->source[at]].report.header;
      CHECK(header.shard->shard.holds(merged->report.cases[at].id));
    }
  }
}

TEST_CASE("problems of the file of known failures are named once") {
  std::vector<ShardReport> shards = shards_of_sample(2);
  shards[0].report.footer.problems = {"a", "b"};
  shards[1].report.footer.problems = {"a", "b"};
  CHECK(merge(shards)->report.footer.problems == std::vector<std::string>{"a", "b"});
}

struct Row {
  std::string name;
  std::function<void(std::vector<ShardReport>&)> spoil;
  std::string code;
  std::string says;
};

TEST_CASE("what is not the whole run once is refused") {
  const std::vector<Row> rows = {
      {"no report", [](auto& all) { all.clear(); }, "merge.hole", "nothing"},
      {"one is missing", [](auto& all) { all.erase(all.begin() + 1); }, "merge.hole", "2/3"},
      {"one twice", [](auto& all) { all.push_back(all[1]); }, "merge.overlap", "2/3"},
      {"a whole run", [](auto& all) { all[0].report.header.shard.reset(); }, "merge.differs",
       "shard1: is no shard"},
      {"another number of shards", [](auto& all) { all[2].report.header.shard->shard.count = 4; },
       "merge.differs", "number of shards"},
      {"another seed", [](auto& all) { all[1].report.header.seed = "5"; }, "merge.differs", "seed"},
      {"another client", [](auto& all) { all[1].report.header.client_version = "9"; },
       "merge.differs", "client"},
      {"other scenarios", [](auto& all) { all[1].report.header.scenario_hash = "x"; },
       "merge.differs", "scenarios"},
      {"another plan", [](auto& all) { all[1].report.header.plan_hash = "x"; }, "merge.differs",
       "plan"},
      {"another configuration",
       [](auto& all) { all[1].report.header.configuration.set("isolate", true); }, "merge.differs",
       "configuration"},
      {"one was stopped", [](auto& all) { all[2].report.footer.complete = false; }, "merge.hole",
       "was stopped"},
      {"a case is gone",
       [](auto& all) {
         for (ShardReport& one : all) {
           if (one.report.cases.empty()) continue;
           one.report.cases.pop_back();
           one.report.places.pop_back();
           return;
         }
       },
       "merge.hole", "in no shard"},
      {"a case is another",
       [](auto& all) {
         for (ShardReport& one : all) {
           if (one.report.cases.empty()) continue;
           one.report.cases.front().id = "order.other";
           return;
         }
       },
       "merge.hole", "not the plan"},
  };
  for (const Row& row : rows) {
    DOCTEST_SUBCASE(row.name.c_str()) {
      std::vector<ShardReport> shards = shards_of_sample(3);
      row.spoil(shards);
      const Result<Merged> merged = merge(shards);
      REQUIRE_FALSE(merged.ok());
      CHECK(merged.error().code == row.code);
      CHECK_MESSAGE(merged.error().text().find(row.says) != std::string::npos,
                    merged.error().text());
    }
  }
}

}  // namespace
}  // namespace deadair::reports
