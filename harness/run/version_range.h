// Ranges of versions, as conditions on a client: ">=1.2 <2".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/base/result.h"

namespace deadair::run {

// One or more bounds with spaces between them, all of which must hold. A bound is one of < <= > >=
// = (or nothing, which is =) and a version: numbers of any length with dots between them.
class VersionRange {
 public:
  // Error version.range: what cannot be read.
  [[nodiscard]] static Result<VersionRange> parse(std::string_view text);

  // Compares the leading numbers of the version, "v1.2.0-rc1" as 1.2.0; 1.2 equals 1.2.0. A version
  // that does not begin with a number is in no range.
  [[nodiscard]] bool holds(std::string_view version) const;

  [[nodiscard]] const std::string& text() const { return text_; }
  bool operator==(const VersionRange&) const = default;

 private:
  struct Bound {
    std::string relation;
    std::vector<std::string> version;  // digits of each number, no zeros before them
    bool operator==(const Bound&) const = default;
  };

  std::string text_;
  std::vector<Bound> bounds_;
};

}  // namespace deadair::run
