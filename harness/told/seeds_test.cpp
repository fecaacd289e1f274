// Seeds made of scenarios.
#include "harness/told/seeds.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "harness/base/json.h"

namespace deadair::told {
namespace {

scenario::Case case_of(const std::string& steps) {
  const std::string text =
      R"j({"id": "told.seeds", "title": "a scenario for seeds", "clauses": ["order"], "steps": [)j" +
      steps + R"j(], "expect": [{"heard": [1]}]})j";
  const Result<scenario::Scenario> scenario = scenario::read_scenario("told.json", text);
  if (!scenario) FAIL(scenario.error().text());
  const Result<std::vector<scenario::Case>> cases = scenario::expand(*scenario);
  REQUIRE(cases.ok());
  return cases->front();
}

std::string texts_of(const Seeds& seeds, std::string_view target) {
  std::string texts;
  for (const Seed& seed : seeds.all()) {
    if (seed.target == target) texts += seed.name + ": " + seed.text + ";";
  }
  return texts;
}

TEST_CASE("what a scenario emits becomes a history with its deliveries") {
  Seeds seeds;
  const scenario::Case one =
      case_of(R"j({"emit": "S c1"}, {"emit": "P(1)", "via": "state"}, )j"
              R"j({"emit": "c2 | X(2)", "via": "unsynced"}, {"emit": "R"})j");
  seeds.add(one, msc3888::Dialect::element);
  CHECK(texts_of(seeds, "history") == "told_seeds: S c1 | P(1) | c2 | X(2) | R\nnsrr\nelement\n;");
  CHECK(texts_of(seeds, "shorthand") == "told_seeds: S c1 | P(1) | c2 | X(2) | R\n;");
  const std::size_t before = seeds.all().size();
  seeds.add(one, msc3888::Dialect::element);
  CHECK(seeds.all().size() == before);
}

TEST_CASE("of events that are alike there is one seed") {
  Seeds seeds;
  seeds.add(
      case_of(
          R"j({"emit": ["S c1 c2 c3", {"chunk": 4, "content": {"sequence": "4"}}, "c5 X(5)"]})j"),
      msc3888::Dialect::stable);
  // The first has the text for other clients, the second stands for those that follow, one is odd.
  const std::string chunks = texts_of(seeds, "chunk_event");
  CHECK(std::count(chunks.begin(), chunks.end(), ';') == 3);
  CHECK(chunks.find(R"j("event_id":"$c2","sender":"@a:h")j") != std::string::npos);
  CHECK(chunks.find(R"j("sequence":"4")j") != std::string::npos);
  const std::string infos = texts_of(seeds, "info_event");
  CHECK(std::count(infos.begin(), infos.end(), ';') == 2);
  CHECK(infos.find(R"j("m.relates_to":{"rel_type":"m.reference","event_id":"$S"}})j") !=
        std::string::npos);
  CHECK_MESSAGE(texts_of(seeds, "history").empty(), "one event cannot be said in a word");
}

TEST_CASE("an answer of sync holds all events, unless it is too long") {
  Seeds seeds;
  seeds.add(case_of(R"j({"emit": "S c1"})j"), msc3888::Dialect::stable);
  seeds.add(case_of(R"j({"emit": "S c1..c9"})j"), msc3888::Dialect::stable);
  const std::string syncs = texts_of(seeds, "sync_response");
  CHECK(syncs.find(R"j({"next_batch":"s2","rooms":{"join":{"!r:h":{"timeline":{"events":[)j") !=
        std::string::npos);
  CHECK(std::count(syncs.begin(), syncs.end(), ';') == 1);
  for (const Seed& seed : seeds.all()) CHECK(seed.text.size() <= seed_bytes_max);
}

}  // namespace
}  // namespace deadair::told
