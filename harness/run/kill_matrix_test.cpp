// The kill matrix, with made-up results.
#include "harness/run/kill_matrix.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

namespace deadair::run {
namespace {

PlannedCase planned(const std::string& id, const std::string& member = "",
                    msc3888::Dialect dialect = msc3888::Dialect::stable) {
  PlannedCase one;
  one.scenario.scenario_id = id;
  one.scenario.id = id + member;
  one.scenario.clauses = {"order", "once"};
  one.dialect = dialect;
  return one;
}

judge::Finding finding(const std::string& code, const std::string& clause,
                       msc3888::Level level = msc3888::Level::must) {
  judge::Finding one;
  one.code = code;
  one.clauses = {clause};
  one.level = level;
  return one;
}

judge::Verdict failed(std::vector<judge::Finding> findings) {
  judge::Verdict verdict;
  verdict.kind = judge::Kind::fail;
  verdict.worst = findings.front();
  verdict.findings = std::move(findings);
  return verdict;
}

FaultyVariant variant(const std::string& name, const std::string& clause) {
  return {name, "Does something wrong.", clause, {}};
}

using Names = std::vector<std::string>;

TEST_CASE("a failure fits a variant when one of its findings cites the clause that it breaks") {
  struct Row {
    std::string name;
    judge::Verdict verdict;
    bool kills;
    bool fits;
    bool is_own;
    std::string code;
  };
  judge::Verdict broken;
  broken.kind = judge::Kind::broken;
  judge::Finding of_the_adapter = finding("adapter.contract", "order");
  of_the_adapter.owner = judge::Owner::adapter;
  const std::vector<Row> rows = {
      {"passed", {}, false, false, false, ""},
      {"broken", broken, false, false, false, ""},
      {"its clause", failed({finding("heard.order", "order")}), true, true, true, "heard.order"},
      {"a clause of neither", failed({finding("live.model", "newest")}), true, false, false,
       "live.model"},
      {"a clause of the scenario", failed({finding("heard.repeat", "once")}), true, false, true,
       "heard.repeat"},
      {"its clause behind another",
       failed({finding("live.model", "newest"), finding("heard.order", "order")}), true, true, true,
       "heard.order"},
      {"only what is open", failed({finding("heard.order", "order", msc3888::Level::open)}), false,
       false, false, ""},
      {"the adapter's fault", failed({of_the_adapter}), false, false, false, ""},
  };
  for (const Row& row : rows) {
    DOCTEST_SUBCASE(row.name.c_str()) {
      const auto kill = kill_in(planned("order.x"), row.verdict, variant("v", "order"));
      REQUIRE(kill.has_value() == row.kills);
      if (!kill) return;
      CHECK(kill->fits == row.fits);
      CHECK(kill->is_own == row.is_own);
      CHECK(kill->code == row.code);
      CHECK(kill->case_key == "order.x/stable");
    }
  }
}

TEST_CASE("a variant survives unless a failure fits it, a scenario idles unless it fails one") {
  KillMatrix matrix({variant("v", "order"), variant("w", "once")}, {"a.a", "a.b", "a.c"});
  matrix.add("v", planned("a.a"), failed({finding("heard.order", "order")}));
  matrix.add("w", planned("a.b"), failed({finding("heard.order", "order")}));
  matrix.add("w", planned("a.c"), failed({finding("requests.storm", "polite")}));
  CHECK(matrix.survivors() == Names{"w"});
  CHECK(matrix.idle_scenarios() == Names{"a.c"});
  CHECK(matrix.killed_by("a.b") == Names{"w"});
  CHECK(matrix.broken().empty());
  judge::Verdict broken;
  broken.kind = judge::Kind::broken;
  matrix.add("v", planned("a.c"), broken);
  CHECK(matrix.broken() == Names{"v a.c/stable"});
  CHECK(matrix.idle_scenarios() == Names{"a.c"});
}

TEST_CASE("killers name every scenario, by the rarest variant, and every variant") {
  KillMatrix matrix({variant("common", "order"), variant("rare", "once")}, {"a.a", "a.b"});
  const judge::Verdict order = failed({finding("heard.order", "order")});
  const judge::Verdict once = failed({finding("heard.repeat", "once")});
  matrix.add("common", planned("a.a"), order);
  matrix.add("common", planned("a.b", "[n=1]"), order);
  matrix.add("rare", planned("a.b", "[n=1]"), order);
  matrix.add("rare", planned("a.b", "[n=10]"), once);
  matrix.add("rare", planned("a.b", "[n=100]"), once);
  CHECK(matrix.scenario_killers() ==
        std::vector<Killer>{{"a.a/stable", "common"}, {"a.b[n=10]/stable", "rare"}});
  CHECK(matrix.variant_killers() ==
        std::vector<Killer>{{"a.a/stable", "common"}, {"a.b[n=10]/stable", "rare"}});
  KillMatrix twice({variant("common", "order"), variant("rare", "once")}, {"a.a"});
  twice.add("common", planned("a.a"), order);
  twice.add("rare", planned("a.a"), once);
  CHECK(twice.scenario_killers() == std::vector<Killer>{{"a.a/stable", "common"}});
  CHECK(twice.variant_killers().size() == 2);
}

TEST_CASE("every turn plays each member in one dialect, and as many turns as dialects play all") {
  Plan plan;
  for (const std::string member : {"[n=1]", "[n=2]"}) {
    for (const auto dialect : {msc3888::Dialect::stable, msc3888::Dialect::unstable}) {
      plan.cases.push_back(planned("a.a", member));
      plan.cases.back().dialect = dialect;
    }
  }
  std::set<std::string> keys;
  for (const std::size_t turn : {std::size_t{1}, std::size_t{2}}) {
    const Plan chosen = one_dialect_each(plan, turn);
    REQUIRE(chosen.cases.size() == 2);
    CHECK(chosen.cases[0].scenario.id != chosen.cases[1].scenario.id);
    for (const PlannedCase& one : chosen.cases) keys.insert(one.key());
  }
  CHECK(keys.size() == 4);
}

TEST_CASE(
    "killers are written sorted, once each, and read again; anything but two words is refused") {
  const std::vector<Killer> killers = {
      {"b.a/stable", "v"}, {"a.a[n=1]/element", "w"}, {"b.a/stable", "v"}};
  const Result<std::vector<Killer>> read = read_killers(write_killers(killers));
  REQUIRE(read.ok());
  CHECK(*read == std::vector<Killer>{killers[1], killers[0]});
  CHECK(read_killers("# nothing\n\n")->empty());
  CHECK(read_killers("a.a/stable v\na.b/stable\n").error().place == "2");
  CHECK_FALSE(read_killers("a.a/stable v w").ok());
}

TEST_CASE("the list of variants is read line by line, and a doubled name refused") {
  const std::string good =
      R"({"name":"v","fault":"Plays noise.","clause":"order","rows":["W1","W2"]})";
  const Result<std::vector<FaultyVariant>> read = read_variants(good + "\n");
  REQUIRE(read.ok());
  CHECK(read->front().name == "v");
  CHECK(read->front().clause == "order");
  CHECK(read->front().rows == Names{"W1", "W2"});
  CHECK(read_variants(good + "\n" + good).error().place == "2");
  CHECK_FALSE(read_variants(R"({"name":"v"})").ok());
  CHECK_FALSE(read_variants("v (order)").ok());
}

Plan plan_of(int members) {
  Plan plan;
  for (const char* id : {"a.a", "a.b"}) {
    for (int member = 0; member < members; ++member) {
      for (const msc3888::Dialect dialect : msc3888::all_dialects) {
        plan.cases.push_back(planned(id, "[n=" + std::to_string(member) + "]", dialect));
      }
    }
  }
  return plan;
}

std::vector<std::string> keys_of(const Plan& plan) {
  std::vector<std::string> keys;
  for (const PlannedCase& one : plan.cases) keys.push_back(one.key());
  return keys;
}

TEST_CASE("a sample has so many members of each scenario, one dialect each, and known killers") {
  const Plan plan = plan_of(5);
  const std::vector<std::string> two = keys_of(sample_for(plan, "v", 2, {}));
  CHECK(two.size() == 4);
  CHECK(two == keys_of(sample_for(plan, "v", 2, {})));
  CHECK(std::count_if(two.begin(), two.end(),
                      [](const std::string& key) { return key.starts_with("a.a["); }) == 2);
  CHECK(sample_for(plan, "v", 0, {}).cases.size() == 10);
  CHECK(sample_for(plan, "v", 9, {}).cases.size() == 10);

  std::set<std::string> seen;
  for (int number = 0; number < 200; ++number) {
    for (const std::string& key : keys_of(sample_for(plan, "v" + std::to_string(number), 1, {}))) {
      seen.insert(key);
    }
  }
  CHECK(seen.size() == plan.cases.size());

  std::vector<Killer> killers;
  for (const std::string& key : keys_of(plan)) killers.push_back({key, "v"});
  CHECK(sample_for(plan, "v", 1, killers).cases.size() == plan.cases.size());
  CHECK(sample_for(plan, "w", 1, killers).cases.size() == 2);
  CHECK(killers_for(plan, "w", killers).cases.empty());
  CHECK(keys_of(killers_for(plan, "v", {killers[3]})) ==
        std::vector<std::string>{killers[3].case_key});
}

TEST_CASE("a shuffled plan has the same cases in an order of its seed") {
  const Plan plan = plan_of(5);
  const std::vector<std::string> one = keys_of(shuffled(plan, 1)), two = keys_of(shuffled(plan, 2));
  CHECK(one != two);
  CHECK(one == keys_of(shuffled(plan, 1)));
  CHECK(std::set<std::string>(one.begin(), one.end()) ==
        std::set<std::string>(two.begin(), two.end()));
  CHECK(one.size() == plan.cases.size());
}

}  // namespace
}  // namespace deadair::run
