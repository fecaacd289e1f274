// deadair list, deadair show: what is in the suite.
#include <fmt/format.h>

#include <cstdio>
#include <memory>
#include <set>

#include "cli/expectation_words.h"
#include "cli/verbs.h"
#include "harness/msc3888/clauses.h"
#include "harness/run/exit_code.h"
#include "harness/run/step_words.h"

namespace deadair::cli {
namespace {

using json::Value;

std::string joined(const std::vector<std::string>& words) {
  return fmt::format("{}", fmt::join(words, ", "));
}

Value strings(const std::vector<std::string>& words) {
  Value list = Value::array();
  for (const std::string& word : words) list.push(word);
  return list;
}

void print_case(const run::PlannedCase& one, bool as_json) {
  const scenario::Case& about = one.scenario;
  if (as_json) {
    const Value line = Value::object({{"id", about.id},
                                      {"dialect", msc3888::name_of(one.dialect)},
                                      {"level", msc3888::name_of(one.level())},
                                      {"clauses", strings(about.clauses)},
                                      {"wild", strings(about.wild)},
                                      {"tags", strings(about.tags)},
                                      {"needs", strings(about.needs)},
                                      {"title", about.title}});
    fmt::print("{}\n", json::write(line));
    return;
  }
  fmt::print("{:<58} {:<9} {:<7} {}\n", about.id, msc3888::name_of(one.dialect),
             msc3888::name_of(one.level()), joined(about.clauses));
}

void print_step(std::size_t number, const scenario::Step& step) {
  if (step.kind == scenario::StepKind::expect) {
    for (const scenario::Expectation& one : step.expect) fmt::print("{}", words_of(one));
    return;
  }
  fmt::print("  step {:<3} {}\n", number, run::step_words(step));
}

void show(const scenario::Case& one) {
  fmt::print("{}\n  {}\n", one.id, one.title);
  for (const std::string& id : one.clauses) {
    if (const msc3888::Clause* clause = msc3888::find_clause(id)) {
      fmt::print("  clause   {} ({}): {}\n", clause->id, msc3888::name_of(clause->level),
                 clause->ruling);
    }
  }
  if (!one.wild.empty()) fmt::print("  wild     {}\n", joined(one.wild));
  if (!one.needs.empty()) fmt::print("  needs    {}\n", joined(one.needs));
  for (std::size_t at = 0; at < one.steps.size(); ++at) print_step(at, one.steps[at]);
  for (const scenario::Expectation& expectation : one.expect)
    fmt::print("{}", words_of(expectation));
}

}  // namespace

void add_list(CLI::App& app, Invocation& invocation) {
  CLI::App* const verb = app.add_subcommand("list", "Lists the cases that a selection comes to");
  const auto choice = std::make_shared<Choice>();
  const auto as_json = std::make_shared<bool>(false);
  choice->add_to(*verb);
  choice->add_turns(*verb);
  verb->add_flag("--json", *as_json, "One JSON object a line");
  verb->callback([&invocation, choice, as_json] {
    invocation.chosen = [choice, as_json] {
      const std::optional<run::Plan> plan = choice->plan();
      if (!plan) return static_cast<int>(run::ExitCode::bad_input);
      for (const run::PlannedCase& one : plan->cases) print_case(one, *as_json);
      if (!*as_json) {
        const std::string note = sample_note(*plan);
        fmt::print("{} cases{}{}\n", plan->cases.size(), note.empty() ? "" : ", ", note);
      }
      return static_cast<int>(plan->cases.empty() ? run::ExitCode::too_little_ran
                                                  : run::ExitCode::as_expected);
    };
  });
}

void add_show(CLI::App& app, Invocation& invocation) {
  CLI::App* const verb = app.add_subcommand("show", "Shows what scenarios do, expect and cite");
  const auto choice = std::make_shared<Choice>();
  choice->add_to(*verb);
  verb->callback([&invocation, choice] {
    invocation.chosen = [choice] {
      if (choice->names.empty() && choice->ids.empty() && choice->sources.files.empty())
        return bad_input("show: name a scenario; see deadair list");
      const std::optional<run::Plan> plan = choice->plan();
      if (!plan) return static_cast<int>(run::ExitCode::bad_input);
      std::set<std::string> shown;
      for (const run::PlannedCase& one : plan->cases) {
        if (shown.insert(one.scenario.id).second) show(one.scenario);
      }
      return static_cast<int>(run::ExitCode::as_expected);
    };
  });
}

}  // namespace deadair::cli
