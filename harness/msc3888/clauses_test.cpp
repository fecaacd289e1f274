// The table of clauses: whole, without doubles, findable.
#include "harness/msc3888/clauses.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

namespace deadair::msc3888 {
namespace {

struct LevelRow {
  std::string level;
  std::vector<std::string> ids;
};

TEST_CASE("every ruling has the level that was decided for it") {
  const std::vector<LevelRow> rows = {
      {"must",
       {"identity", "names", "order", "any_state", "transitions", "state_block", "gap_late",
        "two_users"}},
      {"should", {"fallback"}},
      {"robust",
       {"once", "newest", "ends", "gap_ended", "count_wrong", "foreign", "malformed",
        "unknown_state", "second", "redacted", "unrelated", "shown_once", "controls", "polite",
        "recover"}},
      {"open", {"beyond_end", "terminal", "gap_live", "redacted_info", "odd"}},
  };
  std::size_t count = 0;
  for (const LevelRow& row : rows) {
    for (const std::string& id : row.ids) {
      INFO(id);
      const Clause* clause = find_clause(id);
      REQUIRE(clause != nullptr);
      CHECK(clause->id == id);
      CHECK(name_of(clause->level) == row.level);
      ++count;
    }
  }
  CHECK(clauses().size() == count);
}

TEST_CASE("every clause is a sentence with a source, and its id an identifier used once") {
  std::set<std::string_view> ids;
  for (const Clause& clause : clauses()) {
    INFO(std::string(clause.id));
    CHECK(ids.insert(clause.id).second);
    CHECK_FALSE(clause.id.empty());
    CHECK(std::all_of(clause.id.begin(), clause.id.end(), [](char letter) {
      return letter == '_' || (letter >= 'a' && letter <= 'z');
    }));
    REQUIRE_FALSE(clause.ruling.empty());
    CHECK(clause.ruling.back() == '.');
    CHECK_FALSE(clause.source.empty());
    // What the text says is quoted; what it does not say cannot be.
    if (clause.level == Level::must || clause.level == Level::should) {
      CHECK(clause.source.find("MSC3888") != std::string_view::npos);
      CHECK(clause.source.find('"') != std::string_view::npos);
    }
  }
}

TEST_CASE("levels have names both ways") {
  for (const Level level : {Level::must, Level::should, Level::robust, Level::open}) {
    CHECK(level_named(name_of(level)) == level);
  }
  CHECK_FALSE(level_named("may").has_value());
  CHECK_FALSE(level_named("").has_value());
  CHECK(find_clause("no_such_clause") == nullptr);
}

}  // namespace
}  // namespace deadair::msc3888
