// The linter: one complaint for each way to write a scenario that is worth nothing.
#include <doctest/doctest.h>

#include "harness/scenario/scenario.h"

namespace deadair::scenario {
namespace {

// A scenario of these steps and expectations.
std::vector<Error> complaints(const std::string& steps, const std::string& expect,
                              const std::string& clauses = R"~(["order"])~") {
  const std::string text = R"~({"id":"order.x","title":"a title of some length","clauses":)~" +
                           clauses + ",\"steps\":[" + steps + "],\"expect\":[" + expect + "]}";
  const Result<Scenario> scenario = read_scenario("order/x.json", text);
  REQUIRE_MESSAGE(scenario.ok(), (scenario.ok() ? "" : scenario.error().text()));
  return lint(*scenario);
}

constexpr const char* play = R"~({"emit":"S c1 X(1)"},{"act":"play"},{"settle":true})~";
constexpr const char* heard = R"~({"heard":[1]})~";

TEST_CASE("a good scenario has no complaints") {
  CHECK(complaints(play, heard).empty());
  CHECK(complaints(R"~({"emit":"S c1 X(1)"},{"open":true},{"act":"play"},{"settle":true},
                      {"expect":{"heard":[1]}},{"restart":"kept"},{"settle":true})~",
                   R"~({"heard":[1]},{"level":"open","live":"ended"})~")
            .empty());
  CHECK(
      complaints(
          play,
          R"~({"heard":[1]},{"requests":{"any_of":[{"label":"a","is":{"sync":{"from":0},"media":0}},
                                             {"label":"b","is":{"media":{"from":5}}}]}})~")
          .empty());
}

TEST_CASE("what is wrong with every member of a family is told once, of the first") {
  const Result<Scenario> family = read_scenario(
      "order/x.json",
      R"~({"id":"order.x","title":"a family of two","clauses":["order"],"for":{"n":[1,2]},
           "steps":[{"emit":"S c{n}"},{"act":"play"}],"expect":[{"live":"live"}]})~");
  REQUIRE_MESSAGE(family.ok(), family.error().text());
  const std::vector<Error> found = lint(*family);
  REQUIRE(found.size() == 1);
  CHECK(found.front().message.ends_with("would pass, in order.x[n=1]"));
}

