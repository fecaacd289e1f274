// Every pair of outcomes, and what is said of it.
#include "reports/compare.h"

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <vector>

#include "reports/testing/sample.h"

namespace deadair::reports {
namespace {

using judge::Kind;

CaseResult came_out(Kind kind, const std::string& code = "") {
  CaseResult result = testing::sample_failure();
  result.verdict = kind;
  result.code = code;
  return result;
}

RunReport run_of(const std::vector<CaseResult>& cases) {
  RunReport report = testing::sample_report();
  report.cases = cases;
  return report;
}

struct Row {
  std::string name;
  std::optional<CaseResult> before;
  std::optional<CaseResult> after;
  std::string change;  // empty: none
};

TEST_CASE("what a pair of outcomes is called") {
  const CaseResult pass = came_out(Kind::pass);
  const CaseResult order = came_out(Kind::fail, "heard.order");
  const CaseResult hole = came_out(Kind::fail, "heard.hole");
  const CaseResult broken = came_out(Kind::broken, "adapter.noise");
  const CaseResult undecided = came_out(Kind::inconclusive, "settle.too_long");
  const CaseResult unsupported = came_out(Kind::unsupported, "unsupported.need");
  const std::vector<Row> rows = {
      {"same pass", pass, pass, ""},
      {"same failure", order, order, ""},
      {"still unsupported", unsupported, unsupported, ""},
      {"pass to failure", pass, order, "failed"},
      {"pass to broken", pass, broken, "failed"},
      {"pass to undecided", pass, undecided, "failed"},
      {"unsupported to failure", unsupported, order, "failed"},
      {"a new case that fails", std::nullopt, order, "failed"},
      {"a new case that passes", std::nullopt, pass, ""},
      {"another code", order, hole, "other_code"},
      {"failure to broken", order, broken, "other_code"},
      {"pass to unsupported", pass, unsupported, "unsupported"},
      {"failure to unsupported", order, unsupported, "unsupported"},
      {"pass to nothing", pass, std::nullopt, "not_run"},
      {"failure to nothing", order, std::nullopt, "not_run"},
      {"failure to pass", order, pass, "fixed"},
      {"broken to pass", broken, pass, "fixed"},
      {"unsupported to pass", unsupported, pass, "fixed"},
  };
  for (const Row& row : rows) {
    DOCTEST_SUBCASE(row.name.c_str()) {
      std::vector<CaseResult> before;
      std::vector<CaseResult> after;
      if (row.before) before.push_back(*row.before);
      if (row.after) after.push_back(*row.after);
      const Comparison got = compare(run_of(before), run_of(after));
      CHECK(got.differences.size() == (row.change.empty() ? 0 : 1));
      for (const Difference& one : got.differences) CHECK(name_of(one.change) == row.change);
      CHECK(got.is_worse() == (!row.change.empty() && row.change != "fixed"));
    }
  }
}

TEST_CASE("cases are told apart by dialect, and listed by what became of them") {
  CaseResult stable = came_out(Kind::fail, "heard.order");
  stable.dialect = "stable";
  CaseResult element = came_out(Kind::pass);
  element.dialect = "element";
  CaseResult stable_now = stable;
  stable_now.verdict = Kind::pass;
  CaseResult element_now = element;
  element_now.verdict = Kind::fail;
  element_now.code = "heard.cut";
  const Comparison got = compare(run_of({stable, element}), run_of({stable_now, element_now}));
  CHECK(comparison_text(got) ==
        "new failures (1):\n  order.late_chunk_after_gap[late=1] (element): pass -> fail "
        "heard.cut\nfixed (1):\n  order.late_chunk_after_gap[late=1] (stable): fail heard.order -> "
        "pass\n");
  const json::Value value = to_json(got);
  CHECK(value.bool_at("worse", false));
  CHECK(value.find("differences")->items().size() == 2);
}

TEST_CASE("runs of different things are compared, and it is said") {
  RunReport other = testing::sample_report();
  other.header.seed = "5";
  other.header.client_version = "2";
  const Comparison got = compare(testing::sample_report(), other);
  CHECK(got.notes.size() == 2);
  CHECK_FALSE(got.is_worse());
  CHECK(comparison_text(got).ends_with("no case came out differently\n"));
}

}  // namespace
}  // namespace deadair::reports
