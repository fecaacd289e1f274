// A case that is played several times has to come out the same each time.
#pragma once

#include "harness/judge/verdict.h"

namespace deadair::run {

// Verdict and code: what was got may be worded by a client's chance.
[[nodiscard]] bool alike(const judge::Verdict& one, const judge::Verdict& other);

// The verdict on a case of which two rounds (from 1) came out differently: inconclusive, code
// unequal_repeats (known_failures.h). Nobody is at fault that one could name.
[[nodiscard]] judge::Verdict unequal(const judge::Verdict& one, int one_round,
                                     const judge::Verdict& other, int other_round,
                                     msc3888::Level level);

}  // namespace deadair::run
