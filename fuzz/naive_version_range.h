// Ranges of versions read a second time, as simply as possible: numbers are their digits.
// Source: what harness/run/version_range.h says of itself.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace deadair::fuzz {

using NaiveVersion = std::vector<std::string>;  // digits of each number, no zeros before them

struct NaiveBound {
  std::string relation;  // never empty: nothing is =
  NaiveVersion version;
};
using NaiveRange = std::vector<NaiveBound>;

// Nothing where the text is no range.
[[nodiscard]] std::optional<NaiveRange> naive_range(std::string_view text);

[[nodiscard]] bool naive_holds(const NaiveRange& range, std::string_view version);

// From the last bound to the first, each with its relation, numbers without zeros before them.
[[nodiscard]] std::string told_backwards(const NaiveRange& range);

// The version of a bound, as a client would say it.
[[nodiscard]] std::string told(const NaiveVersion& version);

}  // namespace deadair::fuzz
