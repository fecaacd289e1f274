// Conventions of those who spread tests over machines.
#include "cli/shard_choice.h"

#include <array>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <fstream>

namespace deadair::cli {
namespace {

struct Convention {
  const char* total;
  const char* index;
  const char* status_file;  // nullptr: none
};

constexpr std::array<Convention, 3> conventions = {{
    {"GTEST_TOTAL_SHARDS", "GTEST_SHARD_INDEX", "GTEST_SHARD_STATUS_FILE"},
    {"TEST_TOTAL_SHARDS", "TEST_SHARD_INDEX", "TEST_SHARD_STATUS_FILE"},
    {"JOB_COMPLETIONS", "JOB_COMPLETION_INDEX", nullptr},
}};

std::optional<int> number_of(const std::string& text) {
  int number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, problem] = std::from_chars(text.data(), end, number);
  if (problem != std::errc() || stop != end) return std::nullopt;
  return number;
}

Result<ShardChoice> read(const Convention& convention, const std::optional<std::string>& total,
                         const std::optional<std::string>& index, const Environment& environment) {
  if (!total || !index) {
    return Error{"shard.environment", total ? convention.index : convention.total,
                 std::string("is not set, though ") +
                     (total ? convention.total : convention.index) +
                     " is; set it, or say --shard 1/1 to run everything"};
  }
  const std::optional<int> count = number_of(*total);
  const std::optional<int> at = number_of(*index);
  if (!count || !at || *count < 1 || *count > shards_max || *at < 0 || *at >= *count) {
    return Error{"shard.environment", convention.index,
                 "shard " + *index + " (from 0) of " + *total + " is none"};
  }
  ShardChoice choice{Shard{*at + 1, *count}, convention.total, {}};
  if (convention.status_file != nullptr)
    choice.status_file = environment(convention.status_file).value_or("");
  return choice;
}

}  // namespace

Result<ShardChoice> choose_shard(const std::string& option, const Environment& environment) {
  if (!option.empty()) {
    const Result<Shard> shard = parse_shard(option);
    if (!shard) return shard.error();
    return ShardChoice{*shard, "--shard", {}};
  }
  for (const Convention& convention : conventions) {
    const std::optional<std::string> total = environment(convention.total);
    const std::optional<std::string> index = environment(convention.index);
    if (total || index) return read(convention, total, index, environment);
  }
  return ShardChoice{};
}

std::optional<std::string> environment_variable(const char* name) {
  const char* const value = std::getenv(name);
  if (value == nullptr || *value == '\0') return std::nullopt;
  return value;
}

Status touch(const std::string& path) {
  const std::ofstream file(path, std::ios::app);
  if (!file) return Error{"file.write", path, std::strerror(errno)};
  return Done{};
}

}  // namespace deadair::cli
