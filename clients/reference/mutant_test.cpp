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
  }
  CHECK_FALSE(mutant_named("none"));
}

}  // namespace
}  // namespace deadair::reference
