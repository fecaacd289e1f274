// Choosing scenarios on the command line.
#include <algorithm>
#include <cstdio>
#include <optional>
#include <set>
#include <string_view>

#include "cli/numbers.h"
#include "cli/stored_run.h"
#include "cli/verbs.h"
#include "harness/base/file.h"
#include "harness/msc3888/dialect.h"
#include "harness/run/exit_code.h"

namespace deadair::cli {

int bad_input(std::string_view message) {
  std::fprintf(stderr, "deadair: %.*s\n", static_cast<int>(message.size()), message.data());
  return static_cast<int>(run::ExitCode::bad_input);
}

namespace {

// What did not pass in an earlier run, as keys of the plan.
std::set<std::string> failed_keys(const reports::RunReport& report) {
  std::set<std::string> keys;
  for (const reports::CaseResult& one : report.cases) {
    if (one.verdict != judge::Kind::pass && one.verdict != judge::Kind::unsupported)
      keys.insert(one.id + "/" + one.dialect);
  }
  return keys;
}

struct ListedName {
  std::string name;
  std::size_t line = 0;  // from 1
};

// An id or glob a line; '#' begins a comment, blanks around them do not count.
std::vector<ListedName> names_in(std::string_view text) {
  std::vector<ListedName> names;
  for (std::size_t number = 1; !text.empty(); ++number) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    line = line.substr(0, line.find('#'));
    const std::size_t begin = line.find_first_not_of(" \t\r");
    if (begin == std::string_view::npos) continue;
    const std::size_t end = line.find_last_not_of(" \t\r") + 1;
    names.push_back({std::string(line.substr(begin, end - begin)), number});
  }
  return names;
}

// Where the name that an error is about stands in that file, if it does.
Error with_line(Error error, const std::string& path) {
  const Result<std::string> text = read_file(path);
  if (!text) return error;
  for (const ListedName& one : names_in(*text)) {
    if (one.name != error.place) continue;
    error.place = path + ":" + std::to_string(one.line) + ": " + one.name;
    break;
  }
  return error;
}

}  // namespace

std::string sample_note(const run::Plan& plan) {
  std::string note;
  if (plan.left_out != 0) {
    note = "of large families a fixed sample (" + std::to_string(plan.left_out) +
           " more cases with --tag exhaustive)";
  }
  if (plan.out_of_turn != 0) {
    note += std::string(note.empty() ? "" : ", ") + "each member of a family in one dialect (" +
            std::to_string(plan.out_of_turn) + " more with --every-dialect)";
  }
  return note;
}

void Choice::add_to(CLI::App& verb) {
  // One value each time that the option stands there, so that a name may follow it.
  const auto add = [&verb](const char* name, std::vector<std::string>& values, const char* help) {
    return verb.add_option(name, values, help)->allow_extra_args(false);
  };
  verb.add_option("selection", names, "Ids, globs (order.*), or themes (order); nothing: all");
  add("--id", ids, "Scenario or case id; may be given more than once");
  add("--not", excluded, "Not what this id, glob or theme covers");
  add("--tag", tags, "Only scenarios with this tag");
  add("--clause", clauses, "Only scenarios that test this clause");
  add("--wild", wild, "Only scenarios for this known defect (W27)");
  add("--level", levels, "Only cases of this level: must, should, robust, open")
      ->delimiter(',')
      ->check(CLI::IsMember({"must", "should", "robust", "open"}));
  add("--dialect", dialects, "stable, unstable or element; nothing: all three")
      ->check(CLI::IsMember({"stable", "unstable", "element"}));
  verb.add_option("--from", listed, "Only what a file lists: an id or glob a line, # comments");
  verb.add_option("--failed-in", failed_in,
                  "Only what did not pass in this run: results.jsonl or its folder");
  verb.add_option("--scenarios", sources.folder,
                  "A folder of scenario files in place of the built-in ones");
  add("--file", sources.files, "Only this scenario file; may be given more than once");
}

void Choice::add_turns(CLI::App& verb) {
  turns = true;
  verb.add_flag("--every-dialect", every_dialect,
                "Each member of a family in all dialects; else they take turns");
}

Result<run::Selection> Choice::selection() const {
  run::Selection selection;
  selection.names = names;
  selection.names.insert(selection.names.end(), ids.begin(), ids.end());
  selection.tags = tags;
  selection.clauses = clauses;
  selection.wild = wild;
  selection.excluded = excluded;
  // Whoever brings a file of his own means all of it.
  selection.turns = turns && !every_dialect && sources.files.empty();
  for (const std::string& name : dialects) {
    if (const auto dialect = msc3888::dialect_named(name)) selection.dialects.push_back(*dialect);
  }
  for (const std::string& name : levels) {
    if (const auto level = msc3888::level_named(name)) selection.levels.push_back(*level);
  }
  if (!listed.empty()) {
    const Result<std::string> text = read_file(listed);
    if (!text) return text.error();
    selection.listed.emplace();
    for (ListedName& one : names_in(*text)) selection.listed->push_back(std::move(one.name));
  }
  if (!failed_in.empty()) {
    const Result<reports::RunReport> report = load_run(failed_in);
    if (!report) return report.error();
    selection.keys = failed_keys(*report);
  }
  return selection;
}

bool Choice::narrows() const {
  const std::vector<const std::vector<std::string>*> said = {
      &names, &ids, &tags, &clauses, &wild, &levels, &dialects, &excluded, &sources.files};
  return !listed.empty() || !failed_in.empty() || !sources.folder.empty() ||
         std::any_of(said.begin(), said.end(), [](const auto* words) { return !words->empty(); });
}

std::optional<run::Plan> Choice::plan() const {
  const Library library = load(sources);
  for (const Error& error : library.errors) bad_input(error.text());
  if (!library.errors.empty()) return std::nullopt;
  const Result<run::Selection> chosen = selection();
  Result<run::Plan> plan = chosen ? run::make_plan(library.scenarios, *chosen) : chosen.error();
  if (!plan) {
    bad_input((listed.empty() ? plan.error() : with_line(plan.error(), listed)).text());
    return std::nullopt;
  }
  if (!sources.files.empty()) plan->suite_ids.clear();  // single files are not the suite
  return std::move(*plan);
}

void add_floors(CLI::App& verb, run::Floors& floors) {
  verb.add_option("--min-ran", floors.ran_min, "Exit code 5 if fewer cases ran")
      ->check(from_zero())
      ->capture_default_str();
  verb.add_option("--max-unsupported", floors.unsupported_max,
                  "Exit code 5 if more cases are unsupported")
      ->check(from_zero());
}

}  // namespace deadair::cli
