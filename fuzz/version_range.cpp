// Property: a range of versions is read exactly if a naive second reading finds one, or refused
// with the code version.range and one line of words. It is read again from its own text as the
// same, and told backwards with each relation written out it means the same. A version is in it
// exactly if the naive reading says so, and -9 behind it changes nothing.
#include "harness/run/version_range.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/naive_version_range.h"
#include "fuzz/parts.h"
#include "fuzz/target.h"
#include "harness/base/check.h"

namespace deadair::fuzz {
namespace {

// For engines that have no bound of their own: the versions tried are four for each border, and
// each is held against all borders.
constexpr std::size_t input_max = 4096;

}  // namespace

Outcome run_one(std::string_view input) {
  if (input.size() > input_max) return Outcome::rejected;
  std::vector<std::string> versions = lines_of(input);  // the range first
  const std::string text = versions.front();
  versions.erase(versions.begin());

  const Result<run::VersionRange> range = run::VersionRange::parse(text);
  const std::optional<NaiveRange> naive = naive_range(text);
  DEADAIR_CHECK(range.ok() == naive.has_value(), text);
  if (!range) {
    const Error& error = range.error();
    DEADAIR_CHECK(error.code == "version.range", error.code);
    DEADAIR_CHECK(!error.message.empty() && error.message.find('\n') == std::string::npos, text);
    return Outcome::rejected;
  }
  const Result<run::VersionRange> again = run::VersionRange::parse(range->text());
  DEADAIR_CHECK(again.ok() && *again == *range, range->text());
  const std::string backwards = told_backwards(*naive);
  const Result<run::VersionRange> other = run::VersionRange::parse(backwards);
  DEADAIR_CHECK(other.ok(), backwards);

  // The borders are tried too, and their neighbours.
  for (const NaiveBound& bound : *naive) {
    for (const char* behind : {"", ".0", ".0.1", "-rc1"}) {
      versions.push_back(told(bound.version) + behind);
    }
  }
  for (const std::string& version : versions) {
    const bool holds = range->holds(version);
    DEADAIR_CHECK(holds == naive_holds(*naive, version), text + ": " + version);
    DEADAIR_CHECK(holds == other->holds(version), backwards + ": " + version);
    DEADAIR_CHECK(holds == range->holds(version + "-9"), text + ": " + version);
  }
  return Outcome::accepted;
}

}  // namespace deadair::fuzz
