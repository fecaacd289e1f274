// Codes are those of the judge, features and reports those that scenarios may need.
#include "harness/run/known_failures_words.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "harness/judge/codes.h"
#include "harness/scenario/vocabulary.h"

namespace deadair::run {
namespace {

// A word of a file may be as long as the file, and no name is.
constexpr std::size_t word_bytes_max = 64;

// How many letters must be changed, lost, added or swapped with the next one.
std::size_t distance(std::string_view one, std::string_view other) {
  const std::size_t width = other.size() + 1;
  std::vector<std::size_t> cells((one.size() + 1) * width);
  const auto cell = [&](std::size_t row, std::size_t column) -> std::size_t& {
    return cells[row * width + column];
  };
  for (std::size_t row = 0; row <= one.size(); ++row) cell(row, 0) = row;
  for (std::size_t column = 0; column < width; ++column) cell(0, column) = column;
  for (std::size_t row = 1; row <= one.size(); ++row) {
    for (std::size_t column = 1; column < width; ++column) {
      const bool equal = one[row - 1] == other[column - 1];
      std::size_t best = std::min({cell(row - 1, column) + 1, cell(row, column - 1) + 1,
                                   cell(row - 1, column - 1) + (equal ? 0 : 1)});
      const bool swapped = row > 1 && column > 1 && one[row - 1] == other[column - 2] &&
                           one[row - 2] == other[column - 1];
      if (swapped) best = std::min(best, cell(row - 2, column - 2) + 1);
      cell(row, column) = best;
    }
  }
  return cell(one.size(), width - 1);
}

std::string meant(std::string_view word, std::span<const std::string_view> known) {
  const std::string_view near = near_name(word, known);
  return near.empty() ? std::string() : "; \"" + std::string(near) + "\" is near";
}

std::vector<std::string_view> codes_of_failures() {
  std::vector<std::string_view> names;
  for (const judge::Code& code : judge::codes()) {
    if (code.kind == judge::Kind::fail) names.push_back(code.name);
  }
  return names;
}

}  // namespace

std::string_view near_name(std::string_view word, std::span<const std::string_view> known) {
  if (word.size() > word_bytes_max) return {};
  std::size_t fewest = (word.size() + 1) / 4 + 1;  // the first that is too many
  std::string_view near;
  for (const std::string_view name : known) {
    const std::size_t away = distance(word, name);
    if (away > fewest) continue;
    near = away == fewest ? std::string_view() : name;
    fewest = away;
  }
  return near;
}

Problems unknown_words(const KnownFailures& file) {
  const std::vector<std::string_view> codes = codes_of_failures();
  const scenario::Words declared = scenario::features_and_reports();
  Problems found;
  for (const KnownFailure& entry : file.entries()) {
    if (std::find(codes.begin(), codes.end(), entry.code) == codes.end()) {
      const char* const why = judge::find_code(entry.code) == nullptr ? "there is no code "
                                                                      : "no failure has the code ";
      found.push_back(
          {"known.code", entry.code_place,
           "code: " + std::string(why) + '"' + entry.code + '"' + meant(entry.code, codes)});
    }
    std::string_view word = entry.feature;
    if (word.starts_with('!')) word.remove_prefix(1);
    if (!word.empty() && !scenario::is_one_of(word, declared)) {
      found.push_back({"known.feature", entry.feature_place,
                       "when.feature: there is no feature or report \"" + std::string(word) + '"' +
                           meant(word, declared)});
    }
  }
  return found;
}

}  // namespace deadair::run
