// Versions are compared number by number.
#include "harness/run/version_range.h"

#include <algorithm>
#include <charconv>

namespace deadair::run {
namespace {

// The leading numbers, empty if there is none; `rest` becomes what follows them.
std::vector<int> numbers_of(std::string_view text, std::string_view& rest) {
  std::vector<int> numbers;
  rest = text;
  while (true) {
    int number = 0;
    const char* const end = rest.data() + rest.size();
    const auto [stop, problem] = std::from_chars(rest.data(), end, number);
    if (problem != std::errc() || rest.front() == '-') return numbers;
    numbers.push_back(number);
    rest.remove_prefix(static_cast<std::size_t>(stop - rest.data()));
    if (!rest.starts_with('.')) return numbers;
    rest.remove_prefix(1);
  }
}

// Below, at or above zero, like one - other; what is not there counts as 0.
int compare(const std::vector<int>& one, const std::vector<int>& other) {
  for (std::size_t at = 0; at < std::max(one.size(), other.size()); ++at) {
    const int left = at < one.size() ? one[at] : 0;
    const int right = at < other.size() ? other[at] : 0;
    if (left != right) return left < right ? -1 : 1;
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
    std::string_view behind;
    std::vector<int> version = numbers_of(word.substr(relation.size()), behind);
    if (!known || version.empty() || !behind.empty()) {
      return Error{"version.range", "",
                   "\"" + std::string(word) +
                       "\" is no bound; expected one of < <= > >= = and a version, as in >=1.2"};
    }
    range.bounds_.push_back(
        {relation.empty() ? std::string("=") : std::string(relation), std::move(version)});
  }
  if (range.bounds_.empty()) return Error{"version.range", "", "a range without a bound"};
  return range;
}

bool VersionRange::holds(std::string_view version) const {
  if (version.starts_with('v')) version.remove_prefix(1);
  std::string_view rest;
  const std::vector<int> have = numbers_of(version, rest);
  if (have.empty()) return false;
  return std::all_of(bounds_.begin(), bounds_.end(), [&](const Bound& bound) {
    const int order = compare(have, bound.version);
    const bool equal_counts = bound.relation.ends_with('=');
    if (order == 0) return equal_counts;
    return bound.relation.starts_with(order < 0 ? '<' : '>');
  });
}

}  // namespace deadair::run
