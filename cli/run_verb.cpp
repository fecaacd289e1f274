// deadair run: plays a selection of scenarios at a client, judges, reports.
#include <fmt/format.h>

#include <cstdio>
#include <iostream>
#include <memory>

#include "cli/adapters.h"
#include "cli/homeserver.h"
#include "cli/run_report.h"
#include "cli/signals.h"
#include "cli/verbs.h"
#include "harness/run/exit_code.h"
#include "harness/run/run.h"
#include "reports/folder.h"
#include "reports/terminal.h"

namespace deadair::cli {
namespace {

constexpr const char* examples =
    "Examples:\n"
    "  deadair run -- ./my-adapter                          everything, in all three dialects\n"
    "  deadair run order gaps --dialect element -- node adapter.js\n"
    "  deadair run --clause once --jobs 4 --out /tmp/report -- ./my-adapter\n"
    "  deadair run --file my.json --traces all -- ./my-adapter";

struct RunArguments {
  Choice choice;
  run::RunOptions run;
  ReportOptions report;
  double timeout_multiplier = 1;
  std::string address = loopback;
  std::string traces = "failed";
  bool no_timings = false;
};

void add_options(CLI::App& verb, RunArguments& arguments) {
  arguments.report.folder = "deadair-out";
  arguments.choice.add_to(verb);
  verb.add_option("--jobs,-j", arguments.run.jobs, "Adapters that run at the same time")
      ->check(CLI::Range(1, 64))
      ->capture_default_str();
  verb.add_option("--seed", arguments.run.seed,
                  "Chance of the whole run: the same seed, the same run")
      ->capture_default_str();
  verb.add_option("--out,-o", arguments.report.folder, "Folder of the report")
      ->capture_default_str();
  verb.add_flag("--no-timings", arguments.no_timings, "Leave out what differs between equal runs");
  verb.add_option("--timeout-multiplier", arguments.timeout_multiplier, "Scales every budget")
      ->check(CLI::Range(0.01, 1000.0))
      ->capture_default_str();
  verb.add_option("--traces", arguments.traces, "Which traces to keep: all, failed, none")
      ->check(CLI::IsMember({"all", "failed", "none"}))
      ->capture_default_str();
  verb.add_option("--max-fail", arguments.run.failures_max,
                  "Stop after so many failures (0: never)")
      ->check(CLI::NonNegativeNumber);
  verb.add_flag("--isolate", arguments.run.isolate, "A fresh adapter process for every case");
  verb.add_flag("--hide-scenario", arguments.run.hide_scenario,
                "Do not tell the adapter which scenario it plays");
  verb.add_option("--bind", arguments.address,
                  "Address of the mock homeserver; leave it on loopback unless you must")
      ->capture_default_str();
  verb.footer(examples);
}

Traces traces_named(const std::string& name) {
  if (name == "all") return Traces::all;
  return name == "none" ? Traces::none : Traces::failed;
}

std::string command_line(const Invocation& invocation) {
  std::string line = "deadair";
  for (const std::string& word : invocation.own) line += " " + shell_word(word);
  line += " --";
  for (const std::string& word : invocation.adapter) line += " " + shell_word(word);
  return line;
}

std::string again_prefix(const Choice& choice) {
  std::string words;
  if (!choice.sources.folder.empty()) words += " --scenarios " + shell_word(choice.sources.folder);
  for (const std::string& file : choice.sources.files) words += " --file " + shell_word(file);
  return words;
}

int play(const run::Plan& plan, const RunArguments& arguments, run::Stage& homeserver, Clock& clock,
         SignalWatch& signals) {
  reports::Terminal terminal(std::cout,
                             reports::terminal_options(fileno(stdout), arguments.report.folder));
  RunReport report(plan, arguments.run, arguments.report, terminal);
  run::Run run(plan, arguments.run, homeserver, clock);
  const std::int64_t began_ms = clock.now_ms();
  signals.stop_with([&run] { run.stop(); });
  run::RunOutcome outcome =
      run.play([&report](const run::Finished& finished) { report.add(finished); });
  signals.forget();
  const Status written = report.finish(clock.now_ms() - began_ms);
  if (!written) {
    std::cerr << "deadair: " << written.error().text() << "\n";
    outcome.exit_code = run::worse_of(outcome.exit_code, run::ExitCode::bad_input);
  }
  return signals.received() != 0 ? 128 + signals.received() : static_cast<int>(outcome.exit_code);
}

int run_suite(RunArguments arguments, const Invocation& invocation) {
  const std::vector<std::string>& adapter = invocation.adapter;
  if (adapter.empty())
    return bad_input("run: name the adapter behind --, as in: deadair run -- ./my-adapter");
  arguments.run.command = adapter;
  arguments.report.timings = !arguments.no_timings;
  arguments.report.command_line = command_line(invocation);
  arguments.report.traces = traces_named(arguments.traces);
  arguments.report.again_prefix = again_prefix(arguments.choice);
  arguments.run.budgets.call_ms = static_cast<std::int64_t>(
      static_cast<double>(arguments.run.budgets.call_ms) * arguments.timeout_multiplier);
  const std::optional<run::Plan> plan = arguments.choice.plan();
  if (!plan) return static_cast<int>(run::ExitCode::bad_input);
  if (plan->cases.empty()) {
    bad_input("the selection holds no case");
    return static_cast<int>(run::ExitCode::too_little_ran);
  }
  if (const Status folder = reports::prepare_folder(arguments.report.folder); !folder) {
    return bad_input(folder.error().text());
  }
  SignalWatch signals;
  const AdapterKeeping keeping;
  SystemClock clock;
  const std::unique_ptr<mock::Homeserver> homeserver =
      start_homeserver(arguments.address, 0, clock);
  if (homeserver == nullptr) return static_cast<int>(run::ExitCode::adapter_fault);
  return play(*plan, arguments, *homeserver, clock, signals);
}

}  // namespace

void add_run(CLI::App& app, Invocation& invocation) {
  CLI::App* const verb =
      app.add_subcommand("run", "Runs scenarios against a client and writes a report");
  const auto arguments = std::make_shared<RunArguments>();
  add_options(*verb, *arguments);
  verb->callback([&invocation, arguments] {
    invocation.chosen = [&invocation, arguments] { return run_suite(*arguments, invocation); };
  });
}

}  // namespace deadair::cli
