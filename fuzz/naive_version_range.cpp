// The second reading of ranges of versions: cut at spaces, digits compared as text.
#include "fuzz/naive_version_range.h"

#include <algorithm>
#include <sstream>

namespace deadair::fuzz {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The numbers at the beginning of the text, and in `bytes` how much of it they are.
NaiveVersion leading_numbers(std::string_view text, std::size_t& bytes) {
  NaiveVersion numbers;
  bytes = 0;
  for (std::size_t at = 0; at < text.size() && is_digit(text[at]);) {
    std::string digits;
    for (; at < text.size() && is_digit(text[at]); ++at) digits += text[at];
    digits.erase(0, digits.find_first_not_of('0'));
    numbers.push_back(digits);
    bytes = at;
    if (at == text.size() || text[at] != '.') break;
    ++at;
  }
  return numbers;
}

// Below zero, zero or above, as left is older than right, the same or newer.
int compare(NaiveVersion left, NaiveVersion right) {
  const std::size_t length = std::max(left.size(), right.size());
  left.resize(length);
  right.resize(length);
  for (std::size_t i = 0; i < length; ++i) {
    if (left[i].size() != right[i].size()) return left[i].size() < right[i].size() ? -1 : 1;
    if (left[i] != right[i]) return left[i] < right[i] ? -1 : 1;
  }
  return 0;
}

// The numbers of a client's version.
NaiveVersion numbers_said(std::string_view version) {
  if (version.starts_with('v')) version.remove_prefix(1);
  std::size_t bytes = 0;
  return leading_numbers(version, bytes);
}

}  // namespace

std::optional<NaiveRange> naive_range(std::string_view text) {
  NaiveRange range;
  std::istringstream words{std::string(text)};
  for (std::string word; std::getline(words, word, ' ');) {
    if (word.empty()) continue;
    const std::size_t relation = std::min(word.find_first_not_of("<>="), word.size());
    NaiveBound bound{word.substr(0, relation), {}};
    const std::string version = word.substr(relation);
    std::size_t bytes = 0;
    bound.version = leading_numbers(version, bytes);
    if (bound.version.empty() || bytes != version.size()) return std::nullopt;
    if (bound.relation.empty()) bound.relation = "=";
    const std::vector<std::string> known{"<", "<=", ">", ">=", "="};
    if (std::find(known.begin(), known.end(), bound.relation) == known.end()) return std::nullopt;
    range.push_back(bound);
  }
  if (range.empty()) return std::nullopt;
  return range;
}

bool naive_holds(const NaiveRange& range, std::string_view version) {
  const NaiveVersion numbers = numbers_said(version);
  if (numbers.empty()) return false;
  return std::all_of(range.begin(), range.end(), [&](const NaiveBound& bound) {
    const int order = compare(numbers, bound.version);
    if (order == 0) return bound.relation.ends_with('=');
    return bound.relation.starts_with(order < 0 ? '<' : '>');
  });
}

std::string told(const NaiveVersion& version) {
  std::string text;
  for (const std::string& digits : version) {
    if (!text.empty()) text += '.';
    text += digits.empty() ? "0" : digits;
  }
  return text;
}

std::string told_backwards(const NaiveRange& range) {
  std::string text;
  for (auto bound = range.rbegin(); bound != range.rend(); ++bound) {
    if (!text.empty()) text += ' ';
    text += bound->relation + told(bound->version);
  }
  return text;
}

}  // namespace deadair::fuzz
