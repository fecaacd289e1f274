// The program deadair: splits off the adapter's command, reads the rest, runs the verb.
#include <sys/stat.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <iostream>
#include <string>
#include <system_error>

#include "cli/verbs.h"
#include "harness/run/exit_code.h"

namespace deadair::cli {
namespace {

constexpr const char* description =
    "deadair: conformance suite for clients that play Matrix voice broadcasts (MSC3888).\n"
    "A mock homeserver plays adversarial event orders and faults at a client and judges what it "
    "does.";

constexpr const char* examples =
    "Examples:\n"
    "  deadair run -- ./my-adapter                  the whole suite against a client\n"
    "  deadair run order gaps --jobs 2 -- ./my-adapter --quick\n"
    "  deadair run --id states.transitions --dialect element -- ./my-adapter\n"
    "  deadair list --clause once                   which scenarios test a clause\n"
    "  deadair show order.ended_three               what a scenario does and expects\n"
    "  deadair check my-scenarios/                  are these scenario files good?\n"
    "  deadair adapter new python my-adapter        a small adapter to begin with\n"
    "  deadair adapter check -- ./my-adapter        does the adapter keep the contract?\n"
    "  deadair run --expect known-failures.json -- ./my-adapter\n"
    "  deadair expect update known-failures.json --link https://tracker/17\n"
    "  deadair judge deadair-out/traces/X.jsonl     the verdict again, without the client\n"
    "  deadair report A B -o page.html              several runs on one page, clients side by "
    "side\n"
    "  deadair compare last-release deadair-out    what changed between two runs\n"
    "  deadair merge part1 part2 --out whole        shards of a run, joined\n"
    "  deadair serve basics.ended                   the server alone, for a client in your hand\n"
    "  deadair from-fuzz history crash-1 --shrink -- ./my-adapter   a finding as a scenario\n"
    "  deadair core -- ./my-core                    broadcast logic alone, without a server\n"
    "  deadair selftest                             can every scenario fail, for the right "
    "reason?\n"
    "\n"
    "Exit codes: 0 as expected, 1 unexpected outcome, 2 bad usage or file, 3 adapter or harness "
    "fault,\n"
    "            4 inconclusive, 5 too little ran, 128+n ended by signal n";

int run_program(int argc, char** argv) {
  // What stands behind "--" belongs to the adapter, whatever it looks like.
  Invocation invocation;
  int own = argc;
  for (int at = 1; at < argc; ++at) {
    if (std::string_view(argv[at]) != "--") continue;
    own = at;
    invocation.adapter.assign(argv + at + 1, argv + argc);
    break;
  }
  invocation.own.assign(argv + 1, argv + own);
  CLI::App app(description, "deadair");
  app.footer(examples);
  app.set_version_flag("--version", "deadair " DEADAIR_VERSION);
  app.require_subcommand(1);
  add_run(app, invocation);
  add_list(app, invocation);
  add_show(app, invocation);
  add_check(app, invocation);
  add_adapter(app, invocation);
  add_judge(app, invocation);
  add_report(app, invocation);
  add_expect(app, invocation);
  add_merge(app, invocation);
  add_compare(app, invocation);
  add_serve(app, invocation);
  add_selftest(app, invocation);
  add_from_fuzz(app, invocation);
  add_to_corpus(app, invocation);
  add_core(app, invocation);
  add_docs(app, invocation);
  try {
    app.parse(own, argv);
  } catch (const CLI::ParseError& problem) {
    const bool asked_for_help = problem.get_exit_code() == 0;
    app.exit(problem);
    return asked_for_help ? 0 : static_cast<int>(run::ExitCode::bad_input);
  }
  return invocation.chosen();
}

}  // namespace

// What was printed may still be on its way to a disk that is full. Whoever reads from a pipe may
// have read enough.
static int with_output_written(int code) {
  struct stat kind = {};
  const bool pipe =
      ::fstat(STDOUT_FILENO, &kind) == 0 && (S_ISFIFO(kind.st_mode) || S_ISSOCK(kind.st_mode));
  const bool written =
      std::cout.flush().good() && std::fflush(stdout) == 0 && std::ferror(stdout) == 0;
  if (written || pipe) return code;
  std::fprintf(stderr, "deadair: standard output could not be written\n");
  return code == 0 ? static_cast<int>(run::ExitCode::adapter_fault) : code;
}

}  // namespace deadair::cli

int main(int argc, char** argv) {
  try {
    return deadair::cli::with_output_written(deadair::cli::run_program(argc, argv));
  } catch (const std::system_error& problem) {
    // fmt's word for what could not be printed.
    std::fprintf(stderr, "deadair: %s\n", problem.what());
    return static_cast<int>(deadair::run::ExitCode::adapter_fault);
  } catch (const std::exception& problem) {
    // Only libraries throw; what gets here is a mistake of ours.
    std::fprintf(stderr, "deadair: internal error: %s\n", problem.what());
    return static_cast<int>(deadair::run::ExitCode::adapter_fault);
  }
}
