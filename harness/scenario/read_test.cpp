// Scenario files: what is read, how families expand, and that no bytes at all can hurt the reader.
#include <doctest/doctest.h>

#include <algorithm>

#include "harness/base/random.h"
#include "harness/scenario/scenario.h"

namespace deadair::scenario {
namespace {

constexpr std::string_view good_text = R"~({
  // A family of four.
  "id": "order.late",
  "title": "a late chunk {late} is heard in its place",
  "clauses": ["order", "ends"],
  "wild": ["W27"],
  "needs": ["player"],
  "tags": ["quick"],
  "for": {"late": [1, 2], "end": [{"name": "told", "word": "X(3)"}, {"name": "untold", "word": "X(-)"}]},
  "steps": [
    {"emit": ["S | c3", {"chunk": "{late}", "encrypted": true}]},
    {"open": true},
    {"act": "play"},
    {"act": "pause"},
    {"emit": "{end.word}"},
    {"settle": true},
    {"expect": {"live": "ended", "clause": "ends", "level": "robust"}}
  ],
  "expect": [{"heard": ["{late}", 3]}]
})~";

std::string replaced(std::string_view from, std::string_view to) {
  std::string text(good_text);
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

Error refused(std::string text) {
  const Result<Scenario> scenario = read_scenario("scenarios/order/late.json", std::move(text));
  REQUIRE_FALSE(scenario.ok());
  return scenario.error();
}

std::vector<Case> good_cases() {
  const Result<Scenario> scenario =
      read_scenario("scenarios/order/late.json", std::string(good_text));
  REQUIRE_MESSAGE(scenario.ok(), (scenario.ok() ? "" : scenario.error().text()));
  Result<std::vector<Case>> cases = expand(*scenario);
  REQUIRE(cases.ok());
  return std::move(cases).value();
}

TEST_CASE("a family expands to the product of its parameters, in the order of the file") {
  const std::vector<Case> cases = good_cases();
  REQUIRE(cases.size() == 4);
  CHECK(cases[0].id == "order.late[late=1,end=told]");
  CHECK(cases[1].id == "order.late[late=1,end=untold]");
  CHECK(cases[3].id == "order.late[late=2,end=untold]");
  const Case& made = cases[2];
  CHECK(made.scenario_id == "order.late");
  CHECK(made.title == "a late chunk 2 is heard in its place");
  CHECK(made.parameters.front() == std::pair<std::string, std::string>("late", "2"));
  CHECK(made.tags == std::vector<std::string>{"order", "quick"});
  REQUIRE(made.steps.size() == 7);
  CHECK(made.steps[0].batches[1][1].number == 2);
  CHECK(made.steps[4].batches[0][0].number == 3);
  CHECK(made.expect[0].checks[0].allowed[0].is == json::read("[2,3]").value());
  CHECK(made.steps[6].expect[0].clause == "ends");
}

TEST_CASE("what a family emits has a limit, however short its file is") {
  std::string numbers = "0";
  for (int number = 1; number <= 105; ++number) numbers += "," + std::to_string(number);
  const std::string text =
      R"~({"id": "order.many", "title": "many chunks", "clauses": ["order"], "for": {"x": [)~" +
      numbers +
      R"~(]},
    "steps": [{"emit": "S c1..c1900"}, {"open": true}, {"act": "play"}, {"advance": "{x}"}],
    "expect": [{"heard": [1]}]})~";
  const Result<Scenario> scenario = read_scenario("scenarios/order/many.json", text);
  REQUIRE_FALSE(scenario.ok());
  CHECK(scenario.error().text() ==
        "scenarios/order/many.json:1:75: the members emit more than 200000 events together");
}

TEST_CASE("what the steps need of the client is added to the needs") {
  CHECK(good_cases()[0].needs ==
        std::vector<std::string>{"player", "heard", "encrypted_files", "pause"});
}

TEST_CASE("a case is read back from what the trace keeps") {
  for (const Case& made : good_cases()) {
    const Result<json::Value> kept = json::read(json::write(made.source));
    REQUIRE(kept.ok());
    const Result<Case> again = read_case(*kept);
    REQUIRE_MESSAGE(again.ok(), (again.ok() ? "" : again.error().message));
    CHECK(*again == made);
  }
}

