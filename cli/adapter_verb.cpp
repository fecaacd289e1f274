// deadair adapter check: is an adapter wired right, before anything is called a failure of its
// client?
#include <fmt/format.h>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <thread>

#include "cli/adapter_new_verb.h"
#include "cli/adapters.h"
#include "cli/attach.h"
#include "cli/authority_file.h"
#include "cli/homeserver.h"
#include "cli/signals.h"
#include "cli/verbs.h"
#include "harness/client/probes.h"
#include "harness/run/case_runner.h"
#include "harness/run/director.h"
#include "harness/run/exit_code.h"
#include "harness/run/storage.h"
#include "harness/scenario/shorthand.h"
#include "reports/text.h"

namespace deadair::cli {
namespace {

constexpr std::uint64_t probe_seed = 1;
// How long a download that `act` has set off may take to come in.
constexpr std::int64_t coming_ms = 1000;

// Lets go what a scene holds back: after a while, unless it is told before that it need not.
class TimedRelease {
 public:
  TimedRelease(run::Scene& scene, std::int64_t after_ms)
      : thread_([this, &scene, after_ms] {
          std::unique_lock<std::mutex> lock(mutex_);
          const std::chrono::milliseconds longest(after_ms);
          released_ = !stopped_.wait_for(lock, longest, [this] { return stop_; });
          if (released_) scene.release();
        }) {}
  ~TimedRelease() { static_cast<void>(stop()); }
  TimedRelease(const TimedRelease&) = delete;
  TimedRelease& operator=(const TimedRelease&) = delete;

  // Whether it had let go before.
  bool stop() {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      stop_ = true;
    }
    stopped_.notify_one();
    if (thread_.joinable()) thread_.join();
    return released_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable stopped_;
  bool stop_ = false;
  bool released_ = false;
  std::thread thread_;  // last: it uses all of the above
};

// Waits until the scene holds an answer back.
bool wait_for_held(run::Scene& scene, std::int64_t budget_ms, Clock& clock) {
  const std::int64_t deadline_ms = clock.now_ms() + budget_ms;
  while (scene.held() == 0) {
    const std::int64_t left_ms = deadline_ms - clock.now_ms();
    if (left_ms <= 0) return false;
    scene.wait_for_change(scene.rest(), left_ms);
  }
  return true;
}

// Rooms for the probes on the mock homeserver. The newest room is the one that is waited for; the
// ones before stay, since a probe may hold two.
class ProbeRooms final : public client::ProbeStage {
 public:
  ProbeRooms(run::Stage& stage, Clock& clock) : stage_(stage), clock_(clock) {}

  Result<client::ProbeRoom> open_room(std::string_view dialect_name) override {
    const std::string key = "probe " + std::to_string(rooms_.size());
    auto room = std::make_unique<Room>();
    Result<std::unique_ptr<run::Scene>> scene = stage_.open({key, probe_seed}, room->log);
    if (!scene) return scene.error();
    room->scene = std::move(*scene);
    const msc3888::Dialect dialect =
        msc3888::dialect_named(dialect_name).value_or(msc3888::Dialect::stable);
    run::Director director(*room->scene, dialect, Random(probe_seed).fork(key));
    scenario::Labels labels;
    const Result<std::vector<scenario::Batch>> batches =
        scenario::parse_shorthand("S c1 c2 X(2)", labels);
    if (!batches) return batches.error();
    for (const scenario::Batch& batch : *batches) {
      Result<std::vector<run::RoomEvent>> events = director.stage_batch(batch);
      if (!events) return events.error();
      room->scene->publish(*events, scenario::Via::sync);
    }
    client::ProbeRoom made;
    made.open_params = run::open_params(room->scene->cast(), "probe", probe_seed, "listener",
                                        dialect, room->storage.path());
    made.started_id = director.id_of("S");
    made.chunk_ids = {director.id_of("c1"), director.id_of("c2")};
    rooms_.push_back(std::move(room));
    return made;
  }

  Result<std::string> wait_for_rest(std::int64_t budget_ms) override {
    run::Scene& scene = *rooms_.back()->scene;
    const run::Rest rest = scene.wait_for_rest(budget_ms);
    if (rest == run::Rest::resting) return scene.acknowledged();
    return Error{"probe.rest", "",
                 fmt::format("the client is {}: a poll with the newest token and no other request "
                             "open was waited for",
                             run::name_of(rest))};
  }

  Result<client::HeldDownload> hold_download(std::int64_t hold_ms, const std::function<void()>& act,
                                             const std::function<void()>& settle) override {
    run::Scene& scene = *rooms_.back()->scene;
    const Status armed = scene.arm(json::Value::object({{"fault", "hold"}, {"on", "media"}}));
    if (!armed) return armed.error();
    TimedRelease during_act(scene, hold_ms);
    act();
    if (during_act.stop()) return client::HeldDownload::act_waited;
    if (!wait_for_held(scene, coming_ms, clock_)) return client::HeldDownload::none;
    TimedRelease during_settle(scene, hold_ms);
    settle();
    if (during_settle.stop()) return client::HeldDownload::settle_waited;
    scene.release();
    return client::HeldDownload::not_waited;
  }

