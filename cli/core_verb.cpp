// deadair core: a client's broadcast logic behind an adapter at depth core, fuzzed and judged.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <sstream>

#include "cli/adapters.h"
#include "cli/numbers.h"
#include "cli/signals.h"
#include "cli/verbs.h"
#include "harness/base/file.h"
#include "harness/run/exit_code.h"
#include "harness/told/core_hunt.h"
#include "harness/told/history_text.h"
#include "harness/told/seeds.h"
#include "reports/text.h"

namespace deadair::cli {
namespace {

constexpr std::int64_t call_ms = 10000;

constexpr const char* examples =
    "Tells the program histories of a room by the contract's method `feed`, without a homeserver, "
    "and\n"
    "holds what `observe` shows at the end against the judge's model: the scenarios' histories "
    "first,\n"
    "then mutations of them. For parsers and reassemblers in languages that cannot link\n"
    "include/deadair/byo.h; docs/byo.md. What is found is made as small as it can be.\n\n"
    "Examples:\n"
    "  deadair core -- ./my-core                         2000 histories\n"
    "  deadair core --histories 100000 --seed 7 -- ./my-core\n"
    "  deadair core --out finding -- ./my-core           keeps the smallest\n"
    "  deadair core --input finding -- ./my-core         that one once more\n"
    "  deadair from-fuzz byo_history finding -o found.json   a scenario for the whole client\n\n"
    "Exit codes: 0 nothing found, 1 found, 2 bad usage or file, 3 adapter or deadair at fault,\n"
    "            128+n ended by signal n";

struct CoreArguments {
  std::string input_path, out;
  told::CoreHuntOptions hunt;
  double patience = 1;
};

constexpr int found_code = static_cast<int>(run::ExitCode::unexpected);
constexpr int fault_code = static_cast<int>(run::ExitCode::adapter_fault);

int fault(const std::string& text) {
  fmt::print(stderr, "deadair: {}\n", reports::visible(text));
  return fault_code;
}

// The last lines, as the report of a run has them.
void show_stderr(const std::string& text) {
  constexpr std::size_t bytes_max = 2000;
  if (text.empty()) return;
  std::istringstream end(text.substr(text.size() - std::min(text.size(), bytes_max)));
  for (std::string line; std::getline(end, line);) {
    fmt::print("core: stderr: {}\n", reports::visible(line));
  }
}

// The histories of the suite in the dialects that the client reads.
std::optional<std::vector<std::string>> seeds_for(const client::Hello& hello) {
  const std::optional<run::Plan> plan = Choice().plan();
  if (!plan) return std::nullopt;
  told::Seeds seeds;
  for (const run::PlannedCase& planned : plan->cases) {
    if (hello.dialects.contains(msc3888::name_of(planned.dialect))) {
      seeds.add(planned.scenario, planned.dialect);
    }
  }
  std::vector<std::string> texts;
  for (const told::Seed& seed : seeds.all()) {
    if (seed.target == "byo_history") texts.push_back(seed.text);
  }
  return texts;
}

int tell_file(const CoreArguments& arguments, told::CoreClient& client) {
  const Result<std::string> input = read_file(arguments.input_path);
  if (!input) return bad_input(input.error().text());
  const Result<told::CoreAnswer> answer = told::tell_text(client, *input, arguments.hunt.seed);
  if (!answer) return bad_input(arguments.input_path + ": " + answer.error().text());
  show_stderr(answer->stderr_text);
  if (answer->kind == told::CoreAnswer::Kind::fault) return fault(answer->text);
  const bool is_found = answer->kind == told::CoreAnswer::Kind::finding;
  fmt::print("core: {}\n",
             is_found ? reports::visible(answer->text) : "the model allows what it shows");
  return is_found ? found_code : 0;
}

int tell_found(const CoreArguments& arguments, const told::CoreFound& found) {
  fmt::print("core: after {} histories: {}\n", found.told, reports::visible(found.text));
  show_stderr(found.stderr_text);
  fmt::print("core: smallest, after {} tries: {}\n", found.tries,
             told::read_history_text(found.smallest).events);
  if (arguments.out.empty()) return found_code;
  if (const Status written = write_file(arguments.out, found.smallest); !written)
    return bad_input(written.error().text());
  fmt::print("core: again: deadair core --input {} -- …\n", arguments.out);
  return found_code;
}

// A fault has its history too, where one was told: it may be the client's doing that the adapter
// cannot say what it shows.
int tell_fault(const CoreArguments& arguments, const told::CoreFound& found) {
  show_stderr(found.stderr_text);
  if (found.input.empty()) return fault(found.text);
  fmt::print("core: after {} histories, at {}\n", found.told,
             told::read_history_text(found.input).events);
  const Status written =
      arguments.out.empty() ? Status(Done{}) : write_file(arguments.out, found.input);
  if (!written) return bad_input(written.error().text());
  return fault(found.text);
}

int hunt(const CoreArguments& arguments, told::CoreClient& client, SignalWatch& signals) {
  const std::optional<std::vector<std::string>> seeds = seeds_for(client.hello());
  if (!seeds) return static_cast<int>(run::ExitCode::bad_input);
  if (seeds->empty()) {
    return fault("hello names no dialect that is known; there are stable, unstable and element");
  }
  fmt::print("core: {} {}, seed {}\n", reports::visible(client.hello().name),
             reports::visible(client.hello().version), arguments.hunt.seed);
  told::CoreHuntOptions options = arguments.hunt;
  options.is_stopped = [&signals] { return signals.received() != 0; };
  const told::CoreFound found = told::hunt(client, *seeds, options);
  switch (found.kind) {
    case told::CoreFound::Kind::finding: return tell_found(arguments, found);
    case told::CoreFound::Kind::fault: return tell_fault(arguments, found);
    case told::CoreFound::Kind::stopped: return 128 + signals.received();
    case told::CoreFound::Kind::nothing: break;
  }
  fmt::print("core: {} histories, nothing found\n", found.told);
  return 0;
}

int core(const CoreArguments& arguments, const std::vector<std::string>& command) {
  if (command.empty())
    return bad_input("core: name the program behind --, as in: deadair core -- ./my-core");
  SignalWatch signals;
  const AdapterKeeping keeping;
  SystemClock clock;
  told::CoreClient client(
      command, static_cast<std::int64_t>(static_cast<double>(call_ms) * arguments.patience),
      DEADAIR_VERSION, clock);
  if (const Status started = client.start(); !started) return fault(started.error().text());
  if (!arguments.input_path.empty()) return tell_file(arguments, client);
  return hunt(arguments, client, signals);
}

}  // namespace

void add_core(CLI::App& app, Invocation& invocation) {
  CLI::App* const verb =
      app.add_subcommand("core", "Fuzzes broadcast logic behind an adapter at depth core");
  const auto arguments = std::make_shared<CoreArguments>();
  verb->add_option("--histories", arguments->hunt.histories, "How many to tell")
      ->check(CLI::Range(std::size_t{1}, std::size_t{1000000000}))
      ->capture_default_str();
  verb->add_option("--seed", arguments->hunt.seed, "The same seed tells the same histories")
      ->check(from_zero())
      ->capture_default_str();
  verb->add_option("--input", arguments->input_path, "Tells this history only");
  verb->add_option("--out,-o", arguments->out, "Writes the smallest history that fails");
  verb->add_option("--tries", arguments->hunt.shrink_tries_max,
                   "Histories at most to make it small")
      ->capture_default_str();
  verb->add_option("--timeout-multiplier", arguments->patience, "Scales every budget")
      ->check(scale())
      ->capture_default_str();
  verb->footer(examples);
  verb->callback([&invocation, arguments] {
    invocation.chosen = [&invocation, arguments] { return core(*arguments, invocation.adapter); };
  });
}

}  // namespace deadair::cli
