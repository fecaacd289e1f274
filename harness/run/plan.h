// The plan: which cases run, in which dialect, in which order.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "harness/base/result.h"
#include "harness/msc3888/dialect.h"
#include "harness/scenario/scenario.h"

namespace deadair::run {

// One case in one dialect.
struct PlannedCase {
  scenario::Case scenario;
  msc3888::Dialect dialect = msc3888::Dialect::stable;

  // The case's own chance and names depend on this text and the seed alone:
  // "order.late[late=1]/stable".
  [[nodiscard]] std::string key() const;
  // The strongest level of its expectations: must, robust, should, open.
  [[nodiscard]] msc3888::Level level() const;
};

// What to run. Every list that is not empty narrows the choice; within a list one match is enough.
struct Selection {
  std::vector<std::string> names =
      {};  // ids, globs (*, ?), or the start of an id up to a dot ("order")
  std::vector<std::string> tags = {};
  std::vector<std::string> clauses = {};
  std::vector<std::string> wild = {};
  std::vector<msc3888::Dialect> dialects = {};
  std::vector<msc3888::Level> levels = {};  // of PlannedCase::level
  std::vector<std::string> excluded = {};   // names: what they cover is not run
  bool turns = false;                       // the members of a family take turns in the dialects
  // Where these are given they narrow even if they are empty: names, and keys (PlannedCase::key).
  std::optional<std::vector<std::string>> listed = std::nullopt;
  std::optional<std::set<std::string>> keys = std::nullopt;
};

struct Plan {
  std::vector<PlannedCase> cases;
  std::set<std::string> suite_ids;  // of all cases, chosen or not
  std::size_t left_out = 0;         // cases of large families of which the plan has a fixed sample
  std::size_t out_of_turn = 0;      // cases of members that are played in another dialect
  std::uint64_t hash = 0;           // of every case's key and text, in order: equal for equal plans
};

// Expands the scenarios and picks. Of a family with a "sample" the plan holds all members only
// where the selection has the tag "exhaustive" or names them by their ids. Where members take
// turns, the first of a family is played in every dialect and each of the others in one, whatever
// else is selected; but in all of them where the selection has the tag, names dialects or keys, or
// names the family or the member by its id. Error plan.unknown: a
// name, tag, clause or row that matches nothing, with the nearest known ones. Keys that match
// nothing, and an empty plan, are no errors here.
[[nodiscard]] Result<Plan> make_plan(const std::vector<scenario::Scenario>& scenarios,
                                     const Selection& selection);

// Whether a glob of * and ? covers the whole text.
[[nodiscard]] bool glob_matches(std::string_view glob, std::string_view text);

}  // namespace deadair::run
