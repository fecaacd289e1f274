// Choosing cases.
#include "harness/run/plan.h"

#include <doctest/doctest.h>

#include <map>
#include <string>
#include <vector>

namespace deadair::run {
namespace {

scenario::Scenario file(const std::string& id, const std::string& clause,
                        const std::string& more = "") {
  const std::string text =
      "{\"id\":\"" + id + "\",\"title\":\"chunks are heard\",\"clauses\":[\"" + clause + "\"]," +
      more +
      R"~("role":"listener","steps":[{"emit":"S c1 X(1)"},{"act":"play"},{"settle":true}],
          "expect":[{"heard":[1]}]})~";
  const std::string theme = id.substr(0, id.find('.'));
  const std::string name = id.substr(id.find('.') + 1);
  Result<scenario::Scenario> read =
      scenario::read_scenario("scenarios/" + theme + "/" + name + ".json", text);
  REQUIRE_MESSAGE(read.ok(), read.error().text());
  return *read;
}

std::vector<scenario::Scenario> library() {
  return {file("order.plain", "order"), file("once.twice", "once", R"("wild":["W23"],)"),
          file("order.backwards", "order")};
}

std::vector<std::string> keys(const Selection& selection) {
  const Result<Plan> plan = make_plan(library(), selection);
  REQUIRE_MESSAGE(plan.ok(), plan.error().text());
  std::vector<std::string> all;
  for (const PlannedCase& one : plan->cases) all.push_back(one.key());
  return all;
}

TEST_CASE("everything runs in three dialects, in the order of ids") {
  const std::vector<std::string> all = keys({});
  CHECK(all.size() == 9);
  CHECK(all.front() == "once.twice/stable");
  CHECK(all.back() == "order.plain/element");
}

TEST_CASE("a selection narrows by name, glob, theme, clause, row and dialect") {
  using msc3888::Dialect;
  CHECK(keys({.names = {"order"}}).size() == 6);
  CHECK(keys({.names = {"*.back*"}}).size() == 3);
  CHECK(keys({.names = {"once.twice", "order.plain"}}).size() == 6);
  CHECK(keys({.clauses = {"once"}}).size() == 3);
  CHECK(keys({.wild = {"W23"}, .dialects = {Dialect::element}}) ==
        std::vector<std::string>{"once.twice/element"});
  CHECK(keys({.names = {"order"}, .clauses = {"once"}}).empty());
}

TEST_CASE("a selection narrows by exclusion, level, list and key") {
  CHECK(keys({.excluded = {"order"}}).size() == 3);
  CHECK(keys({.names = {"order"}, .excluded = {"*.plain"}}).size() == 3);
  CHECK(keys({.levels = {msc3888::Level::must}}).size() == 9);
  CHECK(keys({.levels = {msc3888::Level::open, msc3888::Level::should}}).empty());
  CHECK(keys({.listed = {{"once", "*.plain"}}}).size() == 6);
  CHECK(keys({.names = {"order"}, .listed = {{"once", "*.plain"}}}).size() == 3);
  const Selection two_keys{.keys = {{"order.plain/element", "order.gone/stable"}}};
  CHECK(keys(two_keys) == std::vector<std::string>{"order.plain/element"});
}

TEST_CASE("a list or keys without anything choose nothing, not everything") {
  CHECK(keys({.listed = std::vector<std::string>()}).empty());
  CHECK(keys({.keys = std::set<std::string>()}).empty());
}

TEST_CASE("a name that matches nothing is an error that shows what is near") {
  const Result<Plan> plan = make_plan(library(), {.names = {"order.backward"}});
  REQUIRE_FALSE(plan.ok());
  CHECK(plan.error().code == "plan.unknown");
  CHECK(plan.error().message.find("order.backwards") != std::string::npos);
  CHECK_FALSE(make_plan(library(), {.tags = {"nonsense"}}).ok());
  CHECK_FALSE(make_plan(library(), {.excluded = {"nonsense"}}).ok());
  CHECK_FALSE(make_plan(library(), {.listed = {{"order", "nonsense"}}}).ok());
}

scenario::Scenario large_family() {
  const std::string text =
      R"~({"id":"exhaustive.orders","title":"chunks are heard in every order","clauses":["order"],
        "sample":5,"for":{"way":{"orders_of":["c1 c2 c3 c4"]}},
        "steps":[{"emit":"S {way.words} X(4)"},{"act":"play"},{"settle":true}],
        "expect":[{"heard":[1,2,3,4]}]})~";
  Result<scenario::Scenario> read =
      scenario::read_scenario("scenarios/exhaustive/orders.json", text);
  REQUIRE_MESSAGE(read.ok(), read.error().text());
  return *read;
}

scenario::Scenario small_family() {
  const std::string text =
      R"~({"id":"order.family","title":"chunks are heard","clauses":["order"],
        "for":{"n":[1,2,3,4,5,6,7]},
        "steps":[{"emit":"S c{n} X({n})"},{"act":"play"},{"settle":true}],
        "expect":[{"heard":["{n}"]}]})~";
  Result<scenario::Scenario> read = scenario::read_scenario("scenarios/order/family.json", text);
  REQUIRE_MESSAGE(read.ok(), read.error().text());
  return *read;
}

