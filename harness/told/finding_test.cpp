// Inputs of fuzz targets read as histories.
#include "harness/told/finding.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "harness/base/json.h"
#include "harness/scenario/scenario.h"
#include "harness/told/records.h"
#include "harness/told/scenario_text.h"

namespace deadair::told {
namespace {

// What a client is told of that input.
std::string file_of(const std::string& target, const std::string& input) {
  const Result<History> history = read_finding(target, input);
  if (!history) FAIL(history.error().text());
  const auto file = write_scenario(*history, Listening::afterwards,
                                   {"found.test", "a history that was told", {}});
  if (!file) FAIL(file.error().text());
  return file->text;
}

TEST_CASE("operations on a playlist are told as the events that cause them") {
  struct Row {
    std::string name;
    std::vector<Record> records;
    std::string line;
  };
  // {operation, id, value, more}; 0 adds, 3 removes, 4 announces, 5 ends, 6 seeks, 7 plays.
  const Row rows[] = {
      {"chunks by sequence", {{0, 1, 2, 0}, {1, 2, 1, 0}}, R"j({"emit": "S | c2 | c1"})j"},
      {"two events with one sequence", {{0, 1, 1, 0}, {0, 2, 1, 0}}, R"j("S | c1 | c1'")j"},
      {"added again", {{0, 1, 1, 0}, {0, 1, 9, 0}}, R"j({"redeliver": "c1"})j"},
      {"removed", {{0, 1, 1, 0}, {3, 1, 0, 0}}, R"j("S | c1 | red(c1)")j"},
      {"removed and added",
       {{0, 1, 1, 0}, {3, 1, 0, 0}, {0, 1, 1, 0}},
       R"j("S | c1 | red(c1) | c1'")j"},
      {"removing nothing", {{3, 1, 0, 0}, {0, 1, 1, 0}}, R"j("S | c1")j"},
      {"announced, ended, resumed",
       {{4, 0, 3, 0}, {5, 0, 2, 0}, {5, 0, 1, 0}},
       R"j("S | P(3) | X(3) | R")j"},
      {"announced after the end", {{5, 0, 2, 0}, {4, 0, 3, 0}}, R"j("S | X(-) | X(3)")j"},
      {"announced below 0",
       {{4, 0, 3, 2}},
       R"j({"info": "paused", "content": {"last_chunk_sequence": -3}})j"},
      {"far numbers", {{0, 0, 248, 0}}, R"j("S | c9007199254740991")j"},
      {"another length", {{0, 0, 1, 3}}, R"j({"chunk": 1, "duration_ms": 7})j"},
      {"a length that no sound has",
       {{0, 0, 1, 5}},
       R"j({"chunk": 1, "content": {"info": {"duration": -5}}})j"},
      {"a seek", {{0, 0, 1, 0}, {6, 0, 2, 0}}, R"j({"act": "seek", "position_ms": 200})j"},
  };
  for (const Row& row : rows) {
    SUBCASE(row.name.c_str()) {
      const std::string file = file_of("playlist", write_records(row.records));
      CHECK_MESSAGE(file.find(row.line) != std::string::npos, file);
    }
  }
}

TEST_CASE("an event stands before a good broadcast and within it, which is heard") {
  const std::string event =
      R"({"type": "m.voice_broadcast_chunk", "event_id": "$x", "sender": "@x:h", "content": )"
      R"({"sequence": 1.5, "a": {"b": 1, "b": 2}, "c": "${S}", "m.relates_to": )"
      R"({"rel_type": "m.reference", "event_id": "$other"}}})";
  const std::string file = file_of("byo_event", event);
  for (const char* part :
       {R"j("event": {"type": "m.voice_broadcast_chunk", "content": {"sequence": 1.5)j",
        R"j("m.relates_to": {"rel_type": "m.reference", "event_id": "${S}"})j",
        R"j("raw": {"content.a": "{\"b\":1,\"b\":2}", "content.c": "\"$\\u007bS}\""})j",
        R"j(, "| S c1 |", )j", R"j(, "c2 X(2)"])j", R"j("heard": [1, 2])j"}) {
    CHECK_MESSAGE(file.find(part) != std::string::npos, (file + "\nlacks " + part));
  }
  CHECK(file.find("$x") == std::string::npos);
}

TEST_CASE("the event of a scenario is the one that was found") {
  struct Row {
    std::string name, event, said;  // what is laid over a message: raw texts last
    std::vector<std::string> absent = {};
  };
  const Row rows[] = {
      {"plain", R"({"type":"a","content":{"b":[1,{}]},"c":null})", ""},
      {"no content", R"({"type":"a"})", "", {"content"}},
      {"no type", R"({"content":{}})", "", {"type"}},
      {"content that is none", R"({"type":"a","content":[1]})", ""},
      {"a placeholder", R"({"type":"{x}","content":{"a":"{x}"}})",
       R"({"content":{"a":"\u007bx}"},"type":"\u007bx}"})"},
      {"a name for an ID", R"({"type":"a","content":{"a":["${S}","@{B}"]}})",
       R"({"type":"a","content":{"a":["$\u007bS}","@\u007bB}"]}})"},
      {"a placeholder for a key", R"({"type":"a","content":{"b":{"{x}":1},"c":2}})",
       R"({"type":"a","content":{"c":2,"b":{"\u007bx}":1}}})"},
      {"a key with a dot", R"({"type":"a","content":{"b":{"c.d":"{x}"},"e":2}})",
       R"({"type":"a","content":{"e":2,"b":{"c.d":"\u007bx}"}}})"},
      {"a key with a dot in content", R"({"type":"a","content":{"c.d":"{x}","e":2}})",
       R"({"type":"a","content":{"c.d":"\u007bx}","e":2}})"},
      {"keys that look like one", R"({"type":"a","content":{"m":{"text":"{"}}})",
       R"({"type":"a","content":{"m":{"text":"\u007b"}}})"},
      {"no key", R"({"type":"a","content":{"":"{x}"}})",
       R"({"type":"a","content":{"":"\u007bx}"}})"},
      {"a key twice", R"({"type":"a","content":{"b":1,"b":{"c":"\"{"}}})",
       R"({"type":"a","content":{"b":1,"b":{"c":"\"\u007b"}}})"},
      {"a key twice in a list", R"({"type":"a","content":{"b":[{"c":1,"c":2}],"d":3}})",
       R"({"type":"a","content":{"d":3,"b":[{"c":1,"c":2}]}})"},
  };
  for (const Row& row : rows) {
    SUBCASE(row.name.c_str()) {
      const auto scenario = scenario::read_scenario("found.json", file_of("byo_event", row.event));
      REQUIRE_MESSAGE(scenario.ok(), scenario.error().text());
      const scenario::Case one = scenario::expand(*scenario).value().front();
      std::size_t places = 0;
      for (const scenario::Batch& batch : one.steps.front().batches) {
        for (const scenario::EventSpec& event : batch) {
          if (event.kind != scenario::EventKind::message) continue;
          CHECK(json::write(event.event) == (row.said.empty() ? row.event : row.said));
          CHECK(event.absent == row.absent);
          ++places;
        }
      }
      CHECK(places == 3);
    }
  }
}

