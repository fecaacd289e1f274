// The proof that a suite can fail: which case finds which faulty variant of the reference client.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/result.h"
#include "harness/judge/verdict.h"
#include "harness/run/plan.h"

namespace deadair::run {

// A faulty variant, as the program that has it lists it.
struct FaultyVariant {
  std::string name;
  std::string fault;              // in one sentence
  std::string clause;             // the clause that it breaks
  std::vector<std::string> rows;  // known defects that it stands for
};

// One object a line. Errors: variants.list: a line is no such object, or a name stands there twice.
[[nodiscard]] Result<std::vector<FaultyVariant>> read_variants(std::string_view lines);

// A case that is known to fail a variant for the right reason; written down, so that a short run
// can repeat the proof.
struct Killer {
  std::string case_key;  // as PlannedCase::key gives it
  std::string variant;

  // clang-tidy 14 takes what the compiler writes for it for a zero.
  auto operator<=>(const Killer&) const = default;  // NOLINT(modernize-use-nullptr)
};

// The file of known killers: a line each, the key and the name. "#" begins a comment.
// Errors: killers.file: a line does not hold two words; the place is its number.
[[nodiscard]] Result<std::vector<Killer>> read_killers(std::string_view text);
[[nodiscard]] std::string write_killers(std::vector<Killer> killers);

// What one case found in one variant, of all findings at a level that can fail.
struct Kill {
  std::string case_key;
  std::string scenario_id;
  std::string code;  // of the finding that fits best
  // Whether a finding cites the clause that the variant breaks, and whether one cites a clause of
  // the scenario: only then did the scenario find what it is there for.
  bool fits = false;
  bool is_own = false;
};

// How a verdict on a variant reads. Nothing where the case did not fail for the client's fault.
[[nodiscard]] std::optional<Kill> kill_in(const PlannedCase& planned, const judge::Verdict& verdict,
                                          const FaultyVariant& variant);

// All kills of one run over all variants.
class KillMatrix {
 public:
  // `scenario_ids` are all that are to be proved.
  KillMatrix(std::vector<FaultyVariant> variants, std::vector<std::string> scenario_ids);

  // Takes what came of one case at one variant, which must be one of the list.
  void add(const std::string& variant, const PlannedCase& planned, const judge::Verdict& verdict);

  [[nodiscard]] const std::vector<FaultyVariant>& variants() const { return variants_; }
  [[nodiscard]] const std::vector<std::string>& scenario_ids() const { return scenario_ids_; }
  [[nodiscard]] const std::vector<Kill>& kills_of(const std::string& variant) const;
  [[nodiscard]] std::size_t scenarios_that_kill(const std::string& variant) const;
  // Variants that a scenario fails for a clause of its own, by name.
  [[nodiscard]] std::vector<std::string> killed_by(const std::string& scenario_id) const;

  // Variants that no case fails for the reason that fits, and scenarios that fail no variant.
  [[nodiscard]] std::vector<std::string> survivors() const;
  [[nodiscard]] std::vector<std::string> idle_scenarios() const;
  // Cases of variants that came to nothing for a fault of the adapter or of deadair: "name key".
  [[nodiscard]] const std::vector<std::string>& broken() const { return broken_; }

  // For each scenario the kill that says most about it, of the variant that fewest others find.
  // Sorted.
  [[nodiscard]] std::vector<Killer> scenario_killers() const;
  // For each variant the kill that fits best, if any fits. Sorted.
  [[nodiscard]] std::vector<Killer> variant_killers() const;

 private:
  std::vector<FaultyVariant> variants_;
  std::vector<std::string> scenario_ids_;
  std::map<std::string, std::vector<Kill>> kills_;  // by variant
  std::vector<std::string> broken_;
};

// The cases that a variant is played: of each scenario at most `members_max` members (0: all), each
// in one dialect, chosen by the variant's name, so that all variants together see every dialect;
// and the known killers of that variant.
[[nodiscard]] Plan sample_for(const Plan& plan, const std::string& variant, std::size_t members_max,
                              const std::vector<Killer>& killers);
// Only the known killers of a variant.
[[nodiscard]] Plan killers_for(const Plan& plan, const std::string& variant,
                               const std::vector<Killer>& killers);
// Of each member of each scenario one dialect, another one each turn.
[[nodiscard]] Plan one_dialect_each(const Plan& plan, std::size_t turn);
// The same cases in another order, which depends on the seed alone.
[[nodiscard]] Plan shuffled(const Plan& plan, std::uint64_t seed);

}  // namespace deadair::run
