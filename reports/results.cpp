// Counting, hashing and bounding results.
#include "reports/results.h"

#include <fmt/format.h>

#include <utility>

#include "harness/base/random.h"
#include "harness/base/utf8.h"
#include "reports/text.h"

namespace deadair::reports {
namespace {

constexpr std::size_t word_bytes_max = 200;
constexpr std::size_t line_bytes_max = 4096;
constexpr std::size_t list_items_max = 100;

// Cut before, so that a megabyte costs no more than a line, and behind, since U+FFFD takes three
// bytes.
void bound(std::string& text, std::size_t bytes_max) {
  text = cut(valid_utf8(cut(text, bytes_max)), bytes_max);
}

}  // namespace

void Counts::add(judge::Kind verdict) {
  switch (verdict) {
    case judge::Kind::pass: ++pass; return;
    case judge::Kind::fail: ++fail; return;
    case judge::Kind::unsupported: ++unsupported; return;
    case judge::Kind::inconclusive: ++inconclusive; return;
    case judge::Kind::broken: ++broken; return;
  }
}

std::int64_t Counts::of(judge::Kind verdict) const {
  switch (verdict) {
    case judge::Kind::pass: return pass;
    case judge::Kind::fail: return fail;
    case judge::Kind::unsupported: return unsupported;
    case judge::Kind::inconclusive: return inconclusive;
    case judge::Kind::broken: return broken;
  }
  return 0;
}

std::int64_t Counts::total() const { return pass + fail + unsupported + inconclusive + broken; }

std::string plan_hash_of(std::span<const PlannedCase> plan) {
  std::string text;
  for (const PlannedCase& planned : plan) text += planned.id + '/' + planned.dialect + '\n';
  return fmt::format("{:016x}", stable_hash(text));
}

Counts count(std::span<const CaseResult> cases) {
  Counts counts;
  for (const CaseResult& result : cases) counts.add(result.verdict);
  return counts;
}

bool is_known_failure(const CaseResult& result) {
  return result.as_known == true && result.verdict != judge::Kind::pass;
}

bool is_unexpected_pass(const CaseResult& result) {
  return result.as_known == false && result.verdict == judge::Kind::pass;
}

bool needs_attention(const CaseResult& result) {
  if (is_unexpected_pass(result)) return true;
  return result.verdict != judge::Kind::pass && result.verdict != judge::Kind::unsupported &&
         !is_known_failure(result);
}

std::string_view theme_of(const CaseResult& result) {
  const std::string_view id = result.scenario;
  return id.substr(0, id.find('.'));
}

CaseResult bounded(CaseResult result) {
  result.id = valid_utf8(result.id);
  bound(result.scenario, line_bytes_max);
  bound(result.dialect, word_bytes_max);
  bound(result.title, line_bytes_max);
  bound(result.code, word_bytes_max);
  if (result.clauses.size() > list_items_max) result.clauses.resize(list_items_max);
  for (std::string& clause : result.clauses) bound(clause, word_bytes_max);
  for (std::string* text : {&result.step_text, &result.expected, &result.got, &result.again,
                            &result.trace, &result.link, &result.edit}) {
    bound(*text, line_bytes_max);
  }
  if (result.observations.size() > list_items_max) result.observations.resize(list_items_max);
  for (judge::Observation& observation : result.observations) {
    bound(observation.clause, word_bytes_max);
    bound(observation.check, word_bytes_max);
    bound(observation.label, word_bytes_max);
    bound(observation.got, line_bytes_max);
  }
  result.stderr_tail =
      cut_front(valid_utf8(cut_front(result.stderr_tail, line_bytes_max)), line_bytes_max);
  return result;
}

}  // namespace deadair::reports
