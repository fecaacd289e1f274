// Versions are compared number by number.
#include "harness/run/version_range.h"

#include <algorithm>
#include <utility>

namespace deadair::run {
namespace {

// The numbers that the text begins with, empty if there is none, and what follows the last of them.
// A number is its digits without the zeros before them, so that a date with hours is one too.
struct Leading {
  std::vector<std::string> numbers;
  std::string_view rest;
};

Leading leading_numbers(std::string_view text) {
  constexpr std::string_view digits = "0123456789";
  Leading leading{{}, text};
  while (!text.empty() && digits.find(text.front()) != std::string_view::npos) {
    const std::size_t size = std::min(text.find_first_not_of(digits), text.size());
    const std::string_view number = text.substr(0, size);
    leading.numbers.emplace_back(number.substr(std::min(number.find_first_not_of('0'), size)));
    text.remove_prefix(size);
    leading.rest = text;
    if (!text.starts_with('.')) break;
    text.remove_prefix(1);
  }
  return leading;
}

// Below, at or above zero, like one - other; what is not there counts as 0, whose digits are none.
int compare(const std::vector<std::string>& one, const std::vector<std::string>& other) {
  for (std::size_t at = 0; at < std::max(one.size(), other.size()); ++at) {
    const std::string_view left = at < one.size() ? one[at] : std::string_view();
    const std::string_view right = at < other.size() ? other[at] : std::string_view();
    if (left.size() != right.size()) return left.size() < right.size() ? -1 : 1;
    if (const int order = left.compare(right); order != 0) return order;
  }
  return 0;
}

}  // namespace

Result<VersionRange> VersionRange::parse(std::string_view text) {
  VersionRange range;
  range.text_ = text;
  std::string_view rest = text;
  while (true) {
    rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
    if (rest.empty()) break;
    const std::string_view word = rest.substr(0, rest.find(' '));
    rest.remove_prefix(word.size());
    const std::string_view relation =
        word.substr(0, std::min(word.find_first_not_of("<>="), word.size()));
    const bool known = relation.empty() || relation == "=" || relation == "<" || relation == "<=" ||
                       relation == ">" || relation == ">=";
    Leading version = leading_numbers(word.substr(relation.size()));
    if (!known || version.numbers.empty() || !version.rest.empty()) {
      return Error{"version.range", "",
                   "\"" + std::string(word) +
                       "\" is no bound; expected one of < <= > >= = and a version, as in >=1.2"};
    }
    range.bounds_.push_back(
        {relation.empty() ? std::string("=") : std::string(relation), std::move(version.numbers)});
  }
  if (range.bounds_.empty()) return Error{"version.range", "", "a range without a bound"};
  return range;
}

bool VersionRange::holds(std::string_view version) const {
  if (version.starts_with('v')) version.remove_prefix(1);
  const std::vector<std::string> have = leading_numbers(version).numbers;
  if (have.empty()) return false;
  return std::all_of(bounds_.begin(), bounds_.end(), [&](const Bound& bound) {
    const int order = compare(have, bound.version);
    const bool equal_counts = bound.relation.ends_with('=');
    if (order == 0) return equal_counts;
    return bound.relation.starts_with(order < 0 ? '<' : '>');
  });
}

}  // namespace deadair::run
