// What the scenario expects, at each of its expectation points.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "harness/base/check.h"
#include "harness/judge/rules/checks.h"
#include "harness/judge/rules/rules.h"
#include "harness/judge/words.h"
#include "harness/scenario/expectations.h"

namespace deadair::judge::rules {
namespace {

using scenario::Allowed;
using scenario::Check;
using scenario::Expectation;

// "heard 1, 2, 3 (waits) or 1, 2 (skips)"
std::string wanted_of(const Check& check) {
  std::vector<std::string> ways;
  for (const Allowed& allowed : check.allowed) {
    ways.push_back(wanted_text(check.name, allowed.is) +
                   (allowed.label.empty() ? "" : " (" + allowed.label + ")"));
  }
  return check.name + " " + either(ways);
}

std::string of_broadcast(const Expectation& expectation) {
  return expectation.broadcast == "S" ? std::string() : ", of " + expectation.broadcast;
}

// A black box tells nothing: what is left is what the server sees of one that was told every wish.
bool told_by_black_box(const Check& check, const Timeline& timeline) {
  if (check.name != "downloads" && check.name != "requests") return false;
  return std::none_of(timeline.calls.begin(), timeline.calls.end(), [](const CallFact& call) {
    return call.outcome == CallFact::Outcome::error;
  });
}

void judge_check(const Expectation& expectation, const Check& check, const CheckPoint& point,
                 Book& book) {
  for (const std::string_view report : reports_for(check.name)) {
    if (point.timeline.reports(report)) continue;
    book.add(point.at, finding_of(code::unsupported_report, point.look.step, std::string(report),
                                  "not declared"));
    return;
  }
  if (point.timeline.black_box() && !told_by_black_box(check, point.timeline)) {
    book.add(point.at, finding_of(code::unsupported_report, point.look.step,
                                  "an adapter that tells of " + check.name, "a black box"));
    return;
  }
  const Allowed* seen = nullptr;
  for (const Allowed& allowed : check.allowed) {
    if (seen == nullptr && holds(check.name, allowed.is, point)) seen = &allowed;
  }
  const std::string got = check.name + " " + seen_text(check.name, check.allowed.front().is, point);
  const bool is_open = expectation.level == msc3888::Level::open;
  if (is_open || check.allowed.size() > 1) {
    const std::string label = seen == nullptr       ? "other"
                              : seen->label.empty() ? "as expected"
                                                    : seen->label;
    book.saw(Observation{expectation.clause, check.name, label, got});
  }
  if (seen != nullptr || is_open) return;
  const Code* const code = find_code(check.name + ".differs");
  DEADAIR_CHECK(code != nullptr, check.name);
  Finding finding =
      departure(*code, expectation.clause, point.look.step,
                wanted_of(check) + of_broadcast(expectation), got + of_broadcast(expectation));
  finding.level = expectation.level;
  book.add(point.at, std::move(finding));
}

// The last look of a step is the one that counts: the ones before must equal it.
const Look* last_look(const Timeline& timeline, int step) {
  const Look* last = nullptr;
  for (const Look& look : timeline.looks) {
    if (look.step == step) last = &look;
  }
  return last;
}

void judge_point(const Timeline& timeline, const std::vector<Expectation>& expectations, int step,
                 Book& book) {
  if (expectations.empty()) return;
  const Look* const look = last_look(timeline, step);
  const std::size_t end = timeline.trace->entries.size();
  if (look == nullptr || !look->snapshot.ok()) {
    book.missed(end, step, "the expectations");
    return;
  }
  for (const Expectation& expectation : expectations) {
    const RoomFact* const started = timeline.labelled(expectation.broadcast);
    if (started == nullptr) {
      book.missed(end, step, "broadcast " + expectation.broadcast);
      continue;
    }
    const CheckPoint point{timeline, *look, look->snapshot->find(started->id), started->id,
                           look->at};
    const std::string_view condition = scenario::condition_of(expectation);
    if (!condition.empty() && declined(condition, point)) {
      book.saw(Observation{expectation.clause, "refused", "declined", std::string(condition)});
      continue;
    }
    for (const Check& check : expectation.checks) {
      if (check.name != "unless_refused") judge_check(expectation, check, point, book);
    }
  }
}

}  // namespace

void expectations(const Timeline& timeline, Book& book) {
  for (std::size_t at = 0; at < timeline.test.steps.size(); ++at) {
    const scenario::Step& step = timeline.test.steps[at];
    if (step.kind == scenario::StepKind::expect)
      judge_point(timeline, step.expect, static_cast<int>(at), book);
  }
  judge_point(timeline, timeline.test.expect, timeline.end_step(), book);
}

}  // namespace deadair::judge::rules
