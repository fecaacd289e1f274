// Shards are believed only if together they are the plan that each of them names.
#include "reports/merge.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <utility>

namespace deadair::reports {
namespace {

// Everything that must be the same of the shards of one run. One that met no client, since it has
// no case or its adapter did not start, agrees with every other.
std::vector<std::pair<std::string, std::string>> identity(const RunHeader& header,
                                                          const RunHeader& other) {
  const bool met = !header.client_name.empty() && !other.client_name.empty();
  return {{"deadair version", header.tool_version},
          {"contract", std::to_string(header.contract)},
          {"client", met ? header.client_name + " " + header.client_version : std::string()},
          {"seed", header.seed},
          {"hash of the scenarios", header.scenario_hash},
          {"hash of the plan", header.plan_hash},
          {"number of shards", std::to_string(header.shard->shard.count)},
          {"configuration", json::write(header.configuration)}};
}

// The one with the first case of the plan: its header is the one that a whole run would have.
const ShardReport& first_of(const std::vector<ShardReport>& shards) {
  const auto first_place = [](const ShardReport& one) {
    return one.report.places.empty() ? std::numeric_limits<std::int64_t>::max()
                                     : one.report.places.front();
  };
  return *std::min_element(shards.begin(), shards.end(),
                           [&](const ShardReport& one, const ShardReport& other) {
                             return first_place(one) < first_place(other);
                           });
}

Status check_same_run(const std::vector<ShardReport>& shards) {
  for (const ShardReport& one : shards) {
    if (!one.report.header.shard)
      return Error{"merge.differs", one.path, "is no shard: it holds a whole run"};
  }
  const ShardReport& model = first_of(shards);
  for (const ShardReport& one : shards) {
    const auto wanted = identity(model.report.header, one.report.header);
    const auto got = identity(one.report.header, model.report.header);
    for (std::size_t at = 0; at < wanted.size(); ++at) {
      if (got[at].second == wanted[at].second) continue;
      return Error{"merge.differs", one.path,
                   fmt::format("the {} is {}, in {} it is {}", got[at].first, got[at].second,
                               model.path, wanted[at].second)};
    }
  }
  return Done{};
}

Status check_shards(const std::vector<ShardReport>& shards) {
  std::map<int, const ShardReport*> present;
  for (const ShardReport& one : shards) {
    const Shard& shard = one.report.header.shard->shard;
    const auto [at, is_new] = present.emplace(shard.index, &one);
    if (!is_new) {
      return Error{"merge.overlap", one.path,
                   fmt::format("is shard {}, and so is {}", shard.text(), at->second->path)};
    }
    if (!one.report.footer.complete) {
      return Error{"merge.hole", one.path,
                   fmt::format("was stopped: {} of {} cases are there", one.report.cases.size(),
                               one.report.header.cases)};
    }
  }
  const int count = shards.front().report.header.shard->shard.count;
  std::string missing;
  for (int index = 1; index <= count; ++index) {
    if (!present.contains(index))
      missing += (missing.empty() ? "" : ", ") + Shard{index, count}.text();
  }
  if (missing.empty()) return Done{};
  return Error{"merge.hole", "", "these shards are missing: " + missing};
}

// The command that repeats the whole run is that of any shard, without the shard.
void take_out_shard(const Shard& shard, json::Value& surroundings) {
  std::string line(surroundings.string_at("command_line"));
  const std::string words = " --shard " + shard.text();
  const std::size_t at = line.find(words);
  const std::size_t behind = at + words.size();
  if (at == std::string::npos || (behind < line.size() && line[behind] != ' ')) return;
  line.erase(at, words.size());
  surroundings.set("command_line", std::move(line));
}

// Where a case of the whole plan is.
struct Found {
  const CaseResult* result = nullptr;
  std::size_t source = 0;
};

}  // namespace

Result<Merged> merge(const std::vector<ShardReport>& shards) {
  if (shards.empty()) return Error{"merge.hole", "", "there is nothing to merge"};
  if (Status status = check_same_run(shards); !status) return status.error();
  if (Status status = check_shards(shards); !status) return status.error();
  const RunHeader& first = first_of(shards).report.header;
  std::vector<Found> plan(static_cast<std::size_t>(first.shard->plan_cases));
  for (std::size_t source = 0; source < shards.size(); ++source) {
    const RunReport& report = shards[source].report;
    for (std::size_t at = 0; at < report.cases.size(); ++at) {
      const auto place = static_cast<std::size_t>(report.places[at]);
      if (place < plan.size()) plan[place] = {&report.cases[at], source};
    }
  }
  Merged merged;
  std::vector<PlannedCase> planned;
  for (std::size_t at = 0; at < plan.size(); ++at) {
    if (plan[at].result == nullptr)
      return Error{"merge.hole", "", fmt::format("case {} of the plan is in no shard", at)};
    merged.report.cases.push_back(*plan[at].result);
    merged.source.push_back(plan[at].source);
    planned.push_back({plan[at].result->id, plan[at].result->dialect});
  }
  if (plan_hash_of(planned) != first.plan_hash) {
    return Error{"merge.hole", "",
                 fmt::format("together the cases are not the plan: its hash is {}, theirs {}",
                             first.plan_hash, plan_hash_of(planned))};
  }
  merged.report.header = first;
  merged.report.header.shard.reset();
  take_out_shard(first.shard->shard, merged.report.header.surroundings);
  merged.report.header.cases = first.shard->plan_cases;
  merged.report.footer = {count(merged.report.cases), true, {}};
  std::vector<std::string>& problems = merged.report.footer.problems;
  for (const ShardReport& one : shards) {
    for (const std::string& problem : one.report.footer.problems) {
      if (std::find(problems.begin(), problems.end(), problem) == problems.end())
        problems.push_back(problem);
    }
  }
  return merged;
}

}  // namespace deadair::reports
