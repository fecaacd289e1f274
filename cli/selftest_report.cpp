// What the self-test found, in words.
#include "cli/selftest_report.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <sstream>

namespace deadair::cli {
namespace {

using run::FaultyVariant;
using run::Kill;

// The kill that is shown: one that fits, with the shortest key.
const Kill* example_of(const std::vector<Kill>& kills) {
  const auto shortest =
      std::min_element(kills.begin(), kills.end(), [](const Kill& one, const Kill& other) {
        if (one.fits != other.fits) return one.fits;
        if (one.case_key.size() != other.case_key.size()) {
          return one.case_key.size() < other.case_key.size();
        }
        return one.case_key < other.case_key;
      });
  return shortest == kills.end() ? nullptr : &*shortest;
}

std::string example_text(const std::vector<Kill>& kills) {
  const Kill* example = example_of(kills);
  return example == nullptr ? "none" : example->case_key + " (" + example->code + ")";
}

std::string counts(const SelftestReport& report) {
  std::string text;
  for (const NobodyOutcome& one : report.nobody) {
    text += fmt::format("{}: {} of {} cases passed, {} failed\n", one.name, one.passed.size(),
                        one.cases, one.failed);
  }
  const ReferenceOutcome& reference = report.reference;
  if (reference.repeats > 0)
    text += fmt::format(
        "reference: {} cases in {} repeats of {}: {} failed, {} differed with the order\n",
        reference.played, reference.repeats, reference.cases, reference.failed.size(),
        reference.differs.size());
  const std::size_t variants = report.matrix.variants().size();
  const std::size_t scenarios = report.matrix.scenario_ids().size();
  text += fmt::format("faulty variants: {} of {} are failed for the right reason\n",
                      variants - report.matrix.survivors().size(), variants);
  text += fmt::format("scenarios: {} of {} fail a faulty variant\n",
                      scenarios - report.matrix.idle_scenarios().size(), scenarios);
  return text;
}

bool holds(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Text in a cell of a table.
std::string cell(std::string text) {
  for (std::size_t at = text.find('|'); at != std::string::npos; at = text.find('|', at + 2)) {
    text.insert(at, "\\");
  }
  return text;
}

}  // namespace

std::vector<std::string> read_unproved(std::string_view text) {
  std::vector<std::string> names;
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line.substr(0, line.find('#')));
    for (std::string name; words >> name;) names.push_back(name);
  }
  return names;
}

std::vector<std::string> complaints(const SelftestReport& report) {
  std::vector<std::string> all;
  for (const NobodyOutcome& one : report.nobody) {
    for (const std::string& key : one.passed) all.push_back("the " + one.name + " passes " + key);
    if (one.cases == 0) all.push_back("the " + one.name + " was not played");
  }
  for (const std::string& line : report.reference.failed) all.push_back("the reference: " + line);
  for (const std::string& key : report.reference.differs) {
    all.push_back("the reference's verdict depends on the order: " + key);
  }
  const std::vector<std::string> survivors = report.matrix.survivors();
  const std::vector<std::string> idle = report.matrix.idle_scenarios();
  for (const std::string& name : survivors) {
    if (!report.all_scenarios) break;
    if (holds(report.unproved, name)) continue;
    const auto& kills = report.matrix.kills_of(name);
    all.push_back("no scenario fails " + name + " for the right reason" +
                  (kills.empty() ? "" : "; for another: " + example_text(kills)));
  }
  for (const std::string& id : idle) {
    if (!report.all_variants) break;
    if (holds(report.unproved, id)) continue;
    all.push_back("the scenario fails no faulty variant: " + id);
  }
  for (const std::string& name : report.unproved) {
    if (!report.all_scenarios || !report.all_variants) break;
    if (!holds(survivors, name) && !holds(idle, name))
      all.push_back("proved, or not there, and still listed as unproved: " + name);
  }
  for (const std::string& line : report.matrix.broken()) all.push_back("broken: " + line);
  return all;
}

std::string selftest_text(const SelftestReport& report) {
  std::string text;
  if (report.all_scenarios) {
    text += fmt::format("{:<26} {:<13} {:>5} {:>9}  {}\n", "variant", "clause", "cases",
                        "scenarios", "for example");
    for (const FaultyVariant& variant : report.matrix.variants()) {
      const std::vector<Kill>& kills = report.matrix.kills_of(variant.name);
      text +=
          fmt::format("{:<26} {:<13} {:>5} {:>9}  {}\n", variant.name, variant.clause, kills.size(),
                      report.matrix.scenarios_that_kill(variant.name), example_text(kills));
    }
  } else {
    for (const std::string& id : report.matrix.scenario_ids()) {
      text += fmt::format("{} fails: {}\n", id, fmt::join(report.matrix.killed_by(id), " "));
    }
  }
  text += "\n" + counts(report);
  for (const std::string& line : complaints(report)) text += "WRONG " + line + "\n";
  return text;
}

std::string selftest_page(const SelftestReport& report) {
  std::string text =
      "# The kill matrix\n\n"
      "Which scenario finds which faulty variant of the reference client: the proof that every\n"
      "scenario can fail, and that it fails for the reason that it gives. Written by\n"
      "`deadair selftest --write`; the variants are those of `deadair-reference "
      "--list-mutants`.\n\n"
      "```\n" +
      counts(report) +
      "```\n\n"
      "A variant plays a sample: of each family a few members, each in one dialect, and what is\n"
      "known to fail it. The reference plays all once, then every member in one dialect a repeat,\n"
      "in another order each time. A variant without rows of [known defects](wild-bugs.md) is an\n"
      "invention.\n\n"
      "## Variants\n\n"
      "| variant | fault | clause | rows | failed cases | scenarios | for example |\n"
      "|---|---|---|---|---:|---:|---|\n";
  for (const FaultyVariant& variant : report.matrix.variants()) {
    const std::vector<Kill>& kills = report.matrix.kills_of(variant.name);
    text +=
        fmt::format("| `{}` | {} | {} | {} | {} | {} | {} |\n", variant.name, cell(variant.fault),
                    variant.clause, fmt::join(variant.rows, " "), kills.size(),
                    report.matrix.scenarios_that_kill(variant.name), cell(example_text(kills)));
  }
  text +=
      "\n## Scenarios\n\n"
      "| scenario | variants that it fails | the rarest of them |\n"
      "|---|---:|---|\n";
  for (const std::string& id : report.matrix.scenario_ids()) {
    const std::vector<std::string> names = report.matrix.killed_by(id);
    const auto rarest = std::min_element(
        names.begin(), names.end(), [&](const std::string& one, const std::string& other) {
          return report.matrix.scenarios_that_kill(one) < report.matrix.scenarios_that_kill(other);
        });
    text += fmt::format("| {} | {} | {} |\n", id, names.size(),
                        rarest == names.end() ? "" : "`" + *rarest + "`");
  }
  text += fmt::format("\n## Not proved yet\n\n{}\n", report.unproved.empty() ? "Nothing." : "");
  for (const std::string& name : report.unproved) text += "* `" + name + "`\n";
  return text;
}

}  // namespace deadair::cli