TEST_CASE("each worthless thing is complained of") {
  struct Row {
    std::string name, steps, expect, code, part;
    std::string clauses = R"~(["order"])~";
  };
  const std::string good = play;
  const Row rows[] = {
      {"nothing must be heard", good, R"~({"live":"ended"})~", "lint.control", "nothing demands"},
      {"what is heard is open", good, R"~({"live":"ended"},{"heard":[1],"level":"open"})~",
       "lint.control", "nothing demands"},
      {"one alternative is silence", good,
       R"~({"heard":{"any_of":[{"label":"a","is":[]},{"label":"b","is":[1]}]}})~", "lint.control",
       "nothing demands"},
      {"what must be heard hangs on a wish", good, R"~({"heard":[1],"unless_refused":"play"})~",
       "lint.control", "nothing demands"},
      {"silence has the last word",
       good + R"~(,{"expect":{"heard":[1]}},{"emit":"red(S)"},{"settle":true})~",
       R"~({"listed":false})~", "lint.control", "the last demand is silence"},
      {"open comes first", R"~({"open":true},)~" + good, heard, "lint.step",
       "before the first step"},
      {"open comes twice", R"~({"emit":"S2"},{"open":true},)~" + good + R"~(,{"open":true})~",
       heard, "lint.step", "opened twice"},
      {"an act before open", good + R"~(,{"open":true})~", heard, "lint.step", "before open"},
      {"an expectation before open",
       R"~({"emit":"S2"},{"expect":{"broadcast":"S2","heard":[1]}},{"open":true},)~" + good, heard,
       "lint.step", "before open"},
      {"an advance of nothing", good + R"~(,{"advance":0})~", heard, "lint.step", "advance of 0"},
      {"settle twice", good + R"~(,{"settle":true})~", heard, "lint.step", "twice in a row"},
      {"an expectation without a barrier",
       R"~({"emit":"S c1"},{"expect":{"live":"live"}},{"act":"play"})~", heard, "lint.step",
       "a settle has to stand before"},
      {"a fault at the end", good + R"~(,{"fault":"status","status":500})~", heard, "lint.step",
       "nothing follows"},
      {"a hold without release", R"~({"fault":"hold","on":"sync"},)~" + good, heard, "lint.step",
       "never released"},
      {"a release without hold", good + R"~(,{"release":true})~", heard, "lint.step",
       "nothing is held back"},
      {"any number of downloads", good, R"~({"heard":[1]},{"downloads":{"c1":{"from":0}}})~",
       "lint.outcome", "whatever the client does"},
      {"any number of requests", good,
       R"~({"heard":[1]},{"requests":{"sync":{"to":9},"any":{"from":0}}})~", "lint.outcome",
       "\"requests\" says nothing of any"},
      {"any number, as an alternative", good,
       R"~({"heard":[1]},{"requests":{"any_of":[{"label":"a","is":{"sync":{"from":0}}},{"label":"b","is":{"sync":2}}]}})~",
       "lint.outcome", "whatever the client does"},
      {"a hold before open",
       R"~({"fault":"hold","on":"sync"},{"emit":"S2"},{"open":true},{"release":true},)~" + good,
       heard, "lint.step", "never opens"},
      {"refused or not", good,
       R"~({"heard":[1]},{"refused":{"any_of":[{"label":"a","is":true},{"label":"b","is":false}]}})~",
       "lint.outcome", "whatever the client does"},
      {"an error or none", good,
       R"~({"heard":[1]},{"error":{"any_of":[{"label":"a","is":null},{"label":"b","is":"any"}]}})~",
       "lint.outcome", "whatever the client does"},
      {"refused before any wish",
       R"~({"emit":"S c1"},{"settle":true},{"expect":{"refused":false}},{"act":"play"})~", heard,
       "lint.outcome", "no wish"},
      {"one alternative", good, R"~({"heard":{"any_of":[{"label":"a","is":[1]}]}})~",
       "lint.alternatives", "one member only"},
      {"equal alternatives", good,
       R"~({"heard":{"any_of":[{"label":"a","is":[1]},{"label":"b","is":[1]}]}})~",
       "lint.alternatives", "are equal"},
      {"a level that is not the clause's", good, R"~({"heard":[1],"level":"robust"})~",
       "lint.level", "the clause order is must"},
      {"a clause that is not listed", good,
       R"~({"heard":[1]},{"live":"ended","clause":"ends","level":"robust"})~", "lint.clause",
       "not among"},
      {"a clause that nothing cites", good, heard, "lint.clause", "cites the clause ends",
       R"~(["order","ends"])~"},
      {"a clause that is cited openly only", good,
       R"~({"heard":[1]},{"live":"ended","clause":"ends","level":"open"})~", "lint.clause",
       "cites the clause ends", R"~(["order","ends"])~"},
  };
  for (const Row& row : rows) {
    DOCTEST_SUBCASE(row.name.c_str()) {
      const std::vector<Error> found = complaints(row.steps, row.expect, row.clauses);
      REQUIRE_FALSE(found.empty());
      bool met = false;
      for (const Error& error : found) {
        CHECK(error.place.starts_with("order/x.json:1:"));
        met = met || (error.code == row.code && error.message.find(row.part) != std::string::npos);
      }
      CAPTURE(found.front().text());
      CHECK(met);
    }
  }
}

TEST_CASE("silence before the control, or with it, is good") {
  CHECK(complaints(R"~({"emit":"S B:S2"},{"settle":true},{"expect":{"heard":[]}},
                      {"emit":"c1 X(1)"},{"act":"play"},{"settle":true})~",
                   R"~({"heard":[1]},{"broadcast":"S2","heard":[]})~")
            .empty());
}

}  // namespace
}  // namespace deadair::scenario
