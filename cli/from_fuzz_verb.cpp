// deadair from-fuzz: a finding of a fuzz target becomes a scenario file.
#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>

#include "cli/adapters.h"
#include "cli/homeserver.h"
#include "cli/numbers.h"
#include "cli/replay.h"
#include "cli/signals.h"
#include "cli/verbs.h"
#include "harness/base/file.h"
#include "harness/base/random.h"
#include "harness/run/exit_code.h"
#include "harness/scenario/shorthand.h"
#include "harness/scenario/vocabulary.h"
#include "harness/told/finding.h"
#include "harness/told/scenario_text.h"
#include "harness/told/shrink.h"
#include "reports/text.h"

namespace deadair::cli {
namespace {

// A scenario's id begins with its folder, where that has a name of which ids are made.
std::string theme_of(const std::string& out) {
  const auto path = std::filesystem::path(out).lexically_normal();
  std::string folder = path.parent_path().filename().string();
  return scenario::can_be_theme(folder) ? folder : "found";
}

constexpr const char* examples =
    "Writes what a fuzz target found as a scenario in the shorthand, which any client can be "
    "played\n"
    "by deadair run --file. With an adapter the scenario is played at it; with --shrink whatever\n"
    "its failure does not need is taken out, event by event, for as long as it fails with the "
    "same\n"
    "code. Ctrl-C keeps the smallest so far.\n\n"
    "Examples:\n"
    "  deadair from-fuzz history crash-1f3a -o found.json        as it is\n"
    "  deadair from-fuzz history crash-1f3a -o found.json --shrink -- ./my-adapter\n"
    "  deadair from-fuzz playlist crash-77 --shrink --code heard.hole -- ./my-adapter\n"
    "  deadair run --file found.json -- ./my-adapter             and from now on\n\n"
    "Exit codes: 0 written (and fails at the client, if one is named), 1 written, but the client\n"
    "            passes it, 2 bad usage or file, 3 adapter or deadair at fault, 4 it fails at "
    "times,\n"
    "            128+n ended by signal n";

struct FromFuzzArguments {
  std::string target, input_path, out, id, code;
  std::string listening;  // empty: either, whichever fails
  bool shrinks = false;
  std::size_t tries_max = 2000;
  double patience = 1;
};

using told::History;
using told::Listening;

// One finding on its way to a file.
class FromFuzz {
 public:
  FromFuzz(const FromFuzzArguments& arguments, std::string input, History history)
      : arguments_(arguments), input_(std::move(input)), history_(std::move(history)) {
    events_before_ = told::count_events(history_);
  }

  int write_as_it_is() { return write(ways().front(), {}); }

  int replay(const std::vector<std::string>& adapter) {
    SignalWatch signals;
    const AdapterKeeping keeping;
    SystemClock clock;
    const std::unique_ptr<mock::Homeserver> homeserver = start_homeserver({}, clock);
    if (homeserver == nullptr) return static_cast<int>(run::ExitCode::adapter_fault);
    Replay replay(adapter, arguments_.patience, *homeserver, clock);
    signals.stop_with([&replay] { replay.stop(); });
    const int code = replay_with(replay);
    signals.forget();
    return signals.received() != 0 ? 128 + signals.received() : code;
  }

 private:
  // How the listener may listen, the way to begin with first.
  [[nodiscard]] std::vector<Listening> ways() const {
    if (arguments_.listening == "early") return {Listening::early};
    if (arguments_.listening == "afterwards") return {Listening::afterwards};
    return {Listening::afterwards, Listening::early};
  }

  [[nodiscard]] Result<told::ScenarioText> text(const History& history, Listening listening,
                                                const std::vector<std::string>& more) const {
    told::Origin origin;
    const std::string name = std::filesystem::path(arguments_.input_path).filename().string();
    const std::string hash = fmt::format("{:08x}", stable_hash(input_) & 0xffffffffU);
    origin.id = arguments_.id.empty()
                    ? theme_of(arguments_.out) + "." + arguments_.target + "_" + hash
                    : arguments_.id;
    origin.title = "what fuzzing of " + arguments_.target + " found: " + told::summary(history);
    origin.comment = {
        fmt::format("Found by the fuzz target {}: the input {} of {} bytes, {} events.",
                    arguments_.target, name, input_.size(), events_before_)};
    if (history.dialect != msc3888::Dialect::stable) {
      origin.comment.push_back(
          fmt::format("It was found in the dialect {}.", msc3888::name_of(history.dialect)));
    }
    origin.comment.insert(origin.comment.end(), more.begin(), more.end());
    return told::write_scenario(history, listening, origin);
  }

