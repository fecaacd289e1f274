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

inline constexpr std::string_view highest_number = "2147483647";

// The parser takes a dot at the end of a bound, which its header does not, and reads a version only
// up to a number above the highest: of neither is anything demanded until that is settled.
[[nodiscard]] bool ends_a_bound_in_a_dot(std::string_view range);
[[nodiscard]] bool has_a_number_too_high(std::string_view version);

// The lines of an input: the range first, then versions.
[[nodiscard]] std::vector<std::string> lines_of(std::string_view text);

// Nothing where the text is no range, or a number in it is above the highest.
[[nodiscard]] std::optional<NaiveRange> naive_range(std::string_view text);

[[nodiscard]] bool naive_holds(const NaiveRange& range, std::string_view version);

// From the last bound to the first, each with its relation, numbers without zeros before them.
[[nodiscard]] std::string told_backwards(const NaiveRange& range);

// The version of a bound, as a client would say it.
[[nodiscard]] std::string told(const NaiveVersion& version);

}  // namespace deadair::fuzz
