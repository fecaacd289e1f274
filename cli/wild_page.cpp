// Writing the page of known defects.
#include "cli/wild_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>

namespace deadair::cli {
namespace {

using json::Value;

constexpr std::string_view opening =
    R"(# Defects that real clients had

This page is made by `deadair docs wild` from [the catalogue](data/wild_bugs.json) and from what the scenarios claim in
`wild`. A scenario that claims a row would have failed the client that had the defect.

Each row was *reported* or fixed in public, or *read* in the source of a client that was shipped, or *inferred* from
reading it. A defect of a broadcaster is judged as far as it reaches a listener; the broadcaster's own side is not judged
yet.

)";

constexpr std::string_view broadcaster_only = "the broadcaster's side is not judged yet";

struct Row {
  std::string id, role, seen, symptom, why_not;
  std::vector<std::string> reports;

  [[nodiscard]] bool touches_listeners() const { return role != "broadcaster"; }
};

struct Group {
  std::string title;
  std::vector<Row> rows;
};

// A row, or nothing where a member that it needs is absent.
std::optional<Row> read_row(const Value& value) {
  Row row{std::string(value.string_at("id")),      std::string(value.string_at("role")),
          std::string(value.string_at("seen")),    std::string(value.string_at("symptom")),
          std::string(value.string_at("why_not")), {}};
  static const std::set<std::string> roles{"listener", "broadcaster", "both"};
  static const std::set<std::string> ways{"reported", "read", "inferred"};
  if (row.id.empty() || row.symptom.empty() || !roles.contains(row.role) ||
      !ways.contains(row.seen)) {
    return std::nullopt;
  }
  if (const Value* const reports = value.find("reports")) {
    for (const Value& report : reports->items()) row.reports.push_back(report.text());
  }
  return row;
}

Result<std::vector<Group>> read_catalogue(std::string_view text) {
  json::ReadOptions options;
  options.comments = true;
  options.doubled_keys = json::DoubledKeys::refused;
  const Result<Value> read = json::read(text, options);
  if (!read) return read.error();
  std::vector<Group> groups;
  std::set<std::string> ids;
  for (const Value& value : read->items()) {
    Group group{std::string(value.string_at("title")), {}};
    const Value* const rows = value.find("rows");
    if (group.title.empty() || rows == nullptr)
      return Error{"docs.rows", json::line_and_column(text, value.offset()),
                   "a group needs title and rows"};
    for (const Value& one : rows->items()) {
      std::optional<Row> row = read_row(one);
      const std::string place = json::line_and_column(text, one.offset());
      if (!row) return Error{"docs.rows", place, "a row needs id, role, seen and symptom"};
      if (!ids.insert(row->id).second)
        return Error{"docs.rows", place, row->id + " stands there twice"};
      group.rows.push_back(std::move(*row));
    }
    groups.push_back(std::move(group));
  }
  return groups;
}

// "[element-web#24155](https://…)": what leads to a public report.
std::string link_to(const std::string& report) {
  const std::size_t slash = report.find('/');
  const std::size_t hash = report.find('#');
  if (slash == std::string::npos || hash == std::string::npos || hash < slash) return report;
  return fmt::format("[{}](https://github.com/{}/issues/{})", report.substr(slash + 1),
                     report.substr(0, hash), report.substr(hash + 1));
}

// "[gaps.wrong_count](../scenarios/gaps/wrong_count.json)"
std::string link_to_scenario(const std::string& id) {
  std::string path = id;
  std::replace(path.begin(), path.end(), '.', '/');
  return fmt::format("[{}](../scenarios/{}.json)", id, path);
}

template <class Items, class Word>
std::string listed(const Items& items, Word word) {
  std::vector<std::string> words;
  std::transform(items.begin(), items.end(), std::back_inserter(words), word);
  return fmt::format("{}", fmt::join(words, ", "));
}

std::string caught_by(const Row& row, const Claims& claims) {
  const auto claim = claims.find(row.id);
  if (claim != claims.end()) return listed(claim->second, link_to_scenario);
  if (!row.why_not.empty()) return "none: " + row.why_not;
  return row.touches_listeners() ? "**none**" : fmt::format("none: {}", broadcaster_only);
}

std::string table_of(const Group& group, const Claims& claims) {
  std::string text = fmt::format(
      "\n## {}\n\n| | side | what went wrong | seen | caught by |\n|---|---|---|---|---|\n",
      group.title);
  for (const Row& row : group.rows) {
    const std::string seen =
        row.reports.empty() ? row.seen : row.seen + ": " + listed(row.reports, link_to);
    text += fmt::format("| {} | {} | {} | {} | {} |\n", row.id, row.role, row.symptom, seen,
                        caught_by(row, claims));
  }
  return text;
}

// How many rows each side has, and how many of them are caught.
std::string counts_of(const std::vector<Group>& groups, const Claims& claims) {
  std::string text = "| side | rows | caught |\n|---|---|---|\n";
  for (const std::string_view role : {"listener", "both", "broadcaster"}) {
    int rows = 0;
    int caught = 0;
    for (const Group& group : groups) {
      for (const Row& row : group.rows) {
        if (row.role != role) continue;
        ++rows;
        caught += claims.contains(row.id) ? 1 : 0;
      }
    }
    text += fmt::format("| {} | {} | {} |\n", role, rows, caught);
  }
  return text;
}

void complain(const std::vector<Group>& groups, const Claims& claims, std::vector<Error>& errors) {
  std::set<std::string> known;
  for (const Group& group : groups) {
    for (const Row& row : group.rows) {
      known.insert(row.id);
      const bool claimed = claims.contains(row.id);
      if (claimed && !row.why_not.empty())
        errors.push_back({"docs.stale_reason", row.id,
                          "a scenario claims it, and the catalogue says why none can"});
      if (!claimed && row.why_not.empty() && row.touches_listeners())
        errors.push_back({"docs.unclaimed", row.id,
                          "no scenario claims it, and the catalogue does not say why"});
    }
  }
  for (const auto& [id, scenarios] : claims) {
    if (!known.contains(id))
      errors.push_back({"docs.unknown_row", scenarios.front(), id + " is not in the catalogue"});
  }
}

}  // namespace

