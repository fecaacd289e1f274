// Choosing cases by name, tag, clause, known defect and dialect.
#include "harness/run/plan.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "harness/base/random.h"
#include "harness/run/rehearsal.h"
#include "harness/scenario/expand.h"

namespace deadair::run {
namespace {

using scenario::Case;

bool contains(const std::vector<std::string>& all, std::string_view one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

// "order" covers "order.late"; "order.late" covers "order.late[n=1]"; a glob covers what it
// matches.
bool name_covers(std::string_view name, const Case& one) {
  if (name == one.id || name == one.scenario_id) return true;
  if (one.scenario_id.starts_with(std::string(name) + ".")) return true;
  return glob_matches(name, one.id) || glob_matches(name, one.scenario_id);
}

// Whether a name means single members of a family: "order.late[n=1]", "order.late[*".
bool names_member(std::string_view name) { return name.find('[') != std::string_view::npos; }

bool any_names_member(const std::vector<std::string>& names, std::string_view id) {
  return std::any_of(names.begin(), names.end(), [id](const std::string& name) {
    return names_member(name) && glob_matches(name, id);
  });
}

// A family's fixed sample is wanted anyway; all of it where its tag is asked for, and a member
// where it is named.
bool wants(const Selection& selection, std::string_view id, bool in_sample) {
  if (in_sample || contains(selection.tags, scenario::exhaustive_tag)) return true;
  if (any_names_member(selection.names, id)) return true;
  if (selection.listed && any_names_member(*selection.listed, id)) return true;
  if (!selection.keys) return false;
  const std::string begin = std::string(id) + "/";
  const auto key = selection.keys->lower_bound(begin);
  return key != selection.keys->end() && key->starts_with(begin);
}

// Whether an id of the selection means this family, or this member of it.
bool named_by_id(const std::vector<std::string>& names, const Case& one) {
  return any_names_member(names, one.id) || contains(names, one.id) ||
         contains(names, one.scenario_id);
}

bool takes_turns(const Selection& selection, const Case& one) {
  return selection.turns && selection.dialects.empty() && !selection.keys &&
         !contains(selection.tags, scenario::exhaustive_tag) &&
         !named_by_id(selection.names, one) &&
         !(selection.listed && named_by_id(*selection.listed, one));
}

// The members of a family differ in what is sent and hardly in how it is named, so each but the
// first is played in one dialect. Families begin with different ones, or the first dialects would
// have all the short families.
bool has_turn(std::string_view scenario_id, std::size_t place, msc3888::Dialect dialect) {
  constexpr std::size_t count = msc3888::all_dialects.size();
  return place == 0 ||
         (stable_hash(scenario_id) + place) % count == static_cast<std::size_t>(dialect);
}

bool chosen(const std::vector<std::string>& wanted, const std::vector<std::string>& has) {
  return wanted.empty() || std::any_of(wanted.begin(), wanted.end(),
                                       [&](const std::string& one) { return contains(has, one); });
}

bool any_covers(const std::vector<std::string>& names, const Case& one) {
  return std::any_of(names.begin(), names.end(),
                     [&](const std::string& name) { return name_covers(name, one); });
}

bool covers(const Selection& selection, const Case& one) {
  if (!selection.names.empty() && !any_covers(selection.names, one)) return false;
  if (selection.listed && !any_covers(*selection.listed, one)) return false;
  return !any_covers(selection.excluded, one) && chosen(selection.tags, one.tags) &&
         chosen(selection.clauses, one.clauses) && chosen(selection.wild, one.wild);
}

int strength(msc3888::Level level) {
  switch (level) {
    case msc3888::Level::must: return 3;
    case msc3888::Level::robust: return 2;
    case msc3888::Level::should: return 1;
    case msc3888::Level::open: return 0;
  }
  return 0;
}

msc3888::Level level_of(const Case& one) {
  msc3888::Level strongest = msc3888::Level::open;
  const auto consider = [&](const scenario::Expectation& expectation) {
    if (strength(expectation.level) > strength(strongest)) strongest = expectation.level;
  };
  for (const scenario::Expectation& expectation : one.expect) consider(expectation);
  for (const scenario::Step& step : one.steps) {
    for (const scenario::Expectation& expectation : step.expect) consider(expectation);
  }
  return strongest;
}

std::string key_of(const Case& one, msc3888::Dialect dialect) {
  return one.id + "/" + std::string(msc3888::name_of(dialect));
}

// In which dialects a case is wanted.
std::vector<msc3888::Dialect> dialects_of(const Selection& selection, const Case& one) {
  const auto in = [](const auto& all, const auto& wanted) {
    return all.empty() || std::find(all.begin(), all.end(), wanted) != all.end();
  };
  std::vector<msc3888::Dialect> wanted;
  if (!covers(selection, one) || !in(selection.levels, level_of(one))) return wanted;
  for (const msc3888::Dialect dialect : msc3888::all_dialects) {
    const bool keyed = !selection.keys || selection.keys->contains(key_of(one, dialect));
    if (keyed && in(selection.dialects, dialect)) wanted.push_back(dialect);
  }
  return wanted;
}

std::size_t common_start(std::string_view one, std::string_view other) {
  const std::size_t end = std::min(one.size(), other.size());
  std::size_t at = 0;
  while (at < end && one[at] == other[at]) ++at;
  return at;
}

// The known names that begin most like the unknown one.
std::string nearest(std::string_view unknown, const std::set<std::string>& known) {
  std::vector<std::string> sorted(known.begin(), known.end());
  std::stable_sort(sorted.begin(), sorted.end(),
                   [&](const std::string& one, const std::string& other) {
                     return common_start(one, unknown) > common_start(other, unknown);
                   });
  constexpr std::size_t shown_max = 5;
  std::string text;
  for (std::size_t at = 0; at < std::min(shown_max, sorted.size()); ++at) {
    text += (at == 0 ? "" : ", ") + sorted[at];
  }
  return text;
}

Status check_known(const char* what, const std::vector<std::string>& wanted,
                   const std::set<std::string>& known) {
  for (const std::string& one : wanted) {
    if (known.contains(one)) continue;
    return Error{
        "plan.unknown", one,
        std::string("no scenario has this ") + what + "; near are: " + nearest(one, known)};
  }
  return Done{};
}

// `ids`: of all members, also those that a sample leaves out, and that may be left out by name too.
Status check_selection(const Selection& selection, const std::vector<Case>& cases,
                       const std::set<std::string>& ids) {
  std::set<std::string> names, tags, clauses, wild;
  for (const Case& one : cases) {
    names.insert(one.scenario_id);
    tags.insert(one.tags.begin(), one.tags.end());
    clauses.insert(one.clauses.begin(), one.clauses.end());
    wild.insert(one.wild.begin(), one.wild.end());
  }
  std::vector<std::string> asked = selection.names;
  for (const std::string& name : selection.excluded) {
    if (!ids.contains(name)) asked.push_back(name);
  }
  if (selection.listed)
    asked.insert(asked.end(), selection.listed->begin(), selection.listed->end());
  for (const std::string& name : asked) {
    const bool matches = std::any_of(cases.begin(), cases.end(),
                                     [&](const Case& one) { return name_covers(name, one); });
    if (!matches) {
      return Error{
          "plan.unknown", name,
          "no scenario has this id or matches this glob; near are: " + nearest(name, names)};
    }
  }
  if (Status status = check_known("tag", selection.tags, tags); !status) return status;
  if (Status status = check_known("clause", selection.clauses, clauses); !status) return status;
  return check_known("row of known defects", selection.wild, wild);
}

// All scenarios' members that are wanted, in the order of their scenarios' ids.
struct Suite {
  std::vector<Case> cases;
  std::set<std::string> ids;                                  // of all members, wanted or not
  std::map<std::string, std::size_t, std::less<>> not_taken;  // members of samples, by scenario
  // By id, of those that a run takes anyway: the place in its family, from 0.
  std::map<std::string, std::size_t, std::less<>> places;
};

Result<Suite> expand_suite(const std::vector<scenario::Scenario>& scenarios,
                           const Selection& selection) {
  Suite suite;
  std::set<std::string> ids;
  // Who names single members asks for no sample.
  const bool by_member =
      std::any_of(selection.names.begin(), selection.names.end(), names_member) ||
      selection.listed || selection.keys;
  for (const scenario::Scenario& one : scenarios) {
    if (!ids.insert(one.id).second) {
      return Error{"plan.twice", one.path, "the id " + one.id + " stands in another file too"};
    }
    std::size_t place = 0;
    const scenario::Wanted wanted = [&](std::string_view id, bool in_sample) {
      suite.ids.emplace(id);
      if (in_sample) suite.places.emplace(id, place++);
      const bool taken = wants(selection, id, in_sample);
      if (!taken && !by_member) ++suite.not_taken[one.id];
      return taken;
    };
    Result<std::vector<Case>> members = scenario::expand(one, wanted);
    if (!members) return members.error();
    for (Case& member : *members) {
      const Status rehearsed = rehearse(one, member);
      if (!rehearsed) return rehearsed.error();
      suite.cases.push_back(std::move(member));
    }
  }
  std::stable_sort(suite.cases.begin(), suite.cases.end(), [](const Case& one, const Case& other) {
    return one.scenario_id < other.scenario_id;
  });
  return suite;
}

}  // namespace

std::string PlannedCase::key() const { return key_of(scenario, dialect); }

msc3888::Level PlannedCase::level() const { return level_of(scenario); }

bool glob_matches(std::string_view glob, std::string_view text) {
  // The usual two-pointer walk: remember the last star and give it one more character when what
  // follows fails.
  std::size_t glob_at = 0;
  std::size_t text_at = 0;
  std::size_t star = std::string_view::npos;
  std::size_t star_text = 0;
  while (text_at < text.size()) {
    if (glob_at < glob.size() && glob[glob_at] == '*') {
      star = glob_at++;
      star_text = text_at;
    } else if (glob_at < glob.size() && (glob[glob_at] == '?' || glob[glob_at] == text[text_at])) {
      ++glob_at;
      ++text_at;
    } else if (star != std::string_view::npos) {
      glob_at = star + 1;
      text_at = ++star_text;
    } else {
      return false;
    }
  }
  while (glob_at < glob.size() && glob[glob_at] == '*') ++glob_at;
  return glob_at == glob.size();
}

Result<Plan> make_plan(const std::vector<scenario::Scenario>& scenarios,
                       const Selection& selection) {
  Result<Suite> suite = expand_suite(scenarios, selection);
  if (!suite) return suite.error();
  if (Status status = check_selection(selection, suite->cases, suite->ids); !status)
    return status.error();

  Plan plan;
  plan.suite_ids = std::move(suite->ids);
  std::string text;
  for (const Case& one : suite->cases) {
    std::vector<msc3888::Dialect> dialects = dialects_of(selection, one);
    if (dialects.empty()) continue;
    const auto rest = suite->not_taken.extract(one.scenario_id);
    if (!rest.empty()) plan.left_out += rest.mapped() * dialects.size();
    if (takes_turns(selection, one)) {
      const std::size_t place = suite->places.at(one.id);
      plan.out_of_turn += std::erase_if(dialects, [&](msc3888::Dialect dialect) {
        return !has_turn(one.scenario_id, place, dialect);
      });
    }
    const std::string source = json::write(one.source);
    for (const msc3888::Dialect dialect : dialects) {
      plan.cases.push_back({one, dialect});
      text += plan.cases.back().key() + "\n" + source + "\n";
    }
  }
  plan.hash = stable_hash(text);
  return plan;
}

}  // namespace deadair::run