TEST_CASE("a case that is none is refused without a place") {
  for (const std::string_view text : {"null", "[]", "{}", R"~({"id":"a.b","for":{"x":[1]}})~"}) {
    CAPTURE(text);
    const Result<Case> made = read_case(json::read(text).value());
    REQUIRE_FALSE(made.ok());
    CHECK(made.error().place.empty());
  }
}

TEST_CASE("an id belongs to its folder, however the path is written") {
  for (const char* path : {"order/late.json", "a/order/late.json", "late.json", "./late.json",
                           "../late.json", "order/./late.json", "a/../order//late.json"}) {
    CHECK_MESSAGE(read_scenario(path, std::string(good_text)).ok(), path);
  }
  for (const char* path : {"a/late.json", "order/a/late.json", "./a/late.json", "order/../a/x"}) {
    const Result<Scenario> read = read_scenario(path, std::string(good_text));
    REQUIRE_MESSAGE(!read.ok(), path);
    CHECK_MESSAGE(read.error().message.ends_with("the folder is \"a\""), read.error().message);
  }
}

TEST_CASE("what is wrong is told with file, line and column") {
  struct Row {
    std::string name, from, to, code, line, part;
  };
  const Row rows[] = {
      {"not JSON", "\"wild\":", "wild:", "scenario.syntax", "6", ""},
      {"a doubled key", "\"wild\"", "\"id\"", "scenario.syntax", "6", "stands twice"},
      {"an unknown member", "\"wild\"", "\"wield\"", "scenario.schema", "6",
       "known are: id, title"},
      {"a member of another kind", "[\"W27\"]", "27", "scenario.schema", "6", "array"},
      {"a row that is none", "W27", "27", "scenario.schema", "6", "pattern"},
      {"an unknown clause", "\"ends\"],", "\"end\"],", "scenario.clause", "5", "no clause \"end\""},
      {"an unknown need", "\"player\"", "\"plaier\"", "scenario.schema", "7", "known are: pause"},
      {"an id of another folder", "order.late", "gaps.late", "scenario.id", "3",
       "the folder is \"order\""},
      {"an id of one word", "order.late", "order", "scenario.schema", "3", "pattern"},
      {"an unknown word", "S | c3", "S | k3", "scenario.shorthand", "11", "\"k3\""},
      {"a placeholder without parameter", "{late} is", "{never} is", "scenario.parameter", "4",
       "{never}"},
      {"a parameter without placeholder", "{end.word}", "X(3)", "scenario.parameter", "9", "{end}"},
      {"a chunk of no broadcast", "S | c3", "S | c3@S2", "scenario.label", "11", "\"S2\""},
      {"an act on no broadcast", "\"act\": \"play\"", "\"act\": \"play\", \"broadcast\": \"S2\"",
       "scenario.label", "13", "\"S2\""},
      {"an expectation of no broadcast",
       "\"heard\":", "\"broadcast\": \"S2\", \"heard\":", "scenario.label", "19", "\"S2\""},
      {"an unknown check", "\"heard\":", "\"hard\":", "scenario.schema", "19",
       "known are: broadcast"},
      {"an unknown check among the steps", "\"live\"", "\"alive\"", "scenario.expect", "17",
       "known are:"},
      {"a number that is none when filled in", "[1, 2]", "[1, \"two\"]", "scenario.step", "11",
       "sequence"},
      {"an expectation of nothing", "[{\"heard\": [\"{late}\", 3]}]", "[]", "scenario.schema", "19",
       "minItems"},
  };
  for (const Row& row : rows) {
    DOCTEST_SUBCASE(row.name.c_str()) {
      const Error error = refused(replaced(row.from, row.to));
      CAPTURE(error.text());
      CHECK(error.code == row.code);
      CHECK(error.place.starts_with("scenarios/order/late.json:" + row.line + ":"));
      CHECK(error.message.find(row.part) != std::string::npos);
    }
  }
}

