// Collects findings and draws the verdict from them.
#include "harness/judge/book.h"

#include <algorithm>
#include <utility>

#include "harness/base/check.h"
#include "harness/judge/words.h"
#include "harness/msc3888/clauses.h"

namespace deadair::judge {

namespace {

// More are not worth reading, and a hostile trace could make any number of them. Of each code its
// own: no number of one hides another.
constexpr std::size_t findings_of_code_max = 20;
constexpr std::size_t observations_max = 200;

int severity(Kind kind) {
  switch (kind) {
    case Kind::pass: return 0;
    case Kind::unsupported: return 1;
    case Kind::inconclusive: return 2;
    case Kind::fail: return 3;
    case Kind::broken: return 4;
  }
  return 0;
}

bool same_but_step(const Finding& left, const Finding& right) {
  return left.kind == right.kind && left.owner == right.owner && left.level == right.level &&
         left.clauses == right.clauses && left.expected == right.expected && left.got == right.got;
}

msc3888::Level level_of(std::string_view clause) {
  const msc3888::Clause* const found = msc3888::find_clause(clause);
  return found == nullptr ? msc3888::Level::must : found->level;
}

}  // namespace

void Book::add(std::size_t at, Finding finding) {
  finding.code = one_line(finding.code, 80);
  finding.expected = one_line(finding.expected);
  finding.got = one_line(finding.got);
  std::size_t of_code = 0;
  Found* last = nullptr;
  for (Found& found : found_) {
    if (found.finding.code != finding.code) continue;
    if (same_but_step(found.finding, finding)) {
      if (at < found.at) found = Found{at, std::move(finding)};
      return;
    }
    ++of_code;
    if (last == nullptr || found.at > last->at) last = &found;
  }
  if (of_code < findings_of_code_max) {
    found_.push_back(Found{at, std::move(finding)});
  } else if (at < last->at) {
    *last = Found{at, std::move(finding)};
  }
}

void Book::saw(Observation observation) {
  observation.got = one_line(observation.got);
  if (observations_.size() < observations_max) observations_.push_back(std::move(observation));
}

void Book::missed(std::size_t at, int step, const std::string& what) {
  missed_.push_back(Found{at, finding_of(code::trace_no_observation, step,
                                         "an observation to judge " + what + " by", "none")});
}

Verdict Book::close() {
  if (found_.empty() && !missed_.empty()) add(missed_.front().at, missed_.front().finding);
  std::stable_sort(found_.begin(), found_.end(),
                   [](const Found& left, const Found& right) { return left.at < right.at; });
  Verdict verdict;
  for (const Found& found : found_) {
    if (severity(found.finding.kind) > severity(verdict.kind)) {
      verdict.kind = found.finding.kind;
      verdict.worst = found.finding;
    }
    verdict.findings.push_back(found.finding);
  }
  verdict.observations = std::move(observations_);
  return verdict;
}

Finding departure(const Code& code, std::string_view clause, int step, std::string expected,
                  std::string got) {
  DEADAIR_CHECK(code.kind == Kind::fail, std::string(code.name));
  Finding finding = finding_of(code, step, std::move(expected), std::move(got));
  finding.level = level_of(clause);
  finding.clauses = {std::string(clause)};
  return finding;
}

Finding lost_client(const Timeline& timeline, const Code& code, int step, std::string expected,
                    std::string got) {
  Finding finding = departure(code, "transitions", step, std::move(expected), std::move(got));
  const auto& clauses = timeline.test.clauses;
  if (!clauses.empty() && clauses.front() != "transitions") {
    finding.clauses.push_back(clauses.front());
  }
  return finding;
}

Finding finding_of(const Code& code, int step, std::string expected, std::string got) {
  Finding finding;
  finding.kind = code.kind;
  finding.owner = code.owner;
  finding.code = code.name;
  finding.step = step;
  finding.expected = std::move(expected);
  finding.got = std::move(got);
  return finding;
}

}  // namespace deadair::judge
