// deadair selftest: can every scenario fail, and does it fail for the right reason?
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>

#include "cli/adapters.h"
#include "cli/selftest.h"
#include "cli/selftest_report.h"
#include "cli/signals.h"
#include "cli/verbs.h"
#include "harness/base/file.h"
#include "harness/run/exit_code.h"

namespace deadair::cli {
namespace {

constexpr const char* examples =
    "Plays the suite at clients that do nothing, at the reference client, and at each of its\n"
    "faulty variants. Exit code 1 if a scenario fails no variant, a variant is failed by no\n"
    "scenario for the right reason, a client that does nothing passes anything, or the reference\n"
    "does not pass everything, always, in any order.\n\n"
    "Examples:\n"
    "  deadair selftest                          the proof: known killers, and a search for those "
    "not known\n"
    "  deadair selftest --all                    each variant plays its whole sample: the full "
    "matrix\n"
    "  deadair selftest gaps.live_hole           which variants do these scenarios fail?\n"
    "  deadair selftest --mutant arrival_order   which scenarios fail this variant?\n"
    "  deadair selftest --only-killers           the known killers only: a minute\n"
    "  deadair selftest --write gaps.live_hole   writes down a killer of these scenarios\n"
    "  deadair selftest --write --mutant arrival_order order   one of this variant\n"
    "  deadair selftest --repeats 20 --write     also writes docs/kill-matrix.md and the killers";

struct SelftestArguments {
  Choice choice;
  SelftestOptions options;
  std::string programs;
  std::string killers_file = "scenarios/killers.txt";
  std::string unproved_file = "scenarios/unproved.txt";
  std::string page_file = "docs/kill-matrix.md";
  bool write = false;
  bool only_killers = false;
  bool all = false;
};

// Where this program lies, and the others beside it.
std::string own_folder() {
  std::error_code problem;
  const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", problem);
  return problem ? "." : self.parent_path().string();
}

void add_options(CLI::App& verb, SelftestArguments& arguments) {
  SelftestOptions& options = arguments.options;
  arguments.choice.add_to(verb);
  verb.add_option("--jobs,-j", options.jobs, "Clients that play at the same time")
      ->check(CLI::Range(1, 64))
      ->capture_default_str();
  verb.add_option("--repeats", options.repeats,
                  "How often the reference plays: all, then every member in one dialect, shuffled")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  verb.add_option("--members", options.members_max,
                  "Members of a family that one variant plays (0: all)")
      ->capture_default_str();
  verb.add_option("--mutant", options.variants, "Only this faulty variant; more than once: these")
      ->allow_extra_args(false);
  verb.add_flag("--only-killers", arguments.only_killers,
                "At each variant only the cases that are known to fail it; searches for no others");
  verb.add_flag("--all", arguments.all,
                "At each variant all of its sample; so it is with --write, or with a selection");
  verb.add_option("--killers", arguments.killers_file, "The file of known killers")
      ->capture_default_str();
  verb.add_option("--unproved", arguments.unproved_file,
                  "Scenarios and variants that are known to be unproved; they must still be")
      ->capture_default_str();
  verb.add_flag("--write", arguments.write, "Write the file of known killers and the page");
  verb.add_option("--page", arguments.page_file, "The page that --write writes")
      ->capture_default_str();
  verb.add_option("--programs", arguments.programs,
                  "Folder of deadair-reference and deadair-null; nothing: that of deadair");
  verb.footer(examples);
}

// A selection adds killers of its scenarios, or of its variants, to what is known; the page tells
// of the whole.
Status write_all(const SelftestArguments& arguments, const SelftestReport& report) {
  std::vector<run::Killer> killers;
  const auto add = [&](const std::vector<run::Killer>& more) {
    killers.insert(killers.end(), more.begin(), more.end());
  };
  const bool all = report.all_scenarios && report.all_variants;
  if (report.all_variants) add(report.matrix.scenario_killers());
  if (all || !report.all_variants) add(report.matrix.variant_killers());
  if (!all) add(arguments.options.killers);
  Status written = write_file(arguments.killers_file, run::write_killers(std::move(killers)));
  if (!written || !all) return written;
  return write_file(arguments.page_file, selftest_page(report));
}

// A killer that is not in the plan any more proves nothing, and the file does not say so by itself.
std::vector<std::string> stale_killers(const run::Plan& plan,
                                       const std::vector<run::Killer>& killers) {
  std::vector<std::string> stale;
  for (const run::Killer& killer : killers) {
    const bool planned =
        std::any_of(plan.cases.begin(), plan.cases.end(),
                    [&](const run::PlannedCase& one) { return one.key() == killer.case_key; });
    if (!planned) stale.push_back("a known killer is not in the suite: " + killer.case_key);
  }
  return stale;
}

Result<SelftestReport> play(Selftest& selftest, bool all_scenarios, bool all_variants) {
  Result<std::vector<NobodyOutcome>> nobody = std::vector<NobodyOutcome>();
  Result<ReferenceOutcome> reference = ReferenceOutcome();
  if (all_variants) {
    fmt::print(stderr, "selftest: clients that do nothing\n");
    nobody = selftest.play_nobody();
    if (!nobody) return nobody.error();
    fmt::print(stderr, "selftest: the reference\n");
    reference = selftest.play_reference();
    if (!reference) return reference.error();
  }
  fmt::print(stderr, "selftest: its faulty variants\n");
  Result<run::KillMatrix> matrix = selftest.play_variants();
  if (!matrix) return matrix.error();
  return SelftestReport{*std::move(nobody), *std::move(reference), *std::move(matrix),
                        all_scenarios,      all_variants,          {}};
}

int prove(SelftestArguments arguments) {
  const std::optional<run::Plan> plan = arguments.choice.plan();
  if (!plan) return static_cast<int>(run::ExitCode::bad_input);
  const std::string folder = arguments.programs.empty() ? own_folder() : arguments.programs;
  arguments.options.reference = folder + "/deadair-reference";
  arguments.options.nobody = folder + "/deadair-null";
  const Result<std::string> killers_text = read_file(arguments.killers_file);
  if (!killers_text && arguments.only_killers) return bad_input(killers_text.error().text());
  const Result<std::vector<run::Killer>> killers =
      run::read_killers(killers_text ? *killers_text : std::string());
  if (!killers) return bad_input(killers.error().text());
  arguments.options.killers = *killers;
  arguments.options.on_progress = [](std::size_t done, std::size_t of) {
    if (done % 10 == 0 || done == of) fmt::print(stderr, "selftest: {} of {}\n", done, of);
  };
  const bool all_scenarios = !arguments.choice.narrows();
  const bool all_variants = arguments.options.variants.empty();
  const bool whole = arguments.all || arguments.write || !all_scenarios || !all_variants;
  arguments.options.search = arguments.only_killers ? Search::nothing
                             : whole                ? Search::everything
                                                    : Search::unproved;

  SignalWatch signals;
  const AdapterKeeping keeping;
  SystemClock clock;
  Selftest selftest(*plan, arguments.options, clock);
  signals.stop_with([&selftest] { selftest.stop(); });
  Result<SelftestReport> report = play(selftest, all_scenarios, all_variants);
  signals.forget();
  if (signals.received() != 0) return 128 + signals.received();
  if (!report) {
    const int code = bad_input(report.error().text());
    return report.error().code == "selftest.variants"
               ? code
               : static_cast<int>(run::ExitCode::adapter_fault);
  }
  if (const Result<std::string> text = read_file(arguments.unproved_file))
    report->unproved = read_unproved(*text);
  fmt::print("{}", selftest_text(*report));
  std::vector<std::string> wrong = complaints(*report);
  if (all_scenarios && all_variants && !arguments.write) {
    for (const std::string& line : stale_killers(*plan, *killers)) {
      fmt::print("WRONG {}\n", line);
      wrong.push_back(line);
    }
  }
  if (arguments.write) {
    if (const Status written = write_all(arguments, *report); !written) {
      return bad_input(written.error().text());
    }
  }
  return static_cast<int>(wrong.empty() ? run::ExitCode::as_expected : run::ExitCode::unexpected);
}

}  // namespace

void add_selftest(CLI::App& app, Invocation& invocation) {
  CLI::App* const verb =
      app.add_subcommand("selftest", "Proves that every scenario can fail, for the right reason");
  const auto arguments = std::make_shared<SelftestArguments>();
  add_options(*verb, *arguments);
  verb->callback(
      [&invocation, arguments] { invocation.chosen = [arguments] { return prove(*arguments); }; });
}

}  // namespace deadair::cli
