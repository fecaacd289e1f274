// What changed from one run to another.
#pragma once

#include <string>
#include <vector>

#include "harness/base/json.h"
#include "reports/results.h"

namespace deadair::reports {

// What became of a case. All but `fixed` are for the worse.
//   failed       it fails, or cannot be judged, and did not before
//   other_code   it fails as before, in another way
//   unsupported  the client no longer declares what it needs
//   not_run      it is not in the second run
//   fixed        it passes, and did not before
enum class Change { failed, other_code, unsupported, not_run, fixed };

[[nodiscard]] std::string_view name_of(Change change);

struct Difference {
  Change change = Change::failed;
  std::string id;
  std::string dialect;
  std::string before;  // verdict and code: "pass", "fail heard.order"; "not there"
  std::string after;

  bool operator==(const Difference&) const = default;
};

struct Comparison {
  std::vector<Difference> differences;  // by change, then in the order of the plans
  std::vector<std::string> notes;       // what else is not the same: client, seed, scenarios

  [[nodiscard]] bool is_worse() const;
};

// Cases are the same where id and dialect are. Verdicts are compared, whatever was known of them.
[[nodiscard]] Comparison compare(const RunReport& before, const RunReport& after);

// For people, ends with a line feed; for programs.
[[nodiscard]] std::string comparison_text(const Comparison& comparison);
[[nodiscard]] json::Value to_json(const Comparison& comparison);

}  // namespace deadair::reports
