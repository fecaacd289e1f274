// The verbs of deadair: each adds its command to the command line and says what to do when it was
// chosen.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <vector>

#include "cli/library.h"
#include "harness/run/floors.h"
#include "harness/run/plan.h"

namespace deadair::cli {

// What was said on the command line.
struct Invocation {
  std::vector<std::string> own;      // what stood before "--", from the verb on
  std::vector<std::string> adapter;  // what stood behind it
  std::function<int()> chosen;       // runs the verb; returns the exit code
};

void add_selftest(CLI::App& app, Invocation& invocation);
void add_run(CLI::App& app, Invocation& invocation);
void add_list(CLI::App& app, Invocation& invocation);
void add_show(CLI::App& app, Invocation& invocation);
void add_check(CLI::App& app, Invocation& invocation);
void add_serve(CLI::App& app, Invocation& invocation);
void add_report(CLI::App& app, Invocation& invocation);
void add_compare(CLI::App& app, Invocation& invocation);
void add_merge(CLI::App& app, Invocation& invocation);
void add_judge(CLI::App& app, Invocation& invocation);
void add_adapter(CLI::App& app, Invocation& invocation);
void add_expect(CLI::App& app, Invocation& invocation);
void add_from_fuzz(CLI::App& app, Invocation& invocation);
void add_to_corpus(CLI::App& app, Invocation& invocation);
void add_core(CLI::App& app, Invocation& invocation);
void add_docs(CLI::App& app, Invocation& invocation);

// The options that choose scenarios, shared by run and list.
struct Choice {
  Sources sources;
  std::vector<std::string> names, ids, tags, clauses, wild, dialects, levels, excluded;
  bool turns = false;          // the members of a family take turns in the dialects
  bool every_dialect = false;  // they do not
  std::string listed;          // a file of ids and globs; empty: none
  std::string failed_in;       // an earlier run, of which only what did not pass; empty: none

  void add_to(CLI::App& verb);
  // For verbs that play or list cases for a person: members take turns, but with --every-dialect.
  void add_turns(CLI::App& verb);
  // Whether anything was said that leaves out some of the scenarios.
  [[nodiscard]] bool narrows() const;
  // Loads, reports every wrong file on standard error, and plans. Nothing if something was wrong.
  // Where only single files are loaded, the plan does not know the ids of the suite.
  [[nodiscard]] std::optional<run::Plan> plan() const;

 private:
  [[nodiscard]] Result<run::Selection> selection() const;
};

// The options that say how much must run, shared by run and merge.
void add_floors(CLI::App& verb, run::Floors& floors);

// Says what a plan holds only a part of (large families, dialects), and how many cases more there
// are; empty where it holds all.
[[nodiscard]] std::string sample_note(const run::Plan& plan);

// Prints "deadair: message" on standard error and returns exit code 2.
int bad_input(std::string_view message);

}  // namespace deadair::cli
