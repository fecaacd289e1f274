// Two runs side by side, case by case.
#include "reports/compare.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>

#include "reports/text.h"

namespace deadair::reports {
namespace {

using json::Value;

constexpr std::array all_changes = {Change::failed, Change::other_code, Change::unsupported,
                                    Change::not_run, Change::fixed};

std::string heading(Change change) {
  switch (change) {
    case Change::failed: return "new failures";
    case Change::other_code: return "other failures than before";
    case Change::unsupported: return "no longer supported";
    case Change::not_run: return "no longer run";
    case Change::fixed: return "fixed";
  }
  return {};
}

bool is_bad(judge::Kind kind) {
  return kind != judge::Kind::pass && kind != judge::Kind::unsupported;
}

std::string outcome(const CaseResult* result) {
  if (result == nullptr) return "not there";
  std::string text(judge::name_of(result->verdict));
  return is_bad(result->verdict) ? text + " " + result->code : text;
}

// Either may be missing, not both.
std::optional<Change> change_of(const CaseResult* before, const CaseResult* after) {
  if (after == nullptr) return Change::not_run;
  const bool was_bad = before != nullptr && is_bad(before->verdict);
  if (is_bad(after->verdict)) {
    if (!was_bad) return Change::failed;
    if (outcome(before) != outcome(after)) return Change::other_code;
    return std::nullopt;
  }
  if (before == nullptr || before->verdict == after->verdict) return std::nullopt;
  return after->verdict == judge::Kind::pass ? Change::fixed : Change::unsupported;
}

void note(std::vector<std::string>& notes, std::string_view what, const std::string& before,
          const std::string& after) {
  if (before != after)
    notes.push_back(fmt::format("{} differ: {}, then {}", what, shown(before), shown(after)));
}

}  // namespace

std::string_view name_of(Change change) {
  switch (change) {
    case Change::failed: return "failed";
    case Change::other_code: return "other_code";
    case Change::unsupported: return "unsupported";
    case Change::not_run: return "not_run";
    case Change::fixed: return "fixed";
  }
  return {};
}

bool Comparison::is_worse() const {
  return std::any_of(differences.begin(), differences.end(),
                     [](const Difference& one) { return one.change != Change::fixed; });
}

Comparison compare(const RunReport& before, const RunReport& after) {
  using Key = std::pair<std::string, std::string>;
  std::map<Key, const CaseResult*> later;
  for (const CaseResult& one : after.cases) later[{one.id, one.dialect}] = &one;
  Comparison comparison;
  const auto take = [&](const CaseResult& named, const CaseResult* old_one,
                        const CaseResult* new_one) {
    const std::optional<Change> change = change_of(old_one, new_one);
    if (!change) return;
    comparison.differences.push_back(
        {*change, named.id, named.dialect, outcome(old_one), outcome(new_one)});
  };
  for (const CaseResult& one : before.cases) {
    const auto found = later.find({one.id, one.dialect});
    take(one, &one, found == later.end() ? nullptr : found->second);
    if (found != later.end()) found->second = nullptr;  // taken
  }
  for (const CaseResult& one : after.cases) {
    if (later[{one.id, one.dialect}] != nullptr) take(one, nullptr, &one);
  }
  std::stable_sort(
      comparison.differences.begin(), comparison.differences.end(),
      [](const Difference& one, const Difference& other) { return one.change < other.change; });
  const RunHeader& was = before.header;
  const RunHeader& is = after.header;
  note(comparison.notes, "clients", was.client_name + " " + was.client_version,
       is.client_name + " " + is.client_version);
  note(comparison.notes, "seeds", was.seed, is.seed);
  note(comparison.notes, "scenarios", was.scenario_hash, is.scenario_hash);
  return comparison;
}

std::string comparison_text(const Comparison& comparison) {
  std::string text;
  for (const std::string& one : comparison.notes) text += one + '\n';
  for (const Change change : all_changes) {
    std::string lines;
    std::size_t number = 0;
    for (const Difference& one : comparison.differences) {
      if (one.change != change) continue;
      ++number;
      lines += fmt::format("  {} ({}): {} -> {}\n", shown(one.id), shown(one.dialect),
                           shown(one.before), shown(one.after));
    }
    if (number > 0) text += fmt::format("{} ({}):\n{}", heading(change), number, lines);
  }
  if (comparison.differences.empty()) text += "no case came out differently\n";
  return text;
}

Value to_json(const Comparison& comparison) {
  Value differences = Value::array();
  for (const Difference& one : comparison.differences) {
    differences.push(Value::object({{"change", name_of(one.change)},
                                    {"id", one.id},
                                    {"dialect", one.dialect},
                                    {"before", one.before},
                                    {"after", one.after}}));
  }
  Value notes = Value::array();
  for (const std::string& one : comparison.notes) notes.push(one);
  return Value::object({{"worse", comparison.is_worse()},
                        {"differences", std::move(differences)},
                        {"notes", std::move(notes)}});
}

}  // namespace deadair::reports
