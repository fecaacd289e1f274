// The words of a file of known failures that are names of this deadair: codes, features, reports.
#pragma once

#include <span>
#include <string_view>

#include "harness/run/known_failures.h"

namespace deadair::run {

// Words that no client of this version can make true: known.code (no code of a failure),
// known.feature (no feature or report of the contract). The place is that of the word, and the
// message has the name that was meant, if one is near. A run does not ask: a file may serve several
// versions.
[[nodiscard]] Problems unknown_words(const KnownFailures& file);

// The only known name that is the fewest changed, lost, added or swapped letters away, at most one
// in four, rounded; empty where there is none.
[[nodiscard]] std::string_view near_name(std::string_view word,
                                         std::span<const std::string_view> known);

}  // namespace deadair::run
