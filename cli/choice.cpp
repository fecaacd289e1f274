// Choosing scenarios on the command line.
#include <algorithm>
#include <cstdio>
#include <optional>

#include "cli/verbs.h"
#include "harness/msc3888/dialect.h"
#include "harness/run/exit_code.h"

namespace deadair::cli {

int bad_input(std::string_view message) {
  std::fprintf(stderr, "deadair: %.*s\n", static_cast<int>(message.size()), message.data());
  return static_cast<int>(run::ExitCode::bad_input);
}

void Choice::add_to(CLI::App& verb) {
  verb.add_option("selection", names, "Ids, globs (order.*), or themes (order); nothing: all");
  verb.add_option("--id", ids, "Scenario or case id; may be given more than once");
  verb.add_option("--tag", tags, "Only scenarios with this tag");
  verb.add_option("--clause", clauses, "Only scenarios that test this clause");
  verb.add_option("--wild", wild, "Only scenarios for this known defect (W27)");
  verb.add_option("--dialect", dialects, "stable, unstable or element; nothing: all three")
      ->check(CLI::IsMember({"stable", "unstable", "element"}));
  verb.add_option("--scenarios", sources.folder,
                  "A folder of scenario files in place of the built-in ones");
  verb.add_option("--file", sources.files, "Only this scenario file; may be given more than once");
}

bool Choice::narrows() const {
  const std::vector<const std::vector<std::string>*> said = {
      &names, &ids, &tags, &clauses, &wild, &dialects, &sources.files};
  return std::any_of(said.begin(), said.end(), [](const auto* words) { return !words->empty(); });
}

std::optional<run::Plan> Choice::plan() const {
  const Library library = load(sources);
  for (const Error& error : library.errors) bad_input(error.text());
  if (!library.errors.empty()) return std::nullopt;
  run::Selection selection{names, tags, clauses, wild, {}};
  selection.names.insert(selection.names.end(), ids.begin(), ids.end());
  for (const std::string& name : dialects) {
    if (const auto dialect = msc3888::dialect_named(name)) selection.dialects.push_back(*dialect);
  }
  Result<run::Plan> plan = run::make_plan(library.scenarios, selection);
  if (!plan) {
    bad_input(plan.error().text());
    return std::nullopt;
  }
  return std::move(*plan);
}

}  // namespace deadair::cli
