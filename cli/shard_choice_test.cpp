// What the environments of test runners say, and what they say wrongly.
#include "cli/shard_choice.h"

#include <doctest/doctest.h>

#include <map>
#include <string>
#include <vector>

namespace deadair::cli {
namespace {

using Variables = std::map<std::string, std::string>;

Result<ShardChoice> choose(const std::string& option, const Variables& variables) {
  return choose_shard(option, [&](const char* name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    if (found == variables.end()) return std::nullopt;
    return found->second;
  });
}

struct Row {
  std::string name;
  std::string option;
  Variables variables;
  std::string shard;  // empty: the whole run
  std::string status_file;
};

TEST_CASE("a shard is taken from whoever names it") {
  const Variables gtest = {
      {"GTEST_TOTAL_SHARDS", "3"}, {"GTEST_SHARD_INDEX", "0"}, {"GTEST_SHARD_STATUS_FILE", "g"}};
  const Variables bazel = {
      {"TEST_TOTAL_SHARDS", "5"}, {"TEST_SHARD_INDEX", "4"}, {"TEST_SHARD_STATUS_FILE", "b"}};
  Variables both = gtest;
  both.insert(bazel.begin(), bazel.end());
  const std::vector<Row> rows = {
      {"nobody", "", {}, "", ""},
      {"the option", "2/3", {}, "2/3", ""},
      {"googletest", "", gtest, "1/3", "g"},
      {"Bazel", "", bazel, "5/5", "b"},
      {"both", "", both, "1/3", "g"},
      {"Kubernetes", "", {{"JOB_COMPLETIONS", "4"}, {"JOB_COMPLETION_INDEX", "2"}}, "3/4", ""},
      {"the option before the rest", "1/1", both, "1/1", ""},
      {"one of one", "", {{"TEST_TOTAL_SHARDS", "1"}, {"TEST_SHARD_INDEX", "0"}}, "1/1", ""},
  };
  for (const Row& row : rows) {
    DOCTEST_SUBCASE(row.name.c_str()) {
      const Result<ShardChoice> got = choose(row.option, row.variables);
      REQUIRE_MESSAGE(got.ok(), got.error().text());
      CHECK((got->shard ? got->shard->text() : "") == row.shard);
      CHECK(got->status_file == row.status_file);
    }
  }
}

TEST_CASE("half a pair and nonsense are refused, since less or more would run than is meant") {
  const std::vector<Variables> rows = {
      {{"JOB_COMPLETION_INDEX", "0"}},
      {{"TEST_TOTAL_SHARDS", "2"}},
      {{"TEST_TOTAL_SHARDS", "2"}, {"TEST_SHARD_INDEX", "2"}},
      {{"TEST_TOTAL_SHARDS", "2"}, {"TEST_SHARD_INDEX", "-1"}},
      {{"TEST_TOTAL_SHARDS", "0"}, {"TEST_SHARD_INDEX", "0"}},
      {{"TEST_TOTAL_SHARDS", "many"}, {"TEST_SHARD_INDEX", "0"}},
  };
  for (const Variables& row : rows) {
    const Result<ShardChoice> got = choose("", row);
    REQUIRE_FALSE(got.ok());
    CHECK(got.error().code == "shard.environment");
  }
  CHECK(choose("3/2", {}).error().code == "shard.syntax");
  CHECK(choose("", rows.front()).error().text().starts_with("JOB_COMPLETIONS: is not set"));
}

}  // namespace
}  // namespace deadair::cli