TEST_CASE("what is no finding is refused, with the place") {
  struct Row {
    std::string name, target, input, error;
  };
  const Row rows[] = {
      {"another target", "canary", "x", "no scenario is made of canary"},
      {"too large", "history", std::string(70000, 'S'), "70000 bytes; an input has at most 65536"},
      {"no shorthand", "history", "S q", "1:3: \"q\": no word of the shorthand"},
      {"only bars", "byo_history", "| |", "nothing happens in this input"},
      {"no operation", "playlist", "\x01", "nothing happens in this input"},
      {"no JSON", "byo_event", "{\"type\": ", "1:1"},
      {"no object", "byo_event", "[1]", "1:1: no JSON object"},
      {"a member of the event twice", "byo_event", R"({"type": "a", "b": 1, "b": 2})",
       "no scenario says the member \"b\" twice"},
      {"a placeholder for a member of the event", "byo_event", R"({"b{c}": 1})", "placeholder"},
      {"a member that no path leads to", "byo_event", R"({"b.c": ["{x}"]})", "as it stands"},
  };
  for (const Row& row : rows) {
    SUBCASE(row.name.c_str()) {
      const Result<History> history = read_finding(row.target, row.input);
      REQUIRE(!history.ok());
      CHECK_MESSAGE(history.error().text().find(row.error) != std::string::npos,
                    history.error().text());
    }
  }
}

}  // namespace
}  // namespace deadair::told
