// deadair docs: writes the pages that are made of the suite, or checks that they are up to date.
#include <fmt/format.h>

#include <cstdio>
#include <memory>
#include <span>

#include "cli/clause_page.h"
#include "cli/library.h"
#include "cli/verbs.h"
#include "cli/verdict_page.h"
#include "cli/wild_page.h"
#include "harness/base/embedded.h"
#include "harness/base/file.h"
#include "harness/run/exit_code.h"

namespace deadair::embedded {
std::span<const EmbeddedFile> docs_data();
}  // namespace deadair::embedded

namespace deadair::cli {
namespace {

struct Wish {
  Sources sources;
  std::string check;  // a file to compare with; empty: print
};

// Prints the page, or compares it with the file that holds it. `again` is the command that makes
// it.
int deliver(const std::string& page, const Wish& wish, std::string_view again) {
  if (wish.check.empty()) {
    fmt::print("{}", page);
    return static_cast<int>(run::ExitCode::as_expected);
  }
  const Result<std::string> there = read_file(wish.check);
  if (!there) return bad_input(there.error().text());
  if (*there != page)
    return bad_input(fmt::format("{} is not up to date: {} > {}", wish.check, again, wish.check));
  return static_cast<int>(run::ExitCode::as_expected);
}

int wild(const Wish& wish) {
  const Library library = load(wish.sources);
  for (const Error& error : library.errors) bad_input(error.text());
  if (!library.errors.empty()) return static_cast<int>(run::ExitCode::bad_input);
  // The only file of its folder.
  const WildPage page =
      make_wild_page(embedded::docs_data().front().text, claims_of(library.scenarios));
  for (const Error& error : page.errors) bad_input(error.text());
  if (!page.errors.empty() && (page.text.empty() || !wish.check.empty()))
    return static_cast<int>(run::ExitCode::bad_input);
  return deliver(page.text, wish, "deadair docs wild");
}

int clauses(const Wish& wish) {
  const Library library = load(wish.sources);
  for (const Error& error : library.errors) bad_input(error.text());
  if (!library.errors.empty()) return static_cast<int>(run::ExitCode::bad_input);
  const Result<Citations> citations = citations_of(library.scenarios);
  if (!citations) return bad_input(citations.error().text());
  const ClausePage page = make_clause_page(*citations);
  for (const Error& error : page.errors) bad_input(error.text());
  if (!page.errors.empty()) return static_cast<int>(run::ExitCode::bad_input);
  return deliver(page.text, wish, "deadair docs clauses");
}

int verdicts(const Wish& wish) {
  return deliver(make_verdict_page(), wish, "deadair docs verdicts");
}

// One page: what it is called, what it says, what makes it.
void add_page(CLI::App& docs, Invocation& invocation, const char* name, const char* about,
              int (*make)(const Wish&)) {
  CLI::App* const verb = docs.add_subcommand(name, about);
  const auto wish = std::make_shared<Wish>();
  verb->add_option("--check", wish->check, "Prints nothing; is this file what would be printed?");
  verb->add_option("--scenarios", wish->sources.folder,
                   "A folder of scenario files in place of the built-in ones");
  verb->callback(
      [&invocation, wish, make] { invocation.chosen = [wish, make] { return make(*wish); }; });
}

}  // namespace

void add_docs(CLI::App& app, Invocation& invocation) {
  CLI::App* const docs =
      app.add_subcommand("docs", "Writes the pages that are made of the suite (Markdown)");
  docs->require_subcommand(1);
  add_page(*docs, invocation, "clauses", "What is held to be true, and which scenarios hold it",
           clauses);
  add_page(*docs, invocation, "verdicts", "The codes of findings, and what each means", verdicts);
  add_page(*docs, invocation, "wild", "Defects that real clients had, and what catches them", wild);
}

}  // namespace deadair::cli