Claims claims_of(const std::vector<scenario::Scenario>& scenarios) {
  Claims claims;
  for (const scenario::Scenario& one : scenarios) {
    const Value* const rows = one.source.find("wild");
    if (rows == nullptr) continue;
    for (const Value& row : rows->items()) claims[row.text()].push_back(one.id);
  }
  for (auto& [row, ids] : claims) std::sort(ids.begin(), ids.end());
  return claims;
}

WildPage make_wild_page(std::string_view catalogue, const Claims& claims) {
  WildPage page;
  const Result<std::vector<Group>> groups = read_catalogue(catalogue);
  if (!groups) {
    page.errors.push_back(groups.error());
    return page;
  }
  page.text = std::string(opening) + counts_of(*groups, claims);
  for (const Group& group : *groups) page.text += table_of(group, claims);
  complain(*groups, claims, page.errors);
  return page;
}

std::vector<Error> unknown_rows(std::string_view catalogue, const scenario::Scenario& scenario) {
  const Value* const named = scenario.source.find("wild");
  if (named == nullptr) return {};
  const Result<std::vector<Group>> groups = read_catalogue(catalogue);
  if (!groups) return {groups.error()};
  std::set<std::string> known;
  for (const Group& group : *groups) {
    for (const Row& row : group.rows) known.insert(row.id);
  }
  std::vector<Error> errors;
  for (const Value& row : named->items()) {
    if (known.contains(row.text())) continue;
    const std::string place = json::line_and_column(scenario.text, row.offset());
    errors.push_back({"docs.unknown_row", scenario.path + ":" + place,
                      "wild: " + row.text() + " is not in the catalogue of docs/wild-bugs.md"});
  }
  return errors;
}

}  // namespace deadair::cli
