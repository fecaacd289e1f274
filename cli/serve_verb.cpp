// deadair serve: the mock homeserver alone, playing one scenario for a person with a client in
// hand.
#include <fmt/format.h>

#include <cstdio>
#include <iostream>
#include <memory>
#include <string>

#include "cli/homeserver.h"
#include "cli/verbs.h"
#include "harness/run/director.h"
#include "harness/run/exit_code.h"
#include "harness/run/step_words.h"

namespace deadair::cli {
namespace {

struct ServeArguments {
  Choice choice;
  std::uint64_t seed = 1;
  std::string address = loopback;
  int port = 0;
};

void print_cast(const run::Cast& cast) {
  fmt::print(
      "homeserver    {}\nuser          {}\npassword      {}\naccess token  {}\ndevice        "
      "{}\nroom          {}\n",
      cast.base_url, cast.user_id, cast.password, cast.access_token, cast.device_id, cast.room_id);
}

// Waits for Enter; false at the end of the input.
bool person_is_ready(std::string_view what) {
  fmt::print("{}  [Enter] ", what);
  std::fflush(stdout);
  std::string line;
  return static_cast<bool>(std::getline(std::cin, line));
}

// What the person does is asked for; what the server does is done after Enter.
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
    case StepKind::expect: return "look: " + json::write(step.source);
    case StepKind::emit:
    case StepKind::fault:
    case StepKind::release:
    case StepKind::redeliver:
    case StepKind::session: return "server: " + run::step_words(step);
  }
  return {};
}

int play_by_hand(const run::PlannedCase& planned, std::uint64_t seed, run::Stage& stage) {
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
  for (const scenario::Step& step : planned.scenario.steps) {
    if (!person_is_ready(instruction(step))) return 0;
    const Status done = play_step(step, **scene, director);
    if (!done) std::cerr << "deadair: " << done.error().text() << "\n";
  }
  fmt::print("expected:\n");
  if (const json::Value* expect = planned.scenario.source.find("expect"))
    fmt::print("{}\n", json::write_pretty(*expect));
  person_is_ready("the server stays until you press");
  return 0;
}

int serve(const ServeArguments& arguments) {
  const std::optional<run::Plan> plan = arguments.choice.plan();
  if (!plan) return static_cast<int>(run::ExitCode::bad_input);
  if (plan->cases.empty()) return bad_input("serve: the selection holds no case");
  SystemClock clock;
  const std::unique_ptr<mock::Homeserver> homeserver =
      start_homeserver(arguments.address, arguments.port, clock);
  if (homeserver == nullptr) return static_cast<int>(run::ExitCode::bad_input);
  return play_by_hand(plan->cases.front(), arguments.seed, *homeserver);
}

}  // namespace

void add_serve(CLI::App& app, Invocation& invocation) {
  CLI::App* const verb =
      app.add_subcommand("serve", "The mock homeserver alone, playing one scenario by hand");
  const auto arguments = std::make_shared<ServeArguments>();
  arguments->choice.add_to(*verb);
  verb->add_option("--seed", arguments->seed, "Decides names, tokens and IDs")
      ->capture_default_str();
  verb->add_option("--port", arguments->port, "Port to listen on; 0 picks a free one")
      ->check(CLI::Range(0, 65535));
  verb->add_option("--bind", arguments->address, "Address to listen on")->capture_default_str();
  verb->footer("Example:\n  deadair serve basics.ended --dialect element --port 8008");
  verb->callback(
      [&invocation, arguments] { invocation.chosen = [arguments] { return serve(*arguments); }; });
}

}  // namespace deadair::cli
