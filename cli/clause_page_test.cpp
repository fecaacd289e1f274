// The page of clauses: what counts as held, and what is complained about.
#include "cli/clause_page.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "harness/msc3888/clauses.h"

namespace deadair::cli {
namespace {

scenario::Scenario scenario_of(const std::string& expect) {
  Result<scenario::Scenario> read = scenario::read_scenario(
      "scenarios/order/plain.json",
      R"~({"id":"order.plain","title":"chunks are heard","clauses":["order","ends","odd"],
        "steps":[{"emit":"S c1 X(1)"},{"act":"play"},{"settle":true}],"expect":[)~" +
          expect + "]}");
  REQUIRE_MESSAGE(read.ok(), read.error().text());
  return *read;
}

Citations citations(const std::string& expect) {
  return citations_of({scenario_of(expect)}).value();
}

TEST_CASE("a clause is held where it is expected at its own level") {
  const Citations held = citations(
      R"({"heard":[1],"chunks":[1]},{"clause":"ends","level":"robust","player":"ended"},
         {"clause":"odd","level":"open","heard":[1]})");
  CHECK(held.at("order").size() == 2);
  CHECK(held.at("order").at("heard") == std::set<std::string>{"order.plain"});
  CHECK(held.at("ends").contains("player"));
  CHECK(held.at("odd").contains("heard"));
}

TEST_CASE("what is only recorded does not hold a clause that can fail") {
  CHECK_FALSE(citations(R"({"level":"open","heard":[1]})").contains("order"));
}

TEST_CASE("the page has a line for each clause, and a complaint for each that nothing holds") {
  const ClausePage page = make_clause_page(citations(R"({"heard":[1]})"));
  CHECK(page.text.find("| [order](#order) | must | 1 |") != std::string::npos);
  CHECK(page.text.find("| `heard` | [order.plain](../scenarios/order/plain.json) |") !=
        std::string::npos);
  CHECK(page.errors.size() == msc3888::clauses().size() - 1);
  CHECK(page.errors.front().code == "docs.unheld");
  CHECK(std::none_of(page.errors.begin(), page.errors.end(),
                     [](const Error& error) { return error.place == "order"; }));
}

}  // namespace
}  // namespace deadair::cli
