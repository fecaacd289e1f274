// Which case finds which faulty variant.
#include "harness/run/kill_matrix.h"

#include <algorithm>
#include <set>
#include <utility>

#include "harness/base/check.h"
#include "harness/base/random.h"

namespace deadair::run {
namespace {

template <class Work>
void for_each_line(std::string_view text, const Work& work) {
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    work(number, text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

std::vector<std::string> words_of(std::string_view line) {
  std::vector<std::string> words;
  line = line.substr(0, line.find('#'));
  while (!line.empty()) {
    const std::size_t end = std::min(line.find(' '), line.size());
    if (end > 0) words.emplace_back(line.substr(0, end));
    line.remove_prefix(std::min(end + 1, line.size()));
  }
  return words;
}

bool contains(const std::vector<std::string>& all, const std::string& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

// Whether the first kill says more: it fits, and its key is shorter.
bool says_more(const Kill& one, const Kill& other) {
  if (one.fits != other.fits) return one.fits;
  if (one.case_key.size() != other.case_key.size()) {
    return one.case_key.size() < other.case_key.size();
  }
  return one.case_key < other.case_key;
}

}  // namespace

Result<std::vector<FaultyVariant>> read_variants(std::string_view lines) {
  std::vector<FaultyVariant> variants;
  std::set<std::string> names;
  Status status = Done{};
  for_each_line(lines, [&](std::size_t number, std::string_view line) {
    const Result<json::Value> read = json::read(line);
    FaultyVariant variant;
    if (read) {
      variant = {std::string(read->string_at("name")),
                 std::string(read->string_at("fault")),
                 std::string(read->string_at("clause")),
                 {}};
      if (const json::Value* rows = read->find("rows")) {
        for (const json::Value& row : rows->items()) variant.rows.push_back(row.text());
      }
    }
    if (variant.name.empty() || variant.clause.empty() || !names.insert(variant.name).second) {
      status = Error{"variants.list", std::to_string(number),
                     "expected an object with a new name and a clause, found " + std::string(line)};
    }
    variants.push_back(std::move(variant));
  });
  if (!status) return status.error();
  return variants;
}

Result<std::vector<Killer>> read_killers(std::string_view text) {
  std::vector<Killer> killers;
  Status status = Done{};
  for_each_line(text, [&](std::size_t number, std::string_view line) {
    const std::vector<std::string> words = words_of(line);
    if (words.empty()) return;
    if (words.size() == 2) {
      killers.push_back({words[0], words[1]});
    } else {
      status = Error{"killers.file", std::to_string(number),
                     "expected the key of a case and the name of a variant"};
    }
  });
  if (!status) return status.error();
  return killers;
}

std::string write_killers(std::vector<Killer> killers) {
  std::sort(killers.begin(), killers.end());
  killers.erase(std::unique(killers.begin(), killers.end()), killers.end());
  std::string text =
      "# Written by `deadair selftest --write`: a case, and a faulty variant that it fails for "
      "the\n"
      "# reason that fits. Variants of which none is known stand in unproved.txt.\n";
  for (const Killer& one : killers) text += one.case_key + " " + one.variant + "\n";
  return text;
}

std::optional<Kill> kill_in(const PlannedCase& planned, const judge::Verdict& verdict,
                            const FaultyVariant& variant) {
  if (verdict.kind != judge::Kind::fail) return std::nullopt;
  std::optional<Kill> kill;
  for (const judge::Finding& finding : verdict.findings) {
    const bool counts = finding.kind == judge::Kind::fail &&
                        finding.owner == judge::Owner::client &&
                        finding.level != msc3888::Level::open;
    if (!counts) continue;
    const bool fits = contains(finding.clauses, variant.clause);
    const bool is_own = std::any_of(
        finding.clauses.begin(), finding.clauses.end(),
        [&](const std::string& clause) { return contains(planned.scenario.clauses, clause); });
    if (!kill) kill = Kill{planned.key(), planned.scenario.scenario_id, finding.code, false, false};
    if (fits && !kill->fits) kill->code = finding.code;
    kill->fits = kill->fits || fits;
    kill->is_own = kill->is_own || is_own;
  }
  return kill;
}

KillMatrix::KillMatrix(std::vector<FaultyVariant> variants, std::vector<std::string> scenario_ids)
    : variants_(std::move(variants)), scenario_ids_(std::move(scenario_ids)) {
  for (const FaultyVariant& variant : variants_) kills_[variant.name];
}

void KillMatrix::add(const std::string& variant, const PlannedCase& planned,
                     const judge::Verdict& verdict) {
  const auto about = std::find_if(variants_.begin(), variants_.end(),
                                  [&](const FaultyVariant& one) { return one.name == variant; });
  DEADAIR_CHECK(about != variants_.end(), variant);
  if (verdict.kind == judge::Kind::broken) broken_.push_back(variant + " " + planned.key());
  if (const std::optional<Kill> kill = kill_in(planned, verdict, *about)) {
    kills_[variant].push_back(*kill);
  }
}

const std::vector<Kill>& KillMatrix::kills_of(const std::string& variant) const {
  return kills_.at(variant);
}

std::size_t KillMatrix::scenarios_that_kill(const std::string& variant) const {
  std::set<std::string> ids;
  for (const Kill& kill : kills_of(variant)) ids.insert(kill.scenario_id);
  return ids.size();
}

std::vector<std::string> KillMatrix::killed_by(const std::string& scenario_id) const {
  std::vector<std::string> names;
  for (const auto& [variant, kills] : kills_) {
    const bool kills_it = std::any_of(kills.begin(), kills.end(), [&](const Kill& kill) {
      return kill.scenario_id == scenario_id && kill.is_own;
    });
    if (kills_it) names.push_back(variant);
  }
  return names;
}

std::vector<std::string> KillMatrix::survivors() const {
  std::vector<std::string> names;
  for (const FaultyVariant& variant : variants_) {
    const std::vector<Kill>& kills = kills_of(variant.name);
    const bool killed =
        std::any_of(kills.begin(), kills.end(), [](const Kill& kill) { return kill.fits; });
    if (!killed) names.push_back(variant.name);
  }
  return names;
}

std::vector<std::string> KillMatrix::idle_scenarios() const {
  std::vector<std::string> idle;
  for (const std::string& id : scenario_ids_) {
    if (killed_by(id).empty()) idle.push_back(id);
  }
  return idle;
}

std::vector<Killer> KillMatrix::scenario_killers() const {
  struct Candidate {
    Kill kill;
    std::string variant;
    std::size_t found_by = 0;  // scenarios
  };
  std::map<std::string, Candidate> best;  // by scenario
  for (const auto& [variant, kills] : kills_) {
    const std::size_t found_by = scenarios_that_kill(variant);
    for (const Kill& kill : kills) {
      if (!kill.is_own) continue;
      const Candidate candidate{kill, variant, found_by};
      Candidate& known = best.try_emplace(kill.scenario_id, candidate).first->second;
      const bool rarer = found_by < known.found_by;
      const bool same_one = variant == known.variant && says_more(kill, known.kill);
      if (rarer || same_one) known = candidate;
    }
  }
  std::vector<Killer> killers;
  killers.reserve(best.size());
  for (const auto& [id, one] : best) killers.push_back({one.kill.case_key, one.variant});
  std::sort(killers.begin(), killers.end());
  return killers;
}

std::vector<Killer> KillMatrix::variant_killers() const {
  std::vector<Killer> killers;
  for (const auto& [variant, kills] : kills_) {
    const auto best = std::min_element(kills.begin(), kills.end(), says_more);
    if (best != kills.end() && best->fits) killers.push_back({best->case_key, variant});
  }
  std::sort(killers.begin(), killers.end());
  return killers;
}

Plan sample_for(const Plan& plan, const std::string& variant, std::size_t members_max,
                const std::vector<Killer>& killers) {
  std::set<Killer> known(killers.begin(), killers.end());
  // The rank of a member, and of a dialect of it, in the order of this variant's own chance.
  const auto rank = [&](const std::string& text) { return stable_hash(variant + " " + text); };
  std::map<std::string, std::map<std::string, std::vector<std::size_t>>> members;  // by scenario
  for (std::size_t at = 0; at < plan.cases.size(); ++at) {
    const scenario::Case& one = plan.cases[at].scenario;
    members[one.scenario_id][one.id].push_back(at);
  }
  std::set<std::size_t> chosen;
  for (const auto& [scenario_id, by_member] : members) {
    std::vector<std::pair<std::uint64_t, std::size_t>> ranked;
    for (const auto& [id, cases] : by_member) {
      ranked.emplace_back(rank(id), cases[rank(id) % cases.size()]);
    }
    std::sort(ranked.begin(), ranked.end());
    if (members_max > 0 && ranked.size() > members_max) ranked.resize(members_max);
    for (const auto& [order, at] : ranked) chosen.insert(at);
  }
  Plan sample;
  for (std::size_t at = 0; at < plan.cases.size(); ++at) {
    const bool is_known = known.contains({plan.cases[at].key(), variant});
    if (is_known || chosen.contains(at)) sample.cases.push_back(plan.cases[at]);
  }
  return sample;
}

Plan killers_for(const Plan& plan, const std::string& variant, const std::vector<Killer>& killers) {
  const std::set<Killer> known(killers.begin(), killers.end());
  Plan chosen;
  for (const PlannedCase& one : plan.cases) {
    if (known.contains({one.key(), variant})) chosen.cases.push_back(one);
  }
  return chosen;
}

Plan one_dialect_each(const Plan& plan, std::size_t turn) {
  std::map<std::string, std::size_t> dialects, seen;  // by the ID of the member
  for (const PlannedCase& one : plan.cases) ++dialects[one.scenario.id];
  Plan chosen;
  for (const PlannedCase& one : plan.cases) {
    const std::string& id = one.scenario.id;
    if (seen[id]++ == (stable_hash(id) + turn) % dialects[id]) chosen.cases.push_back(one);
  }
  return chosen;
}

Plan shuffled(const Plan& plan, std::uint64_t seed) {
  Plan other = plan;
  Random(seed).fork("order").shuffle(other.cases);
  return other;
}

}  // namespace deadair::run