TEST_CASE("a redelivery, a redaction and a fault name what was emitted") {
  const auto with = [](const std::string& step) {
    return refused(replaced("{\"act\": \"pause\"}", step)).message;
  };
  CHECK(with(R"~({"redeliver": "c9"})~").find("not emitted before") != std::string::npos);
  CHECK(with(R"~({"emit": "red(c9)"})~").find("before it was emitted") != std::string::npos);
  CHECK(with(R"~({"fault": "media.missing", "of": "c9"})~").find("is no chunk") !=
        std::string::npos);
  CHECK(with(R"~({"emit": [{"chunk": 5, "content": {"a": "${c9}"}}]})~").find("never emitted") !=
        std::string::npos);
  CHECK(with(R"~({"emit": [{"chunk": 5, "content": {"a": "@{C}"}}]})~").find("@{L}") !=
        std::string::npos);
  CHECK(with(R"~({"expect": {"media": {"c9": "failed"}}})~").find("not emitted by then") !=
        std::string::npos);
  const auto heard = [&](const std::string& check) {
    return with("{\"expect\": {" + check + "}}");
  };
  CHECK(heard(R"~("heard": ["S"])~").find("is no chunk, and cannot be heard") != std::string::npos);
  CHECK(heard(R"~("downloads": {"S": 1})~").find("is no chunk") != std::string::npos);
  CHECK(with(R"~({"redeliver": "c1", "via": "state"})~").find("no state event") !=
        std::string::npos);
  CHECK(with(R"~({"emit": "c9", "via": "state"})~").find("no state event") != std::string::npos);
  CHECK(with(R"~({"emit": [{"chunk": 9, "media": {"is": "shared", "with": "c8"}}]})~")
            .find("is no chunk that came before") != std::string::npos);
  CHECK(with(R"~({"emit": [{"info": "paused", "label": "q", "broadcast": "q"}]})~")
            .find("is no started event") != std::string::npos);
  for (const char* odd : {R"~("absent": ["event_id"])~", R"~("event": {"event_id": "$x"})~",
                          R"~("raw": {"event_id": "7"})~"}) {
    CAPTURE(odd);
    CHECK(with(R"~({"emit": [{"message": "m", "label": "odd", )~" + std::string(odd) +
               R"~(}]}, {"redeliver": "odd"})~")
              .find("no ID of its own") != std::string::npos);
  }
  std::string faults;
  for (int i = 0; i <= 256; ++i) faults += R"~({"fault": "status"}, )~";
  CHECK(with(faults + R"~({"settle": true})~").find("at most 256 faults") != std::string::npos);
}

TEST_CASE("a file that is too large or too deep is refused") {
  CHECK(refused(std::string(2000000, ' ')).code == "scenario.syntax");
  CHECK(refused(std::string(60000, '[')).code == "scenario.syntax");
  CHECK(refused("").code == "scenario.syntax");
}

// A reader that is total gives a value or an error; whatever it takes can be expanded and linted.
void survive(const std::string& text) {
  const Result<Scenario> scenario = read_scenario("scenarios/order/late.json", text);
  if (!scenario.ok()) {
    CHECK_FALSE(scenario.error().message.empty());
    CHECK(scenario.error().place.starts_with("scenarios/order/late.json"));
    return;
  }
  CHECK(expand(*scenario).ok());
  (void)lint(*scenario);
}

TEST_CASE("truncated files never hurt") {
  for (std::size_t length = 0; length < good_text.size(); length += 3)
    survive(std::string(good_text.substr(0, length)));
}

TEST_CASE("mutated files never hurt") {
  constexpr std::string_view letters = "{}[]\":,0123456789-.cSPXR'|@()eE\\u\n\x80\xff";
  Random random(3888);
  for (int round = 0; round < 500; ++round) {
    std::string text(good_text);
    const std::uint64_t changes = 1 + random.below(4);
    for (std::uint64_t change = 0; change < changes; ++change) {
      const std::size_t at = random.below(text.size());
      const char letter = letters[random.below(letters.size())];
      switch (random.below(3)) {
        case 0: text[at] = letter; break;
        case 1: text.insert(at, 1, letter); break;
        default: text.erase(at, 1 + random.below(6)); break;
      }
    }
    survive(text);
  }
}

TEST_CASE("swapped pieces of files never hurt") {
  Random random(7);
  for (int round = 0; round < 200; ++round) {
    std::string text(good_text);
    const std::size_t from = random.below(text.size());
    const std::size_t length = std::min<std::size_t>(random.below(40), text.size() - from);
    const std::string piece = text.substr(from, length);
    text.insert(random.below(text.size()), piece);
    survive(text);
  }
}

}  // namespace
}  // namespace deadair::scenario
