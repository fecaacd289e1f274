// Nothing is repeated to turn red into green: one round that differs decides.
#include "harness/run/repeats.h"

#include <string>

#include "harness/run/known_failures.h"

namespace deadair::run {
namespace {

std::string outcome(const judge::Verdict& verdict, int round) {
  std::string text(judge::name_of(verdict.kind));
  if (verdict.kind != judge::Kind::pass) text += " " + verdict.worst.code;
  return text + " in round " + std::to_string(round);
}

}  // namespace

bool alike(const judge::Verdict& one, const judge::Verdict& other) {
  if (one.kind != other.kind) return false;
  return one.kind == judge::Kind::pass || one.worst.code == other.worst.code;
}

judge::Verdict unequal(const judge::Verdict& one, int one_round, const judge::Verdict& other,
                       int other_round, msc3888::Level level) {
  judge::Finding finding;
  finding.kind = judge::Kind::inconclusive;
  finding.owner = judge::Owner::none;
  finding.code = unequal_repeats;
  finding.level = level;
  finding.expected = "the same outcome in every round";
  finding.got = outcome(one, one_round) + ", " + outcome(other, other_round);
  judge::Verdict verdict;
  verdict.kind = judge::Kind::inconclusive;
  verdict.worst = finding;
  verdict.findings = {finding};
  return verdict;
}

}  // namespace deadair::run
