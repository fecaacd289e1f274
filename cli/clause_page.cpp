// Writing the page of clauses.
#include "cli/clause_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "harness/msc3888/clauses.h"
#include "harness/scenario/expand.h"

namespace deadair::cli {
namespace {

using msc3888::Clause;

constexpr std::string_view opening =
    R"(# Clauses

This page is made by `deadair docs clauses` from the rulings in `harness/msc3888/clauses.cpp` and from what the scenarios
expect. Each ruling has a level: **must** and **should** are the text's own words, **robust** follows from "clients should be
robust enough to handle any `state` transition and receive broadcast chunks in any state", from the Matrix specification, or
from not being a trap for the user. **open** is what the text does not say: it is recorded and cannot fail.

A ruling is held by several checks of a client, one a line; [the page about scenario files](scenario-format.md#expectations)
says what each of them compares. Beside them stand what is judged in every scenario: that what sounds is in order, is
heard once and is nobody else's, and that what is shown is among what the events allow.

)";

void collect(Citations& citations, const std::string& id,
             const std::vector<scenario::Expectation>& expectations) {
  for (const scenario::Expectation& one : expectations) {
    const Clause* const clause = msc3888::find_clause(one.clause);
    if (clause == nullptr || clause->level != one.level) continue;
    for (const scenario::Check& check : one.checks) citations[one.clause][check.name].insert(id);
  }
}

// "[gaps.wrong_count](../scenarios/gaps/wrong_count.json)"
std::string link_to(const std::string& id) {
  std::string path = id;
  std::replace(path.begin(), path.end(), '.', '/');
  return fmt::format("[{}](../scenarios/{}.json)", id, path);
}

std::string links_to(const std::set<std::string>& ids) {
  std::vector<std::string> links;
  std::transform(ids.begin(), ids.end(), std::back_inserter(links), link_to);
  return fmt::format("{}", fmt::join(links, ", "));
}

std::size_t scenarios_of(const Checks& checks) {
  std::set<std::string> ids;
  for (const auto& [check, some] : checks) ids.insert(some.begin(), some.end());
  return ids.size();
}

std::string section_of(const Clause& clause, const Checks& checks) {
  std::string text =
      fmt::format("\n## {}\n\n**{}**: {}\n\n> {}\n\n| check | scenarios |\n|---|---|\n", clause.id,
                  msc3888::name_of(clause.level), clause.ruling, clause.source);
  for (const auto& [check, ids] : checks)
    text += fmt::format("| `{}` | {} |\n", check, links_to(ids));
  return text;
}

}  // namespace

Result<Citations> citations_of(const std::vector<scenario::Scenario>& scenarios) {
  Citations citations;
  for (const scenario::Scenario& one : scenarios) {
    const Result<std::vector<scenario::Case>> members = scenario::expand_sample(one);
    if (!members) return members.error();
    for (const scenario::Case& member : *members) {
      collect(citations, one.id, member.expect);
      for (const scenario::Step& step : member.steps) collect(citations, one.id, step.expect);
    }
  }
  return citations;
}

ClausePage make_clause_page(const Citations& citations) {
  ClausePage page;
  std::string sections;
  page.text = std::string(opening) + "| clause | level | scenarios |\n|---|---|---|\n";
  for (const Clause& clause : msc3888::clauses()) {
    const auto found = citations.find(clause.id);
    if (found == citations.end()) {
      page.errors.push_back({"docs.unheld", std::string(clause.id),
                             "no scenario expects anything of it at the level " +
                                 std::string(msc3888::name_of(clause.level))});
      continue;
    }
    page.text += fmt::format("| [{0}](#{0}) | {1} | {2} |\n", clause.id,
                             msc3888::name_of(clause.level), scenarios_of(found->second));
    sections += section_of(clause, found->second);
  }
  page.text += sections;
  return page;
}

}  // namespace deadair::cli
