// deadair check: are these scenario files good?
#include <fmt/format.h>

#include <memory>
#include <set>
#include <span>
#include <utility>

#include "cli/verbs.h"
#include "cli/wild_page.h"
#include "harness/base/embedded.h"
#include "harness/run/exit_code.h"
#include "harness/run/rehearsal.h"

namespace deadair::embedded {
std::span<const EmbeddedFile> docs_data();
}  // namespace deadair::embedded

namespace deadair::cli {
namespace {

// With the code, by which the page of the format explains it.
void print(const Error& error) { fmt::print(stderr, "{} [{}]\n", error.text(), error.code); }

int check(const Sources& sources) {
  const Library library = load(sources);
  std::size_t problems = library.errors.size();
  for (const Error& error : library.errors) print(error);
  std::set<std::string> ids;
  std::size_t cases = 0;
  for (const scenario::Scenario& one : library.scenarios) {
    std::vector<Error> found = scenario::lint(one);
    if (!ids.insert(one.id).second) {
      found.push_back(
          Error{"scenario.id", one.path, "the id " + one.id + " stands in another file too"});
    }
    const Result<std::vector<scenario::Case>> members = scenario::expand(one);
    if (members) {
      cases += members->size();
      for (const scenario::Case& member : *members) {
        const Status rehearsed = run::rehearse(one, member);
        if (rehearsed) continue;
        found.push_back(rehearsed.error());
        break;
      }
    } else {
      found.push_back(members.error());
    }
    for (Error& error : unknown_rows(embedded::docs_data().front().text, one))
      found.push_back(std::move(error));
    problems += found.size();
    for (const Error& error : found) print(error);
  }
  fmt::print("{} scenario files, {} cases in each dialect, {} problems\n", library.scenarios.size(),
             cases, problems);
  return static_cast<int>(problems == 0 ? run::ExitCode::as_expected : run::ExitCode::bad_input);
}

}  // namespace

void add_check(CLI::App& app, Invocation& invocation) {
  CLI::App* const verb =
      app.add_subcommand("check", "Checks scenario files: schema, ids, clauses, controls");
  const auto sources = std::make_shared<Sources>();
  verb->add_option("files", sources->files, "Files or folders; nothing: the built-in scenarios");
  verb->callback(
      [&invocation, sources] { invocation.chosen = [sources] { return check(*sources); }; });
}

}  // namespace deadair::cli
