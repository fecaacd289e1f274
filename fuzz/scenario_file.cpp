// Property: whatever a scenario file says, it is read or refused with a code
// and a place; each of its cases, written as a trace keeps it, is read back as
// the same case; and linting it ends.
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/target.h"
#include "harness/base/check.h"
#include "harness/scenario/scenario.h"

namespace deadair::fuzz {
namespace {

constexpr std::string_view path = "scenarios/a/b.json";

// A code that can be looked up, a place in the file, and words.
void check_error(const Error& error, std::string_view codes) {
  DEADAIR_CHECK(error.code.starts_with(codes), error.code + " " + error.text());
  DEADAIR_CHECK(error.place.starts_with(path), error.text());
  DEADAIR_CHECK(!error.message.empty(), error.code);
}

}  // namespace

Outcome run_one(std::string_view input) {
  const Result<scenario::Scenario> read =
      scenario::read_scenario(std::string(path), std::string(input));
  if (!read) {
    check_error(read.error(), "scenario.");
    return Outcome::rejected;
  }
  const Result<std::vector<scenario::Case>> cases = scenario::expand(*read);
  if (!cases) {
    check_error(cases.error(), "scenario.");
    return Outcome::rejected;
  }
  for (const scenario::Case& test : *cases) {
    const Result<scenario::Case> again = scenario::read_case(test.source);
    DEADAIR_CHECK(again.ok(), again.error().text() + " in " + json::write(test.source));
    DEADAIR_CHECK(*again == test, json::write(test.source));
  }
  for (const Error& finding : scenario::lint(*read)) check_error(finding, "lint.");
  return Outcome::accepted;
}

}  // namespace deadair::fuzz
