// Expectations in words.
#include "cli/expectation_words.h"

#include <fmt/format.h>

#include "harness/base/json.h"
#include "harness/msc3888/clauses.h"

namespace deadair::cli {

std::string words_of(const scenario::Expectation& expectation) {
  std::string words;
  for (const scenario::Check& check : expectation.checks) {
    std::string allowed;
    for (const scenario::Allowed& one : check.allowed) {
      allowed += allowed.empty() ? "" : " or ";
      allowed += json::write(one.is) + (one.label.empty() ? "" : " (" + one.label + ")");
    }
    words += fmt::format("  expect   {}: {} of {} is {}\n", msc3888::name_of(expectation.level),
                         check.name, expectation.broadcast, allowed);
  }
  return words;
}

}  // namespace deadair::cli
