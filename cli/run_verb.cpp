// deadair run: plays a selection of scenarios at a client, judges, reports.
#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <iostream>
#include <memory>
#include <optional>
#include <string>

#include "cli/adapters.h"
#include "cli/homeserver.h"
#include "cli/known_failures.h"
#include "cli/run_arguments.h"
#include "cli/run_report.h"
#include "cli/shard_choice.h"
#include "cli/signals.h"
#include "cli/verbs.h"
#include "harness/client/black_box.h"
#include "harness/msc3888/dialect.h"
#include "harness/run/exit_code.h"
#include "harness/run/run.h"
#include "harness/run/schedule.h"
#include "reports/folder.h"
#include "reports/terminal.h"

namespace deadair::cli {
namespace {

// Everything that one round of a run needs.
struct Session {
  const run::Plan& plan;
  const RunArguments& arguments;
  const std::vector<std::string>& problems;  // of the file of known failures
  const mock::Homeservers& homeservers;
  Clock& clock;
  SignalWatch& signals;
};

std::string command_line(const Invocation& invocation) {
  std::string line = "deadair";
  for (const std::string& word : invocation.own) line += " " + shell_word(word);
  if (!invocation.adapter.empty()) line += " --";
  for (const std::string& word : invocation.adapter) line += " " + shell_word(word);
  return line;
}

// Names the process, and waits for a person who is there.
void announce_process(int process) {
  std::cerr << "deadair: the adapter is process " << process << "; attach with: gdb -p " << process
            << "\n";
  if (::isatty(STDIN_FILENO) != 1) return;
  std::cerr << "deadair: press Enter to go on " << std::flush;
  std::string line;
  std::getline(std::cin, line);
}

// How to list the failures that nobody knew.
void tell_update(const RunArguments& arguments) {
  fmt::print("to list the new failures: deadair expect update {} --results {} --link URL\n",
             shell_word(arguments.expect), shell_word(arguments.report.folder));
}

// A client that does not read every dialect plays only those members of families whose turn falls
// on one that it reads: it is told how to play them all.
void tell_dialects(const run::Plan& plan, const json::Value& hello) {
  const json::Value* declared = hello.find("dialects");
  if (plan.out_of_turn == 0 || declared == nullptr) return;
  if (declared->items().size() >= msc3888::all_dialects.size()) return;
  std::string words;
  for (const json::Value& dialect : declared->items()) words += " --dialect " + dialect.text();
  fmt::print("the client does not read every dialect: add{} to play each member of a family\n",
             words);
}

int play_round(const Session& session) {
  const RunArguments& arguments = session.arguments;
  reports::Terminal terminal(std::cout,
                             reports::terminal_options(fileno(stdout), arguments.report.folder));
  if (const std::string note = sample_note(session.plan); !note.empty())
    std::cout << "deadair: the plan has " << note << "\n";
  RunReport report(session.plan, arguments.run, arguments.report, terminal);
  run::Run run(session.plan, arguments.run, session.homeservers.stages(), session.clock);
  const std::int64_t began_ms = session.clock.now_ms();
  bool unlisted = false;
  json::Value hello;
  session.signals.stop_with([&run] { run.stop(); });
  run::RunOutcome outcome = run.play([&](const run::Finished& finished) {
    unlisted = unlisted || (finished.verdict.kind == judge::Kind::fail &&
                            finished.known.standing == run::Standing::unlisted);
    report.add(finished);
    if (hello.find("dialects") == nullptr) hello = finished.hello;
  });
  session.signals.forget();
  if (!session.problems.empty())
    outcome.exit_code = run::worse_of(outcome.exit_code, run::ExitCode::unexpected);
  const Status written = report.finish(session.clock.now_ms() - began_ms, session.problems);
  if (!written) {
    std::cerr << "deadair: " << written.error().text() << "\n";
    outcome.exit_code = run::worse_of(outcome.exit_code, run::ExitCode::bad_input);
  }
  tell_dialects(session.plan, hello);
  if (unlisted && arguments.run.known != nullptr) tell_update(arguments);
  const int signal = session.signals.received();
  if (signal != 0) return 128 + signal;
  for (const std::string& sentence : outcome.missed_floors)
    std::cerr << "deadair: " << sentence << "\n";
  return static_cast<int>(outcome.exit_code);
}

int play(const Session& session) {
  const Result<reports::FolderLock> lock =
      reports::FolderLock::take(session.arguments.report.folder);
  if (!lock) return bad_input(lock.error().text());
  for (int round = 1;; ++round) {
    if (session.arguments.until_fail) fmt::print("round {}\n", round);
    std::fflush(stdout);
    if (const Status folder = reports::prepare_folder(session.arguments.report.folder); !folder)
      return bad_input(folder.error().text());
    const int code = play_round(session);
    if (!session.arguments.until_fail || code != 0 || round == session.arguments.rounds_max)
      return code;
  }
}

std::vector<std::string> problems_of(const RunArguments& arguments, const run::Plan& plan) {
  std::vector<std::string> problems;
  if (arguments.run.known == nullptr) return problems;
  for (const Error& one : arguments.run.known->problems(plan.suite_ids, arguments.run.today))
    problems.push_back(one.text());
  return problems;
}

// Plays at adapters that connect.
int play_attached(RunArguments& arguments, const Session& session) {
  Result<std::unique_ptr<client::AttachPoint>> opened =
      open_attach_point(arguments.attach, session.clock);
  if (!opened) return bad_input(opened.error().text());
  client::AttachPoint& point = **opened;
  session.signals.stop_with([&point] { point.stop_waiting(); });
  const Status here = wait_for_adapters(point, arguments.attach, arguments.run.jobs, session.clock);
  session.signals.forget();
  if (const int signal = session.signals.received(); signal != 0) return 128 + signal;
  if (!here) {
    std::cerr << "deadair: " << here.error().text() << "\n";
    return static_cast<int>(run::ExitCode::adapter_fault);
  }
  arguments.run.source = &point;
  return play(session);
}

// Plays at a command without an adapter.
int play_black_box(RunArguments& arguments, const Session& session) {
  Result<std::vector<std::string>> command = client::split_command(arguments.black_box);
  if (!command) return bad_input(command.error().text());
  if (const Status known = client::check_placeholders(*command); !known)
    return bad_input(known.error().text());
  client::BlackBoxSource source(std::move(*command), arguments.run.limits);
  arguments.run.source = &source;
  return play(session);
}

// Where adapters come from must be said, and once.
Status check_adapter(const RunArguments& arguments, const Invocation& invocation) {
  const int ways = (arguments.attach.at.empty() ? 0 : 1) + (arguments.black_box.empty() ? 0 : 1) +
                   (invocation.adapter.empty() ? 0 : 1);
  if (ways == 1) return Done{};
  if (ways == 0)
    return Error{"run.adapter", "run",
                 "name the adapter behind --, as in: deadair run -- ./my-adapter"};
  return Error{"run.adapter", "run",
               "adapters are started (behind --), or attach (--attach), or there is none "
               "(--black-box)"};
}

int run_suite(RunArguments arguments, const Invocation& invocation) {
  if (const Status said = check_adapter(arguments, invocation); !said)
    return bad_input(said.error().text());
  const Result<ShardChoice> part = choose_shard(arguments.shard, environment_variable);
  if (!part) return bad_input(part.error().text());
  arguments.settle(invocation.adapter, *part);
  arguments.report.command_line = command_line(invocation);
  if (arguments.debug) arguments.run.on_started = announce_process;
  std::optional<run::KnownFailures> known;
  if (!arguments.expect.empty()) {
    Result<run::KnownFailures> read = read_known_failures(arguments.expect);
    if (!read) return bad_input(read.error().text());
    arguments.run.known = &known.emplace(std::move(*read));
    arguments.run.today = today();
  }
  const std::optional<run::Plan> plan = arguments.choice.plan();
  if (!plan) return static_cast<int>(run::ExitCode::bad_input);
  if (plan->cases.empty()) {
    bad_input("the selection holds no case");
    return static_cast<int>(run::ExitCode::too_little_ran);
  }
  if (!part->status_file.empty()) {
    if (const Status touched = touch(part->status_file); !touched)
      return bad_input(touched.error().text());
  }
  arguments.run.schedule =
      run::schedule(*plan, part->shard.value_or(Shard()), arguments.shuffle_seed);
  const std::vector<std::string> problems = problems_of(arguments, *plan);
  AuthorityFile authority;
  SignalWatch signals([&authority] { authority.remove(); });
  const AdapterKeeping keeping;
  if (const Status trusted = arguments.server.prepare_tls(authority); !trusted)
    return bad_input(trusted.error().text());
  SystemClock clock;
  const std::optional<mock::Homeservers> homeservers =
      start_homeservers(arguments.server, arguments.run.cores, clock);
  if (!homeservers) return static_cast<int>(run::ExitCode::bad_input);
  const Session session{*plan, arguments, problems, *homeservers, clock, signals};
  if (!arguments.attach.at.empty()) return play_attached(arguments, session);
  return arguments.black_box.empty() ? play(session) : play_black_box(arguments, session);
}

}  // namespace

void add_run(CLI::App& app, Invocation& invocation) {
  CLI::App* const verb =
      app.add_subcommand("run", "Runs scenarios against a client and writes a report");
  const auto arguments = std::make_shared<RunArguments>();
  arguments->add_to(*verb);
  verb->callback([&invocation, arguments] {
    invocation.chosen = [&invocation, arguments] { return run_suite(*arguments, invocation); };
  });
}

}  // namespace deadair::cli
