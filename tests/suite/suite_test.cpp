// The suite proves itself: the reference passes, every faulty variant of it is failed for the right
// reason.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "cli/library.h"
#include "harness/run/run.h"
#include "mock_homeserver/homeserver.h"

namespace deadair {
namespace {

struct CloseProgram {
  void operator()(std::FILE* output) const { ::pclose(output); }
};

// What a program of ours prints.
std::vector<std::string> lines_of(const std::string& command) {
  const std::unique_ptr<std::FILE, CloseProgram> output(::popen(command.c_str(), "r"));
  REQUIRE(output != nullptr);
  std::vector<std::string> lines;
  std::array<char, 512> line{};
  while (std::fgets(line.data(), line.size(), output.get()) != nullptr)
    lines.emplace_back(line.data());
  return lines;
}

// "name   What it does. (clause)"
struct Mutant {
  std::string name;
  std::string clause;
};

std::vector<Mutant> mutants() {
  std::vector<Mutant> all;
  for (const std::string& line : lines_of(DEADAIR_REFERENCE " --list-mutants")) {
    const std::size_t open = line.rfind('(');
    const std::size_t close = line.rfind(')');
    REQUIRE(open != std::string::npos);
    REQUIRE(close != std::string::npos);
    all.push_back({line.substr(0, line.find(' ')), line.substr(open + 1, close - open - 1)});
  }
  return all;
}

std::vector<run::Finished> play(const run::Selection& selection,
                                const std::vector<std::string>& command) {
  const cli::Library library = cli::load({.folder = DEADAIR_SCENARIO_FOLDER, .files = {}});
  REQUIRE(library.errors.empty());
  const Result<run::Plan> plan = run::make_plan(library.scenarios, selection);
  REQUIRE_MESSAGE(plan.ok(), plan.error().text());
  REQUIRE_FALSE(plan->cases.empty());
  SystemClock clock;
  Result<std::unique_ptr<mock::Homeserver>> homeserver = mock::Homeserver::start({}, clock);
  REQUIRE_MESSAGE(homeserver.ok(), homeserver.error().text());
  run::RunOptions options;
  options.command = command;
  options.jobs = 2;
  run::Run run(*plan, options, **homeserver, clock);
  std::vector<run::Finished> finished;
  const run::RunOutcome outcome =
      run.play([&](const run::Finished& one) { finished.push_back(one); });
  CHECK(outcome.complete);
  return finished;
}

bool cites(const judge::Finding& finding, const std::string& clause) {
  return std::find(finding.clauses.begin(), finding.clauses.end(), clause) != finding.clauses.end();
}

TEST_CASE("the reference passes every scenario in every dialect") {
  const std::vector<run::Finished> finished = play({}, {DEADAIR_REFERENCE});
  CHECK(finished.size() >= 180);
  for (const run::Finished& one : finished) {
    const judge::Finding& worst = one.verdict.worst;
    CHECK_MESSAGE(one.verdict.kind == judge::Kind::pass,
                  one.trace.entries.front().body.string_at("id"), " ", worst.code, ": expected ",
                  worst.expected, ", got ", worst.got);
  }
}

TEST_CASE("every faulty variant is failed by a scenario that cites its clause") {
  const std::vector<Mutant> all = mutants();
  CHECK(all.size() >= 10);
  for (const Mutant& mutant : all) {
    DOCTEST_SUBCASE(mutant.name.c_str()) {
      const std::vector<run::Finished> finished =
          play({.clauses = {mutant.clause}}, {DEADAIR_REFERENCE, "--mutant", mutant.name});
      const auto caught =
          std::count_if(finished.begin(), finished.end(), [&](const run::Finished& one) {
            return one.verdict.kind == judge::Kind::fail &&
                   one.verdict.worst.level != msc3888::Level::open &&
                   cites(one.verdict.worst, mutant.clause);
          });
      CHECK_MESSAGE(caught > 0, mutant.name, " is failed by no scenario that cites ",
                    mutant.clause);
      const auto broken = std::count_if(
          finished.begin(), finished.end(),
          [](const run::Finished& one) { return one.verdict.kind == judge::Kind::broken; });
      CHECK(broken == 0);
    }
  }
}

}  // namespace
}  // namespace deadair
