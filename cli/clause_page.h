// The page of clauses: what is held to be true, where the text says it, and which scenarios hold a
// client to it.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "harness/base/result.h"
#include "harness/scenario/scenario.h"

namespace deadair::cli {

// Check ("heard") -> ids of the scenarios that make it under one clause, at one level.
using Checks = std::map<std::string, std::set<std::string>, std::less<>>;
// Clause -> its checks at its own level; a clause that is not open may be recorded as open, too,
// which does not count.
using Citations = std::map<std::string, Checks, std::less<>>;

// Collects from all steps and expectations; of a family with a sample, from the sample. Error: of a
// family that cannot be expanded.
[[nodiscard]] Result<Citations> citations_of(const std::vector<scenario::Scenario>& scenarios);

struct ClausePage {
  std::string text;           // Markdown
  std::vector<Error> errors;  // docs.unheld: a clause without a scenario at its level
};

[[nodiscard]] ClausePage make_clause_page(const Citations& citations);

}  // namespace deadair::cli