  int write(Listening listening, const std::vector<std::string>& more) const {
    const Result<told::ScenarioText> file = text(history_, listening, more);
    if (!file) return bad_input(arguments_.input_path + ": " + file.error().text());
    if (arguments_.out.empty()) {
      fmt::print("{}", file->text);
      return 0;
    }
    if (const Status written = write_file(arguments_.out, file->text); !written)
      return bad_input(written.error().text());
    fmt::print(stderr, "from-fuzz: {} emits {} events\n", arguments_.out, file->events);
    return 0;
  }

  [[nodiscard]] bool is_wanted(const judge::Verdict& verdict) const {
    if (verdict.kind != judge::Kind::fail) return false;
    return arguments_.code.empty() || verdict.worst.code == arguments_.code;
  }

  [[nodiscard]] Result<judge::Verdict> play(Replay& replay, const History& history,
                                            Listening listening) const {
    const Result<told::ScenarioText> file = text(history, listening, {});
    if (!file) return file.error();
    return replay.play(file->text, history.dialect);
  }

  int replay_with(Replay& replay) {
    Result<judge::Verdict> verdict = judge::Verdict();
    Listening listening = ways().front();
    for (const Listening way : ways()) {
      verdict = play(replay, history_, listening = way);
      if (!verdict || is_wanted(*verdict) || verdict->kind == judge::Kind::broken) break;
    }
    if (!verdict && replay.is_stopped()) return write(listening, {});
    if (!verdict) return bad_input(arguments_.input_path + ": " + verdict.error().text());
    if (verdict->kind == judge::Kind::broken) {
      const judge::Finding& worst = verdict->worst;
      fmt::print(stderr, "deadair: {}: expected {}, got {}\n", worst.code,
                 reports::visible(worst.expected), reports::visible(worst.got));
      return static_cast<int>(run::ExitCode::adapter_fault);
    }
    if (!is_wanted(*verdict)) return write_passed(replay, *verdict);
    const std::string code = verdict->worst.code;
    fmt::print(stderr, "from-fuzz: {} events fail with {}\n", events_before_, code);
    std::string how = fmt::format("At {} it fails with {}", replay.client(), code);
    if (arguments_.shrinks) how += shrink(replay, listening, code);
    return write_failed(replay, listening, code, how);
  }

  int write_passed(const Replay& replay, const judge::Verdict& verdict) const {
    std::string what = "passes";
    auto outcome = run::ExitCode::unexpected;
    if (verdict.kind == judge::Kind::fail) what = "fails with " + verdict.worst.code;
    if (verdict.kind == judge::Kind::inconclusive) {
      what = "cannot be judged: " + verdict.worst.code;
      outcome = run::ExitCode::inconclusive;
    }
    if (verdict.kind == judge::Kind::unsupported) {
      what = "does not support it: " + verdict.worst.expected;
      outcome = run::ExitCode::too_little_ran;
    }
    const int code = write(ways().front(), {replay.client() + " " + what + "."});
    fmt::print(stderr, "from-fuzz: {} {} as it is; nothing to shrink\n",
               reports::visible(replay.client()), reports::visible(what));
    return code == 0 ? static_cast<int>(outcome) : code;
  }

  // What the scenario of it emits; one that cannot be written weighs more than any.
  [[nodiscard]] std::size_t weight(const History& history, Listening listening) const {
    const Result<told::ScenarioText> file = text(history, listening, {});
    return file ? file->events : scenario::events_max;
  }

