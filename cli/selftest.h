// The proof that the suite can fail: played at clients that must not pass, at the reference, and at
// each of its faulty variants.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "harness/base/clock.h"
#include "harness/base/result.h"
#include "harness/run/kill_matrix.h"
#include "harness/run/plan.h"
#include "harness/run/run.h"

namespace deadair::cli {

// Which cases a variant is played: those that are known to fail it, and of the others none, those
// that may prove what the known ones leave unproved, or the whole sample.
enum class Search { nothing, unproved, everything };

struct SelftestOptions {
  std::string reference;  // the program, which lists its faulty variants
  std::string nobody;     // the program that does nothing
  int jobs = 2;
  int repeats = 2;                    // of the reference: all, then each member in one dialect
  std::size_t members_max = 3;        // of a family, for one variant; 0: all
  std::vector<std::string> variants;  // only these; none: all
  std::vector<run::Killer> killers;   // known ones
  Search search = Search::unproved;
  // Told after each variant, one call at a time.
  std::function<void(std::size_t done, std::size_t of)> on_progress = [](std::size_t, std::size_t) {
  };
};

// A client that does nothing, and what it passed.
struct NobodyOutcome {
  std::string name;
  std::size_t cases = 0;
  std::size_t failed = 0;
  std::vector<std::string> passed;  // keys of cases
};

struct ReferenceOutcome {
  std::size_t cases = 0;
  std::size_t played = 0;  // cases, all repeats together
  int repeats = 0;
  std::vector<std::string> failed;   // "key: code, expected, got"
  std::vector<std::string> differs;  // keys of cases whose verdict depends on the order
};

class Selftest {
 public:
  // The plan is all that is to be proved; it and the clock must outlive this.
  Selftest(const run::Plan& plan, SelftestOptions options, Clock& clock);

  // Errors: those of Homeserver::start.
  [[nodiscard]] Result<std::vector<NobodyOutcome>> play_nobody();
  [[nodiscard]] Result<ReferenceOutcome> play_reference();
  // Errors: also selftest.variants (the list cannot be had, or a name is not on it).
  [[nodiscard]] Result<run::KillMatrix> play_variants();

  // From any thread: lets no further case begin.
  void stop();
  [[nodiscard]] bool stopped() const { return stopping_; }

 private:
  using Command = std::vector<std::string>;

  // Plays a plan on a server of its own: two variants may play one case at the same time.
  [[nodiscard]] Status play(const run::Plan& plan, const Command& command, int jobs,
                            std::int64_t call_ms, const run::OnFinished& on_finished);
  [[nodiscard]] Result<std::vector<run::FaultyVariant>> chosen_variants() const;
  // Plays each variant of the matrix what `choose` gives it by its name.
  [[nodiscard]] Status play_each(const std::function<run::Plan(const std::string&)>& choose,
                                 run::KillMatrix& matrix);

  const run::Plan& plan_;
  SelftestOptions options_;
  Clock& clock_;
  std::mutex mutex_;
  std::set<run::Run*> playing_;
  std::atomic<bool> stopping_ = false;
};

}  // namespace deadair::cli
