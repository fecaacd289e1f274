// The options of deadair run, and what follows from them.
#include "cli/run_arguments.h"

#include <fmt/format.h>

#include "cli/numbers.h"
#include "harness/base/cores.h"

namespace deadair::cli {
namespace {

constexpr const char* examples =
    "Examples:\n"
    "  deadair run -- ./my-adapter                          the whole suite\n"
    "  deadair run order gaps --dialect element -- node adapter.js\n"
    "  deadair run --clause once --jobs 4 --out /tmp/report -- ./my-adapter\n"
    "  deadair run --failed-in deadair-out --out again -- ./my-adapter   what failed, once more\n"
    "  deadair run --expect known-failures.json -- ./my-adapter   in CI: red only for news\n"
    "  deadair run --shard 2/5 --out part2 -- ./my-adapter   a fifth; see deadair merge\n"
    "  deadair run --id order.stop_between --debug -- ./my-adapter   with a debugger\n"
    "  deadair run --file my.json --traces all -- ./my-adapter\n"
    "  deadair run --attach 127.0.0.1:4455                  a client on a phone or in a browser\n"
    "  deadair run --black-box './my-client {base_url} {access_token}'   without an adapter\n"
    "Without --shard, GTEST_TOTAL_SHARDS, TEST_TOTAL_SHARDS and JOB_COMPLETIONS are asked\n"
    "(docs/selection.md).";

constexpr std::int64_t a_day_ms = std::int64_t{24} * 60 * 60 * 1000;

void add_limits(CLI::App& verb, RunArguments& arguments) {
  run::RunOptions& run = arguments.run;
  verb.add_option("--max-fail", run.failures_max,
                  "Stop after so many unexpected failures (0: never)")
      ->check(from_zero());
  verb.add_option("--max-broken", run.broken_max,
                  "Stop after so many cases in which adapter or deadair was at fault (0: never)")
      ->check(from_zero());
  verb.add_option("--min-ran", arguments.ran_min,
                  "Exit code 5 if fewer cases ran (default: 1, of a shard 0)")
      ->check(from_zero());
  verb.add_option("--max-unsupported", run.floors.unsupported_max,
                  "Exit code 5 if more cases are unsupported")
      ->check(from_zero());
  verb.add_option("--timeout-multiplier", arguments.timeout_multiplier, "Scales every budget")
      ->check(scale())
      ->capture_default_str();
}

// How often, in which order, in which processes.
void add_manner(CLI::App& verb, RunArguments& arguments) {
  verb.add_option("--jobs,-j", arguments.run.jobs, "Adapters that run at the same time")
      ->check(CLI::Range(1, 64))
      ->capture_default_str();
  verb.add_flag("--spread", arguments.spread,
                "Let jobs run on any core. Else, with a job for each core, a job and its\n"
                "adapter keep to one, which is faster");
  verb.add_option("--seed", arguments.run.seed,
                  "Chance of the whole run: the same seed, the same run")
      ->check(from_zero())
      ->capture_default_str();
  verb.add_option("--shard", arguments.shard, "Only this part of the cases: 2/5");
  verb.add_option("--repeat", arguments.repeat,
                  "Play every case so often; one that differs is flaky, exit code 4")
      ->check(CLI::Range(1, 1000000));
  verb.add_flag(
      "--until-fail", arguments.until_fail,
      "Play everything again until it does not come out as expected, at most --repeat times");
  verb.add_option("--shuffle", arguments.shuffle_seed,
                  "Play in another order, made by this seed; the results are the same")
      ->check(from_zero());
  verb.add_flag("--isolate", arguments.run.isolate, "A fresh adapter process for every case");
  verb.add_flag("--debug", arguments.debug,
                "For a debugger: one job, no budgets, the adapter's process is named");
  verb.add_flag("--hide-scenario", arguments.run.hide_scenario,
                "Do not tell the adapter which scenario it plays");
}

void add_places(CLI::App& verb, RunArguments& arguments) {
  arguments.server.add_to(verb);
  arguments.attach.add_to(
      verb, "Start no adapter: wait here, at ADDRESS:PORT, for --jobs of them to connect");
  verb.add_option("--black-box", arguments.black_box,
                  "Start this command in place of an adapter, with {base_url}, {user_id},\n"
                  "{access_token}, {device_id}, {password}, {room_id}, {broadcast} filled in;\n"
                  "judged by what the server sees and by how it ends");
}

Traces traces_named(const std::string& name) {
  if (name == "all") return Traces::all;
  return name == "none" ? Traces::none : Traces::failed;
}

std::string again_prefix(const Choice& choice) {
  std::string words;
  if (!choice.sources.folder.empty()) words += " --scenarios " + shell_word(choice.sources.folder);
  for (const std::string& file : choice.sources.files) words += " --file " + shell_word(file);
  return words;
}

}  // namespace

void RunArguments::add_to(CLI::App& verb) {
  report.folder = "deadair-out";
  choice.add_to(verb);
  choice.add_turns(verb);
  add_manner(verb, *this);
  add_limits(verb, *this);
  verb.add_option("--expect", expect,
                  "File of known failures: these count as expected, and must not pass");
  verb.add_option("--out,-o", report.folder, "Folder of the report")->capture_default_str();
  verb.add_flag("--no-timings", no_timings, "Leave out what differs between equal runs");
  verb.add_option("--traces", traces, "Which traces to keep: all, failed, none")
      ->check(CLI::IsMember({"all", "failed", "none"}))
      ->capture_default_str();
  verb.add_option("--traces-mib-max", report.traces_mib_max,
                  "MiB that all kept traces may take together; those beyond it are counted")
      ->check(CLI::Range(0, 1 << 20))
      ->capture_default_str();
  add_places(verb, *this);
  verb.footer(examples);
}

void RunArguments::settle(const std::vector<std::string>& adapter, const ShardChoice& part) {
  run.command = adapter;
  run.budgets.call_ms =
      static_cast<std::int64_t>(static_cast<double>(run.budgets.call_ms) * timeout_multiplier);
  if (debug) {
    run.budgets.call_ms = a_day_ms;
    run.jobs = 1;
  }
  if (until_fail) {
    rounds_max = repeat.value_or(0);
  } else {
    run.repeats = repeat.value_or(1);
  }
  if (!spread && attach.at.empty()) run.cores = cores_for(static_cast<std::size_t>(run.jobs));
  // A part may well be empty; what the whole must come to is merge's to say.
  // Of a black box most that is expected cannot be told, and a good one passes few cases or none.
  run.floors.ran_min = ran_min.value_or(part.shard || !black_box.empty() ? 0 : 1);
  report.shard = part.shard;
  report.timings = !no_timings;
  report.traces = traces_named(traces);
  report.again_prefix = again_prefix(choice);
  report.server = server.again();
  report.again_prefix += report.server;
  if (!attach.at.empty()) report.again_prefix += " --attach " + shell_word(attach.at);
  if (!black_box.empty()) report.again_prefix += " --black-box " + shell_word(black_box);
  if (run.isolate) report.again_prefix += " --isolate";
  if (run.hide_scenario) report.again_prefix += " --hide-scenario";
  if (timeout_multiplier != 1)
    report.again_prefix += fmt::format(" --timeout-multiplier {}", timeout_multiplier);
  // What passes has a trace in such a run alone.
  if (report.traces == Traces::all) report.again_prefix += " --traces all";
  if (run.repeats > 1) report.again_prefix += " --repeat " + std::to_string(run.repeats);
}

}  // namespace deadair::cli
