// The table of faulty variants.
#include "clients/reference/mutant.h"

#include <doctest/doctest.h>

#include <set>
#include <string>

#include "harness/msc3888/clauses.h"

namespace deadair::reference {
namespace {

TEST_CASE("each faulty variant has a name of its own and breaks a clause that there is") {
  std::set<std::string_view> names;
  for (const MutantInfo& info : mutants()) {
    INFO(std::string(info.name));
    CHECK(names.insert(info.name).second);
    CHECK(mutant_named(info.name) == info.mutant);
    CHECK(info.fault.ends_with('.'));
    CHECK(msc3888::find_clause(info.clause) != nullptr);
    for (const std::string_view row : rows_of(info)) {
      CHECK_MESSAGE((row.size() >= 3 && row.front() == 'W'), std::string(row));
    }
  }
  CHECK_FALSE(mutant_named("none"));
}

TEST_CASE("no variant breaks a clause that leaves open what is right") {
  for (const MutantInfo& info : mutants()) {
    const msc3888::Clause* clause = msc3888::find_clause(info.clause);
    REQUIRE(clause != nullptr);
    CHECK_MESSAGE(clause->level != msc3888::Level::open, std::string(info.name));
  }
}

TEST_CASE("many faults are ones that no known defect lists") {
  std::size_t inventions = 0;
  for (const MutantInfo& info : mutants()) {
    if (info.rows.empty()) ++inventions;
  }
  CHECK(mutants().size() >= 90);
  CHECK(inventions >= 25);
}

}  // namespace
}  // namespace deadair::reference
