// The project's own scenario files: all of them read, expand and lint without a complaint.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "harness/msc3888/clauses.h"
#include "harness/scenario/fault_catalogue.h"
#include "harness/scenario/retired.h"
#include "harness/scenario/scenario.h"
#include "harness/scenario/vocabulary.h"

namespace deadair::scenario {
namespace {

std::vector<std::filesystem::path> scenario_files() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(DEADAIR_SCENARIO_FOLDER)) {
    if (entry.is_regular_file() && entry.path().extension() == ".json")
      files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

using Cited = std::set<std::string>;

void cite(Cited& cited, const std::vector<Expectation>& expectations) {
  for (const Expectation& expectation : expectations)
    cited.insert(expectation.clause + " " + std::string(name_of(expectation.level)));
}

TEST_CASE("every scenario file reads, expands and lints, and together they cite every clause") {
  std::set<std::string> ids;
  Cited cited;
  const std::filesystem::path list = std::filesystem::path(DEADAIR_SCENARIO_FOLDER) / "retired.txt";
  const Result<RetiredIds> retired = read_retired(list.string(), text_of(list));
  REQUIRE_MESSAGE(retired.ok(), list.string());
  for (const std::filesystem::path& path : scenario_files()) {
    const Result<Scenario> scenario = read_scenario(path.string(), text_of(path));
    CHECK_MESSAGE(scenario.ok(), (scenario.ok() ? "" : scenario.error().text()));
    if (!scenario.ok()) continue;
    for (const Error& error : lint(*scenario)) CHECK_MESSAGE(false, error.text());
    CHECK_MESSAGE(check_retired(*retired, *scenario).ok(), scenario->id, " was retired");
    CHECK_MESSAGE(scenario->id.ends_with("." + path.stem().string()), path.string(),
                  " is not named as its id ends: ", scenario->id);
    const Result<std::vector<Case>> cases = expand(*scenario);
    REQUIRE(cases.ok());
    for (const Case& made : *cases) {
      CHECK_MESSAGE(ids.insert(made.id).second, made.id, " stands twice");
      cite(cited, made.expect);
      for (const Step& step : made.steps) cite(cited, step.expect);
    }
  }
  for (const msc3888::Clause& clause : msc3888::clauses()) {
    const std::string wanted = std::string(clause.id) + " " + std::string(name_of(clause.level));
    CHECK_MESSAGE(cited.contains(wanted), "no scenario cites ", wanted);
  }
}

TEST_CASE("the page about scenario files names every word that they may use") {
  const std::string page =
      text_of(std::filesystem::path(DEADAIR_DOCS_FOLDER) / "scenario-format.md");
  REQUIRE_FALSE(page.empty());
  const auto is_named = [&page](std::string_view word) {
    const std::string name(word);
    const bool named = page.find("`" + name + "`") != std::string::npos ||
                       page.find("\"" + name + "\"") != std::string::npos;
    CHECK_MESSAGE(named, name, " is not on the page");
  };
  for (const Words words : {act_verbs(), restart_words(), session_words(), checks(), routes(),
                            media_oddities(), memberships()}) {
    for (const std::string_view word : words) is_named(word);
  }
  for (const FaultInfo& fault : fault_catalogue()) {
    is_named(fault.name);
    for (const OptionInfo& option : fault.options) is_named(option.name);
  }
}

}  // namespace
}  // namespace deadair::scenario