  std::string shrink(Replay& replay, Listening listening, const std::string& code) {
    told::ShrinkOptions options;
    options.tries_max = arguments_.tries_max;
    options.is_stopped = [&] { return replay.is_stopped(); };
    options.weight = [&](const History& candidate) { return weight(candidate, listening); };
    options.on_smaller = [](const History& smaller, std::size_t tries) {
      fmt::print(stderr, "from-fuzz: after {} tries: {}\n", tries, told::summary(smaller));
    };
    const auto still_fails = [&](const History& candidate) {
      const Result<judge::Verdict> verdict = play(replay, candidate, listening);
      return verdict && verdict->kind == judge::Kind::fail && verdict->worst.code == code;
    };
    told::Shrunk shrunk = told::shrink(std::move(history_), still_fails, options);
    history_ = std::move(shrunk.history);
    return fmt::format("; {} events are left after {} tries{}", weight(history_, listening),
                       shrunk.tries, shrunk.is_complete ? "" : ", which were not all");
  }

  // The file as it is written is played once more: a client that fails at times has shrunk to
  // chance.
  int write_failed(Replay& replay, Listening listening, const std::string& code,
                   const std::string& how) const {
    const Result<judge::Verdict> again = play(replay, history_, listening);
    std::vector<std::string> comment = {how + "."};
    const bool is_certain = replay.is_stopped() || (again && again->kind == judge::Kind::fail &&
                                                    again->worst.code == code);
    if (again && is_certain) {
      comment.push_back("Expected: " + again->worst.expected + ".");
      comment.push_back("Got: " + again->worst.got + ".");
    }
    const int written = write(listening, comment);
    if (written != 0 || is_certain) return written;
    fmt::print(stderr, "from-fuzz: played once more it does not fail with {}\n", code);
    return static_cast<int>(run::ExitCode::inconclusive);
  }

  const FromFuzzArguments& arguments_;
  std::string input_;
  History history_;
  std::size_t events_before_ = 0;
};

int from_fuzz(const FromFuzzArguments& arguments, const Invocation& invocation) {
  if (invocation.adapter.empty() && (arguments.shrinks || !arguments.code.empty()))
    return bad_input("from-fuzz: --shrink and --code need an adapter behind --");
  const Result<std::string> input = read_file(arguments.input_path);
  if (!input) return bad_input(input.error().text());
  Result<History> history = told::read_finding(arguments.target, *input);
  if (!history) {
    const Error& error = history.error();
    const std::string place = error.place.empty() ? "" : ":" + error.place;
    return bad_input(
        fmt::format("{}{}: {} ({})", arguments.input_path, place, error.message, error.code));
  }
  FromFuzz finding(arguments, *input, *std::move(history));
  return invocation.adapter.empty() ? finding.write_as_it_is() : finding.replay(invocation.adapter);
}

}  // namespace

void add_from_fuzz(CLI::App& app, Invocation& invocation) {
  CLI::App* const verb =
      app.add_subcommand("from-fuzz", "Makes a scenario of what a fuzz target found");
  const auto arguments = std::make_shared<FromFuzzArguments>();
  verb->add_option("target", arguments->target, "The fuzz target that found it")
      ->required()
      ->check(CLI::IsMember(told::finding_targets()));
  verb->add_option("input", arguments->input_path, "The input that it found")->required();
  verb->add_option("--out,-o", arguments->out, "The scenario file; nothing: standard output");
  verb->add_option("--id", arguments->id,
                   "Its id, THEME.NAME; nothing: the folder of --out (or found), and TARGET_ with "
                   "a hash of the input");
  verb->add_flag("--shrink", arguments->shrinks,
                 "Take out all that the client's failure does not need");
  verb->add_option("--code", arguments->code,
                   "The failure that is meant; nothing: whichever it is");
  verb->add_option(
          "--listen", arguments->listening,
          "When play is pressed: afterwards, when all was told, or early, as soon as there "
          "is a broadcast;\nnothing: afterwards, and early where the client passes that")
      ->check(CLI::IsMember({"afterwards", "early"}));
  verb->add_option("--tries", arguments->tries_max, "Replays at most")->capture_default_str();
  verb->add_option("--timeout-multiplier", arguments->patience, "Scales every budget")
      ->check(scale())
      ->capture_default_str();
  verb->footer(examples);
  verb->callback([&invocation, arguments] {
    invocation.chosen = [&invocation, arguments] { return from_fuzz(*arguments, invocation); };
  });
}

}  // namespace deadair::cli
