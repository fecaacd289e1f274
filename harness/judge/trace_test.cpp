// Traces: written, read, refused, cut off, mutated.
#include "harness/judge/trace.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/base/random.h"
#include "harness/judge/made_events.h"
#include "harness/judge/rules/exhibits.h"
#include "harness/judge/trace_builder.h"
#include "harness/judge/verdict.h"

namespace deadair::judge {
namespace {

// A case that has an entry of every kind, most of them twice.
TraceBuilder rich_case() {
  TraceBuilder builder;
  builder.features({"pause"})
      .wants(
          R"([{"heard": {"any_of": [{"label": "all", "is": [1, 2]}, {"label": "one", "is": [1]}]}},
                 {"state": "stopped", "level": "open"}])")
      .emit("S c1")
      .act("play")
      .entry(EntryKind::fault, R"({"fault": "status", "status": 500})")
      .emit("P(1) B:c2 | R c2 red(P1)")
      .exchange("media", 500, "status")
      .redeliver("c2")
      .entry(EntryKind::sent, R"({"event": {"event_id": "$mine", "type": "m.room.message"}})")
      .entry(EntryKind::notice, R"({"method": "progress", "params": {"counter": 1}})")
      .finds("request.bad_field")
      .act_fails("pause", 1)
      .emit("X(2)")
      .end()
      .sees({.state = "stopped", .live = "ended", .heard = {"c1", "c2"}, .chunks = {"c1", "c2"}})
      .stalls("away")
      .times_out("bye")
      .breaks("adapter.noise")
      .exits("bye", 0);
  return builder;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

TEST_CASE("a trace that is written and read is the same trace") {
  const Trace trace = rich_case().trace();
  const std::string text = write_trace(trace);
  const Result<Trace> read = read_trace(text);
  REQUIRE(read.ok());
  CHECK(read->entries == trace.entries);
  CHECK(write_trace(*read) == text);
  CHECK(judge(*read) == judge(trace));
}

TEST_CASE("the rich case holds every kind of entry") {
  const Trace trace = rich_case().trace();
  for (int kind = 0; kind <= static_cast<int>(EntryKind::case_end); ++kind) {
    const auto wanted = static_cast<EntryKind>(kind);
    INFO(name_of(wanted));
    CHECK(std::any_of(trace.entries.begin(), trace.entries.end(),
                      [&](const Entry& entry) { return entry.kind == wanted; }));
  }
}

TEST_CASE("a line begins with kind, step and time") {
  TraceLog log;
  log.begin_step(3);
  log.set_time(1500);
  log.add(EntryKind::step, json::Value::object({{"text", "settle"}}));
  CHECK(write_trace(log.copy()) ==
        "{\"kind\":\"step\",\"step\":3,\"at_ms\":1500,\"text\":\"settle\"}\n");
}

TEST_CASE("raw text is kept as what a reader of it sees") {
  TraceLog log;
  json::Value content = json::Value::object();
  content.set("sequence", json::Value::raw("1e0"));
  content.set("broken", json::Value::raw("{\"a\":"));
  content.set("list", json::Value::array({json::Value::raw("[true]")}));
  log.add(EntryKind::event, json::Value::object({{"event", std::move(content)}}));
  const Trace trace = log.copy();
  const json::Value& kept = *trace.entries.at(0).body.find("event");
  CHECK(json::write(kept) == R"({"sequence":1e0,"broken":{"raw":"{\"a\":"},"list":[[true]]})");
}

TEST_CASE("what is cut off a log is gone, and what comes later stands behind the rest") {
  TraceLog log;
  for (const char* const what : {"a", "b", "c"}) {
    log.add(EntryKind::step, json::Value::object({{"text", what}}));
  }
  log.cut(5);
  CHECK(log.size() == 3);
  log.cut(1);
  log.add(EntryKind::case_end, json::Value::object());
  const Trace trace = log.take();
  REQUIRE(trace.entries.size() == 2);
  CHECK(trace.entries.front().body.string_at("text") == "a");
  CHECK(trace.entries.back().kind == EntryKind::case_end);
}

TEST_CASE("more requests than a trace keeps become one finding") {
  TraceLog log;
  const json::Value notice = json::Value::object({{"method", "log"}});
  for (std::size_t i = 0; i < noise_entries_max + 10; ++i) log.add(EntryKind::notice, notice);
  log.add(EntryKind::case_end, json::Value::object());
  const Trace trace = log.copy();
  REQUIRE(trace.entries.size() == noise_entries_max + 2);
  CHECK(log.size() == noise_entries_max + 2);
  const Entry& storm = trace.entries[noise_entries_max];
  CHECK(storm.kind == EntryKind::finding);
  CHECK(storm.body.string_at("code") == "requests.storm");
}

TEST_CASE("text that is no trace is refused with its place") {
  struct Row {
    std::string name, text, code, place;
  };
  const std::string begin = R"({"kind":"case_begin","step":-1,"at_ms":0})";
  const std::string end = R"({"kind":"case_end","step":0,"at_ms":0})";
  const Row rows[] = {
      {"nothing", "", "trace.incomplete", "line 0"},
      {"no JSON", begin + "\nkind\n", "trace.syntax", "line 2"},
      {"an empty line", begin + "\n\n" + end + "\n", "trace.syntax", "line 2"},
      {"an array", "[]\n", "trace.syntax", "line 1"},
      {"no time", "{\"kind\":\"step\",\"step\":0}\n", "trace.syntax", "line 1"},
      {"another order", "{\"step\":0,\"kind\":\"step\",\"at_ms\":0}\n", "trace.syntax", "line 1"},
      {"a step in words", "{\"kind\":\"step\",\"step\":\"0\",\"at_ms\":0}\n", "trace.syntax",
       "line 1"},
      {"a step below -1", "{\"kind\":\"step\",\"step\":-2,\"at_ms\":0}\n", "trace.syntax",
       "line 1"},
      {"a step of 1000001", "{\"kind\":\"step\",\"step\":1000001,\"at_ms\":0}\n", "trace.syntax",
       "line 1"},
      {"half a millisecond", "{\"kind\":\"step\",\"step\":0,\"at_ms\":0.5}\n", "trace.syntax",
       "line 1"},
      {"an unknown kind", begin + "\n{\"kind\":\"stop\",\"step\":0,\"at_ms\":0}\n", "trace.kind",
       "line 2"},
      {"a kind that is a number", "{\"kind\":1,\"step\":0,\"at_ms\":0}\n", "trace.kind", "line 1"},
      {"no end", begin + "\n", "trace.incomplete", "line 1"},
      {"a last line without a newline", begin + "\n" + end, "trace.incomplete", "line 2"},
  };
  for (const Row& row : rows) {
    DOCTEST_SUBCASE(row.name.c_str()) {
      const Result<Trace> read = read_trace(row.text);
      REQUIRE(!read.ok());
      CHECK(read.error().code == row.code);
      CHECK(read.error().place == row.place);
    }
  }
}

// What the judge says of a trace that it cannot trust.
std::string distrusted(const Trace& trace) {
  const Verdict verdict = judge(trace);
  CHECK(verdict.kind == Kind::broken);
  CHECK(verdict.worst.owner == Owner::harness);
  CHECK(verdict.findings.size() == 1);
  return verdict.worst.code;
}

Trace simple_trace() { return TraceBuilder().emit("S").settle().end().sees({}).trace(); }

TEST_CASE("a trace in disorder is not judged") {
  Trace trace = simple_trace();
  auto& entries = trace.entries;
  REQUIRE(judge(trace).kind == Kind::pass);
  SUBCASE("nothing at all") {
    entries.clear();
    CHECK(distrusted(trace) == "trace.incomplete");
  }
  SUBCASE("two beginnings") {
    entries.insert(entries.begin() + 1, entries.front());
    CHECK(distrusted(trace) == "trace.order");
  }
  SUBCASE("two ends") {
    entries.push_back(entries.back());
    CHECK(distrusted(trace) == "trace.order");
  }
  SUBCASE("a step that goes back") {
    entries[entries.size() - 2].step = 0;
    CHECK(distrusted(trace) == "trace.order");
  }
  SUBCASE("a step that the case does not have") {
    for (Entry& entry : entries) entry.step = std::max(entry.step, 3);
    entries.front().step = -1;
    CHECK(distrusted(trace) == "trace.order");
  }
}

TEST_CASE("a trace whose case cannot be read is not judged") {
  Trace trace = simple_trace();
  json::Value& begin = trace.entries.front().body;
  SUBCASE("no scenario") { begin.set("scenario", json::Value::object()); }
  SUBCASE("a clause that there is not") {
    lay_over(begin, parsed(R"({"scenario": {"clauses": ["silence"]}})"));
  }
  CHECK(distrusted(trace) == "trace.case");
}

TEST_CASE("what a trace says that is not judged is shown on one line") {
  Trace trace = simple_trace();
  trace.entries.front().body.set("scenario", json::Value::object({{"id\x1b[2J\n", "x"}}));
  CHECK(distrusted(trace) == "trace.case");
  const std::string got = judge(trace).worst.got;
  CHECK_MESSAGE(got.find_first_of("\x1b\n") == std::string::npos, got);
}

TEST_CASE("an entry without a member that the rules read is not judged") {
  struct Row {
    EntryKind kind;
    std::string members;
  };
  const Row rows[] = {
      {EntryKind::case_begin, "format id dialect role cast scenario"},
      {EntryKind::step, "text"},
      {EntryKind::event, "label via event"},
      {EntryKind::sent, "event"},
      {EntryKind::redelivered, "label"},
      {EntryKind::http, "route status"},
      {EntryKind::finding, "code"},
      {EntryKind::call, "id method"},
      {EntryKind::answer, "id result"},
      {EntryKind::timeout, "what"},
      {EntryKind::adapter_fault, "code"},
      {EntryKind::exited, "during status signal"},
      {EntryKind::stalled, "what rest"},
  };
  const Trace good = rich_case().trace();
  for (const Row& row : rows) {
    std::string members = row.members + " ";
    for (std::size_t cut = members.find(' '); cut != std::string::npos; cut = members.find(' ')) {
      const std::string member = members.substr(0, cut);
      members.erase(0, cut + 1);
      INFO(name_of(row.kind), " without ", member);
      Trace trace = good;
      const auto entry = std::find_if(trace.entries.begin(), trace.entries.end(),
                                      [&](const Entry& one) { return one.kind == row.kind; });
      REQUIRE(entry != trace.entries.end());
      REQUIRE(entry->body.erase(member));
      CHECK(distrusted(trace) == "trace.body");
      if (member == "result") continue;
      entry->body.set(member, true);
      CHECK(distrusted(trace) == "trace.body");
    }
  }
}

TEST_CASE("an answer has a result or an error, and not both") {
  Trace trace = simple_trace();
  const auto answer = std::find_if(trace.entries.begin(), trace.entries.end(),
                                   [](const Entry& one) { return one.kind == EntryKind::answer; });
  REQUIRE(answer != trace.entries.end());
  answer->body.set("error", json::Value::object());
  CHECK(distrusted(trace) == "trace.body");
}

std::size_t any_below(Random& chance, std::size_t limit) {
  return static_cast<std::size_t>(chance.below(limit));
}

// Replaces, adds or takes out one member somewhere in a line.
std::string with_odd_member(const std::string& line, Random& chance) {
  const char* const odd[] = {"null",    "-1",         "1e300", "\"\"", "\"S\"",
                             "[]",      "{}",         "[{}]",  "true", "9007199254740993",
                             "\"$c1\"", "\"stopped\""};
  Result<json::Value> read = json::read(line);
  if (!read.ok()) return line;
  json::Value* at = &*read;
  while (!at->members().empty() || !at->items().empty()) {
    const bool list = at->members().empty();
    const std::size_t size = list ? at->items().size() : at->members().size();
    const std::size_t pick = any_below(chance, size);
    if (!list && chance.below(6) == 0) {
      at->erase(std::string(at->members()[pick].key));
      return json::write(*read);
    }
    at = list ? &at->items()[pick] : &at->members()[pick].value;
    if (chance.below(5) == 0) break;
  }
  *at = parsed(odd[any_below(chance, std::size(odd))]);
  return json::write(*read);
}

std::string mutated(const std::string& text, Random& chance) {
  std::vector<std::string> lines = lines_of(text);
  const std::size_t rounds = 1 + any_below(chance, 3);
  for (std::size_t round = 0; round < rounds; ++round) {
    const std::size_t line = any_below(chance, lines.size());
    switch (chance.below(6)) {
      case 0: lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(line)); break;
      case 1: std::swap(lines[line], lines[any_below(chance, lines.size())]); break;
      case 2: lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(line), lines[line]); break;
      case 3: {
        if (lines[line].empty()) break;
        char& letter = lines[line][any_below(chance, lines[line].size())];
        letter = static_cast<char>(chance.below(256));
        break;
      }
      default: lines[line] = with_odd_member(lines[line], chance);
    }
    if (lines.empty()) return {};
  }
  std::string result = joined(lines);
  if (chance.below(8) == 0) result.resize(any_below(chance, result.size() + 1));
  return result;
}