 private:
  struct Room {
    judge::TraceLog log;
    run::Storage storage;
    std::unique_ptr<run::Scene> scene;  // below the log, which it writes to
  };
  run::Stage& stage_;
  Clock& clock_;
  std::vector<std::unique_ptr<Room>> rooms_;
};

void print_report(const client::ProbeReport& report) {
  fmt::print("{:<8} {:<28} {}\n", client::name_of(report.outcome), report.id, report.sentence);
  if (!report.detail.empty()) fmt::print("         {}\n", reports::visible(report.detail));
}

// Where the adapter comes from is said once, and the probes are known. Error adapter.check.
Status check_words(const client::ProbePlan& plan, const AttachArguments& attach) {
  const auto wrong = [](std::string message) {
    return Error{"adapter.check", "", std::move(message)};
  };
  if (plan.command.empty() && attach.at.empty())
    return wrong("name the adapter behind --, as in: deadair adapter check -- ./my-adapter");
  if (!plan.command.empty() && !attach.at.empty())
    return wrong("an adapter is started (behind --) or attaches (--attach)");
  std::set<std::string, std::less<>> known;
  for (const client::ProbeReport& probe : client::list_probes()) known.insert(probe.id);
  for (const std::string& one : plan.only) {
    if (!known.contains(one)) return wrong("no probe is called " + one + "; see --list");
  }
  return Done{};
}

// Waits for an adapter to attach, where one does, and lets the plan have those that do.
Status await_adapter(client::ProbePlan& plan, const AttachArguments& arguments,
                     SignalWatch& signals, Clock& clock,
                     std::unique_ptr<client::AttachPoint>& point) {
  if (arguments.at.empty()) return Done{};
  Result<std::unique_ptr<client::AttachPoint>> opened = open_attach_point(arguments, clock);
  if (!opened) return opened.error();
  point = std::move(*opened);
  signals.stop_with([&point] { point->stop_waiting(); });
  plan.source = point.get();
  Status here = wait_for_adapters(*point, arguments, 1, clock);
  signals.forget();
  return here;
}

int check_adapter(client::ProbePlan& plan, const AttachArguments& arguments,
                  ServerArguments server) {
  if (const Status words = check_words(plan, arguments); !words)
    return bad_input("adapter check: " + words.error().message);
  AuthorityFile authority;
  SignalWatch signals([&authority] { authority.remove(); });
  const AdapterKeeping keeping;
  if (const Status trusted = server.prepare_tls(authority); !trusted)
    return bad_input(trusted.error().text());
  SystemClock clock;
  const std::unique_ptr<mock::Homeserver> homeserver = start_homeserver(server, clock);
  if (homeserver == nullptr) return static_cast<int>(run::ExitCode::bad_input);
  std::unique_ptr<client::AttachPoint> point;
  const Status here = await_adapter(plan, arguments, signals, clock, point);
  if (const int signal = signals.received(); signal != 0) return 128 + signal;
  if (!here) {
    std::cerr << "deadair: " << here.error().text() << "\n";
    return static_cast<int>(point == nullptr ? run::ExitCode::bad_input
                                             : run::ExitCode::adapter_fault);
  }
  ProbeRooms rooms(*homeserver, clock);
  client::ProcessSet processes;
  plan.processes = &processes;
  signals.stop_with([&processes, &homeserver, &point] {
    processes.stop();
    if (point != nullptr) point->cut();
    homeserver->stop_waiting();
  });
  std::map<client::ProbeOutcome, int> counts;
  for (const client::ProbeReport& report : client::run_probes(plan, rooms, clock, print_report))
    ++counts[report.outcome];
  signals.forget();
  using enum client::ProbeOutcome;
  fmt::print("{} ok, {} failed, {} skipped\n", counts[ok], counts[failed], counts[skipped]);
  if (const int signal = signals.received(); signal != 0) {
    fmt::print("interrupted: the other probes were not run\n");
    return 128 + signal;
  }
  return static_cast<int>(counts[failed] > 0 ? run::ExitCode::adapter_fault
                                             : run::ExitCode::as_expected);
}

}  // namespace

void add_adapter(CLI::App& app, Invocation& invocation) {
  CLI::App* const noun = app.add_subcommand("adapter", "Begins an adapter, or checks one");
  noun->require_subcommand(1);
  add_adapter_new(*noun, invocation);
  CLI::App* const verb = noun->add_subcommand("check", "Does an adapter keep the contract?");
  const auto plan = std::make_shared<client::ProbePlan>();
  const auto attach = std::make_shared<AttachArguments>();
  const auto server = std::make_shared<ServerArguments>();
  const auto only = std::make_shared<std::vector<std::string>>();
  const auto list = std::make_shared<bool>(false);
  plan->runner_version = DEADAIR_VERSION;
  verb->add_option("probes", *only, "Only these probes; nothing: all");
  verb->add_option("--budget-ms", plan->budget_ms, "Budget of each call and each wait")
      ->capture_default_str();
  attach->add_to(*verb,
                 "Start no adapter: wait here, at ADDRESS:PORT, for one that attaches, again for\n"
                 "each probe");
  server->add_to(*verb);
  verb->add_flag("--list", *list, "Lists the probes");
  verb->footer(
      "Examples:\n"
      "  deadair adapter check -- ./my-adapter\n"
      "  deadair adapter check --tls -- ./my-adapter         for a client that takes nothing else\n"
      "  deadair adapter check --attach 127.0.0.1:4455       one on a phone or in a browser");
  verb->callback([&invocation, plan, attach, server, only, list] {
    invocation.chosen = [&invocation, plan, attach, server, only, list] {
      if (*list) {
        for (const client::ProbeReport& probe : client::list_probes())
          fmt::print("{:<28} {}\n", probe.id, probe.sentence);
        return 0;
      }
      plan->command = invocation.adapter;
      plan->only = {only->begin(), only->end()};
      return check_adapter(*plan, *attach, *server);
    };
  });
}

}  // namespace deadair::cli
