// deadair serve: the mock homeserver alone, playing one scenario for a person with a client in
// hand.
#include <fmt/format.h>

#include <iostream>
#include <memory>
#include <optional>
#include <string>

#include "cli/expectation_words.h"
#include "cli/homeserver.h"
#include "cli/numbers.h"
#include "cli/pace.h"
#include "cli/signals.h"
#include "cli/verbs.h"
#include "harness/run/director.h"
#include "harness/run/exit_code.h"
#include "harness/run/step_words.h"

namespace deadair::cli {
namespace {

struct ServeArguments {
  Choice choice;
  std::uint64_t seed = 1;
  ServerArguments server;
  int every_s = 0;  // 0: no timer
};

void print_cast(const run::Cast& cast) {
  fmt::print(
      "homeserver    {}\nuser          {}\npassword      {}\naccess token  {}\ndevice        "
      "{}\nroom          {}\n",
      cast.base_url, cast.user_id, cast.password, cast.access_token, cast.device_id, cast.room_id);
}

// What the person does is asked for; what the server does is done at the end of the wait.
Status play_step(const scenario::Step& step, run::Scene& scene, run::Director& director) {
  using scenario::StepKind;
  switch (step.kind) {
    case StepKind::emit:
      for (const scenario::Batch& batch : step.batches) {
        Result<std::vector<run::RoomEvent>> events = director.stage_batch(batch);
        if (!events) return events.error();
        scene.publish(*events, step.via);
      }
      return Done{};
    case StepKind::fault: return scene.arm(step.fault);
    case StepKind::release: scene.release(); return Done{};
    case StepKind::redeliver: return scene.redeliver(director.id_of(step.label), step.via);
    case StepKind::session: return scene.end_session(step.verb);
    case StepKind::open:
    case StepKind::act:
    case StepKind::settle:
    case StepKind::advance:
    case StepKind::restart:
    case StepKind::expect: return Done{};
  }
  return Done{};
}

std::string instruction(const scenario::Step& step) {
  using scenario::StepKind;
  switch (step.kind) {
    case StepKind::open: return "you: log in";
    case StepKind::act: return "you: " + run::step_words(step);
    case StepKind::settle: return "you: wait until nothing changes any more";
    case StepKind::advance: return "you: wait for " + std::to_string(step.ms) + " ms";
    case StepKind::restart: return "you: restart the client, storage " + step.verb;
    case StepKind::expect: return "you: look, whether it is so";
    case StepKind::emit:
    case StepKind::fault:
    case StepKind::release:
    case StepKind::redeliver:
    case StepKind::session: return "server: " + run::step_words(step);
  }
  return {};
}

int play_by_hand(const run::PlannedCase& planned, const ServeArguments& arguments,
                 run::Stage& stage) {
  const std::uint64_t seed = arguments.seed;
  judge::TraceLog log;
  Result<std::unique_ptr<run::Scene>> scene = stage.open({planned.key(), seed}, log);
  if (!scene) {
    std::cerr << "deadair: " << scene.error().text() << "\n";
    return static_cast<int>(run::ExitCode::adapter_fault);
  }
  fmt::print("{}  ({})\n{}\n\n", planned.scenario.id, msc3888::name_of(planned.dialect),
             planned.scenario.title);
  print_cast((*scene)->cast());
  fmt::print("\n");
  run::Director director(**scene, planned.dialect, Random(seed).fork(planned.key()).fork("events"));
  Pace pace(arguments.every_s);
  for (const scenario::Step& step : planned.scenario.steps) {
    for (const scenario::Expectation& one : step.expect) fmt::print("{}", words_of(one));
    if (!pace.wait(instruction(step))) return 0;
    const Status done = play_step(step, **scene, director);
    if (!done) std::cerr << "deadair: " << done.error().text() << "\n";
  }
  for (const scenario::Expectation& one : planned.scenario.expect) fmt::print("{}", words_of(one));
  pace.stay("the server stays until you press");
  return 0;
}

// Ctrl-C ends the program as ever, only that the authority's file goes first.
void leave_nothing(SignalWatch& signals, AuthorityFile& authority) {
  signals.stop_with([&signals, &authority] {
    authority.remove();
    signals.die();
  });
}

int serve(ServeArguments arguments) {
  const std::optional<run::Plan> plan = arguments.choice.plan();
  if (!plan) return static_cast<int>(run::ExitCode::bad_input);
  if (plan->cases.empty()) return bad_input("serve: the selection holds no case");
  AuthorityFile authority;
  std::optional<SignalWatch> signals;
  if (arguments.server.tls) leave_nothing(signals.emplace(), authority);
  if (const Status trusted = arguments.server.prepare_tls(authority); !trusted)
    return bad_input(trusted.error().text());
  SystemClock clock;
  const std::unique_ptr<mock::Homeserver> homeserver = start_homeserver(arguments.server, clock);
  if (homeserver == nullptr) return static_cast<int>(run::ExitCode::bad_input);
  return play_by_hand(plan->cases.front(), arguments, *homeserver);
}

}  // namespace

void add_serve(CLI::App& app, Invocation& invocation) {
  CLI::App* const verb =
      app.add_subcommand("serve", "The mock homeserver alone, playing one scenario by hand");
  const auto arguments = std::make_shared<ServeArguments>();
  arguments->choice.add_to(*verb);
  verb->add_option("--seed", arguments->seed, "Decides names, tokens and IDs")
      ->check(from_zero())
      ->capture_default_str();
  arguments->server.add_to(*verb);
  verb->add_option("--every", arguments->every_s, "Seconds between the steps; 0 waits for Enter")
      ->check(CLI::Range(0, 3600));
  verb->footer(
      "Examples:\n  deadair serve basics.ended --dialect element --port 8008\n"
      "  deadair serve order.stop_between --every 10     a step every ten seconds");
  verb->callback(
      [&invocation, arguments] { invocation.chosen = [arguments] { return serve(*arguments); }; });
}

}  // namespace deadair::cli