TEST_CASE("a damaged trace is refused or judged, and always in the same way") {
  const std::string text = write_trace(rich_case().trace());
  int refused = 0;
  int distrusted_traces = 0;
  int judged = 0;
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    Random chance(seed);
    const std::string damaged = mutated(text, chance);
    INFO("seed ", seed);
    const Result<Trace> read = read_trace(damaged);
    if (!read.ok()) {
      ++refused;
      CHECK(read.error().code.rfind("trace.", 0) == 0);
      continue;
    }
    const Verdict verdict = judge(*read);
    if (seed % 20 == 0) CHECK(verdict == judge(*read));
    const Result<Trace> again = read_trace(write_trace(*read));
    REQUIRE(again.ok());
    CHECK(again->entries == read->entries);
    const bool whole = verdict.worst.code.rfind("trace.", 0) != 0;
    ++(whole ? judged : distrusted_traces);
  }
  // Each way out is taken often enough to mean something.
  CHECK(refused > 100);
  CHECK(distrusted_traces > 100);
  CHECK(judged > 100);
}

TEST_CASE("a trace that is cut off anywhere is refused") {
  const std::string text = write_trace(rich_case().trace());
  for (std::size_t size = 0; size < text.size(); size += 31) {
    INFO("after ", size, " bytes");
    const Result<Trace> read = read_trace(std::string_view(text).substr(0, size));
    REQUIRE(!read.ok());
    CHECK(read.error().code == "trace.incomplete");
  }
}

}  // namespace

std::vector<Exhibit> trace_exhibits() {
  const Trace good = simple_trace();
  Trace endless = good;
  endless.entries.pop_back();
  Trace headless = good;
  headless.entries.erase(headless.entries.begin());
  Trace by_pigeon = good;
  for (Entry& entry : by_pigeon.entries) {
    if (entry.kind == EntryKind::event) entry.body.set("via", "pigeon");
  }
  Trace of_the_future = good;
  of_the_future.entries.front().body.set("format", 2);
  return {
      {code::trace_incomplete, "broken harness trace.incomplete @-1", endless, good},
      {code::trace_order, "broken harness trace.order @-1", headless, good},
      {code::trace_body, "broken harness trace.body @-1", by_pigeon, good},
      {code::trace_case, "broken harness trace.case @-1", of_the_future, good},
  };
}

}  // namespace deadair::judge
