// What the file of known failures says of an outcome, and what is wrong with the file itself.
#include "harness/run/known_failures.h"

#include <algorithm>

#include "harness/run/plan.h"

namespace deadair::run {
namespace {

std::string quoted(std::string_view text) { return "\"" + std::string(text) + "\""; }

// What to do with an entry that says of a case that it fails, while it passes.
std::string edit_for_pass(const KnownFailure& entry, const Outcome& outcome,
                          std::string_view today) {
  const std::string passes = std::string(outcome.id) + " (" + std::string(outcome.dialect) +
                             ") passes, and should fail with " + entry.code;
  std::string edit = "take this entry out";
  if (is_glob(entry.id)) {
    edit = "narrow " + quoted(entry.id);
  } else if (entry.dialect.empty()) {
    edit += ", or name the dialects that still fail";
  }
  if (!entry.flaky_until.empty() && entry.flaky_until < today)
    edit += " (flaky ended on " + entry.flaky_until + ")";
  return entry.place + ": " + edit + ": " + passes;
}

std::string edit_for_code(const KnownFailure& entry, const Outcome& outcome) {
  return entry.code_place + ": change \"code\" from " + quoted(entry.code) + " to " +
         quoted(outcome.code) +
         (is_glob(entry.id) ? " if that is true of all that " + quoted(entry.id) + " covers" : "");
}

}  // namespace

bool is_glob(std::string_view name) { return name.find_first_of("*?") != std::string_view::npos; }

bool KnownFailure::covers(std::string_view case_id, std::string_view case_dialect) const {
  return (dialect.empty() || dialect == case_dialect) && glob_matches(id, case_id);
}

bool KnownFailure::applies_to(const ClientFacts& client) const {
  if (versions && !versions->holds(client.version)) return false;
  if (feature.empty()) return true;
  const bool wanted = !feature.starts_with('!');
  return client.declares.contains(std::string_view(feature).substr(wanted ? 0 : 1)) == wanted;
}

bool KnownFailure::flaky_on(std::string_view today) const {
  return !flaky_until.empty() && today <= flaky_until;
}

Recognition KnownFailures::recognise(const Outcome& outcome, const ClientFacts& client,
                                     std::string_view today) const {
  const KnownFailure* first = nullptr;  // of the entries that cover the case
  for (const KnownFailure& entry : entries_) {
    if (!entry.covers(outcome.id, outcome.dialect) || !entry.applies_to(client)) continue;
    const bool fails_so = outcome.kind == judge::Kind::fail && outcome.code == entry.code;
    const bool wavers =
        outcome.kind == judge::Kind::pass ||
        (outcome.kind == judge::Kind::inconclusive && outcome.code == unequal_repeats);
    if (fails_so || (wavers && entry.flaky_on(today))) return {Standing::expected, entry.link, {}};
    if (first == nullptr) first = &entry;
  }
  if (first == nullptr) return {};
  switch (outcome.kind) {
    case judge::Kind::pass:
      return {Standing::passes, first->link, edit_for_pass(*first, outcome, today)};
    case judge::Kind::fail:
      return {Standing::other_code, first->link, edit_for_code(*first, outcome)};
    case judge::Kind::unsupported:
    case judge::Kind::inconclusive:
    case judge::Kind::broken: return {};  // says nothing about the failure
  }
  return {};
}

Problems KnownFailures::problems(const std::set<std::string>& suite_ids,
                                 std::string_view today) const {
  Problems found;
  for (const KnownFailure& entry : entries_) {
    const auto covered = static_cast<std::size_t>(
        std::count_if(suite_ids.begin(), suite_ids.end(),
                      [&](const std::string& id) { return glob_matches(entry.id, id); }));
    if (!suite_ids.empty() && covered == 0) {
      found.push_back({"known.stale", entry.place,
                       "take this entry out: no case of the suite " +
                           std::string(is_glob(entry.id) ? "matches " : "is called ") +
                           quoted(entry.id)});
    }
    if (covered > glob_ids_max) {
      found.push_back({"known.wide", entry.place,
                       "narrow " + quoted(entry.id) + ": it covers " + std::to_string(covered) +
                           " cases, and " + std::to_string(glob_ids_max) + " are the most"});
    }
    if (!entry.flaky_until.empty() && entry.flaky_until < today) {
      found.push_back(
          {"known.expired", entry.place,
           "take \"flaky\" out, or look again and move its end: it was " + entry.flaky_until});
    }
  }
  return found;
}

}  // namespace deadair::run