TEST_CASE("of a large family a fixed sample is planned, all of it by its tag, a member by its id") {
  const auto planned = [](const Selection& selection) {
    const Result<Plan> plan = make_plan({large_family()}, selection);
    REQUIRE_MESSAGE(plan.ok(), plan.error().text());
    return *plan;
  };
  const Plan sample = planned({});
  CHECK(sample.cases.size() == 15);
  CHECK(sample.left_out == 57);
  CHECK(sample.suite_ids.size() == 24);
  CHECK(planned({.names = {"exhaustive"}}).cases.size() == 15);
  CHECK(planned({.tags = {"exhaustive"}}).cases.size() == 72);
  CHECK(planned({.tags = {"exhaustive"}}).left_out == 0);
  CHECK(planned({.names = {"exhaustive.orders[*"}}).cases.size() == 72);
  CHECK(planned({.listed = {{"exhaustive.orders[way=c4-c3-c2-c1]"}}}).cases.size() == 3);
  CHECK(planned({.keys = {{"exhaustive.orders[way=c4-c3-c2-c1]/stable"}}}).cases.size() == 1);
  CHECK(planned({.names = {"exhaustive.orders[way=c4-c3-c2-c1]"}}).cases.size() == 3);
  CHECK(planned({.names = {"exhaustive.orders[way=c4-*"}}).cases.size() == 18);
}

std::vector<std::string> turns_of(const scenario::Scenario& scenario, Selection selection) {
  selection.turns = true;
  const Result<Plan> plan = make_plan({scenario}, selection);
  REQUIRE_MESSAGE(plan.ok(), plan.error().text());
  std::vector<std::string> all;
  for (const PlannedCase& one : plan->cases) all.push_back(one.key());
  return all;
}

TEST_CASE("the members of a family take turns in the dialects") {
  using msc3888::Dialect;
  const Result<Plan> turns = make_plan({small_family()}, {.turns = true});
  REQUIRE(turns.ok());
  std::map<std::string, std::size_t> by_member;
  std::map<Dialect, std::size_t> by_dialect;
  for (const PlannedCase& one : turns->cases) {
    ++by_member[one.scenario.id];
    ++by_dialect[one.dialect];
  }
  CHECK(turns->cases.size() == 9);
  CHECK(turns->out_of_turn == 12);
  CHECK(by_member.size() == 7);
  CHECK(by_member["order.family[n=1]"] == 3);
  CHECK(by_member["order.family[n=7]"] == 1);
  CHECK(by_dialect == std::map<Dialect, std::size_t>{
                          {Dialect::stable, 3}, {Dialect::unstable, 3}, {Dialect::element, 3}});
  CHECK(make_plan({small_family()}, {})->cases.size() == 21);
  CHECK(make_plan({small_family()}, {})->out_of_turn == 0);
}

TEST_CASE("who names a family, a member, a dialect or keys gets them whole") {
  using msc3888::Dialect;
  const auto size = [](const Selection& selection) {
    return turns_of(small_family(), selection).size();
  };
  CHECK(size({.names = {"order"}}) == 9);
  CHECK(size({.names = {"order.*y[n=7]"}}) == 3);
  CHECK(size({.names = {"order.family"}}) == 21);
  CHECK(size({.names = {"order.family[n=2]"}}) == 3);
  CHECK(size({.listed = {{"order.family"}}}) == 21);
  CHECK(size({.listed = {{"order.*"}}}) == 9);
  CHECK(size({.dialects = {Dialect::stable, Dialect::element}}) == 14);
  CHECK(size({.keys = {{"order.family[n=2]/stable", "order.family[n=2]/element"}}}) == 2);
  CHECK(turns_of(large_family(), {.tags = {"exhaustive"}}).size() == 72);
}

TEST_CASE("no selection changes whose turn it is") {
  const std::vector<std::string> all = turns_of(small_family(), {});
  CHECK(turns_of(small_family(), {.excluded = {"*[n=6]"}}).back() == all.back());
  // Nor does a member that is there by its name only, before all others of its family.
  const std::vector<std::string> sample = turns_of(large_family(), {});
  REQUIRE(sample.size() == 7);
  std::vector<std::string> more =
      turns_of(large_family(), {.names = {"exhaustive", "exhaustive.orders[way=c1-c2-c3-c4]"}});
  std::erase_if(more, [](const std::string& key) { return key.find("c1-c2-c3-c4") < key.size(); });
  CHECK(more == sample);
}

TEST_CASE("two files with one id are an error") {
  CHECK(make_plan({file("order.plain", "order"), file("order.plain", "order")}, {}).error().code ==
        "plan.twice");
}

TEST_CASE("equal plans have equal hashes") {
  CHECK(make_plan(library(), {})->hash == make_plan(library(), {})->hash);
  CHECK(make_plan(library(), {})->hash != make_plan(library(), {.names = {"order"}})->hash);
}

TEST_CASE("a plan knows the ids of the whole suite") {
  const Result<Plan> plan = make_plan(library(), {.clauses = {"once"}});
  REQUIRE(plan.ok());
  CHECK(plan->suite_ids == std::set<std::string>{"once.twice", "order.backwards", "order.plain"});
}

TEST_CASE("globs match whole texts") {
  CHECK(glob_matches("*", ""));
  CHECK(glob_matches("a*c", "abbbc"));
  CHECK(glob_matches("a?c", "abc"));
  CHECK_FALSE(glob_matches("a*c", "abcd"));
  CHECK_FALSE(glob_matches("", "a"));
  CHECK(glob_matches("*[n=?]", "x[n=1]"));
  CHECK_FALSE(glob_matches("a*a*a*a*a*b", std::string(40, 'a')));
}

}  // namespace
}  // namespace deadair::run
