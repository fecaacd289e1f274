// Every member is filled, so that a report that leaves one out is seen.
#include "reports/testing/sample.h"

#include <cstddef>
#include <cstdint>
#include <utility>

#include "harness/judge/trace_builder.h"

namespace deadair::reports::testing {
namespace {

CaseResult passed(const std::string& scenario, const std::string& dialect) {
  CaseResult result;
  result.id = scenario;
  result.scenario = scenario;
  result.dialect = dialect;
  result.title = "chunks that come in order are heard in order";
  result.level = msc3888::Level::must;
  result.clauses = {"order"};
  result.again = "deadair run --id " + scenario + " --dialect " + dialect +
                 " --seed 8731 -- ./adapter --verbose";
  result.duration_ms = 12;
  return result;
}

CaseResult unsupported() {
  CaseResult result = passed("states.seek_while_paused", "unstable");
  result.title = "a seek while paused is heard from there";
  result.verdict = judge::Kind::unsupported;
  result.owner = judge::Owner::client;
  result.code = "unsupported.feature";
  result.clauses = {"any_state"};
  result.expected = "act seek";
  result.got = "not supported: seek";
  result.duration_ms = 0;
  return result;
}

CaseResult broken() {
  CaseResult result = passed("states.all_pairs[from=paused,to=resumed]", "element");
  result.scenario = "states.all_pairs";
  result.title = "any pair of states leaves the client alive";
  result.verdict = judge::Kind::broken;
  result.owner = judge::Owner::adapter;
  result.code = "adapter.noise";
  result.clauses = {"transitions", "state_block"};
  result.step = 0;
  result.step_text = "emit S c1 | P(1)";
  result.expected = "an object of JSON-RPC 2.0 on each line of stdout";
  result.got = "starting up, please wait <1/3>";
  result.trace = "traces/states.all_pairs[from=paused,to=resumed].element.jsonl";
  result.stderr_tail = "warning: no sound card\nwarning: using the null sink\n";
  return result;
}

CaseResult undecided() {
  CaseResult result = passed("states.long_pause", "stable");
  result.title = "a broadcast that is paused for an hour goes on";
  result.level = msc3888::Level::robust;
  result.verdict = judge::Kind::inconclusive;
  result.owner = judge::Owner::environment;
  result.code = "environment.slow";
  result.clauses = {"transitions"};
  result.step = 3;
  result.expected = "two equal runs";
  result.got = "two runs that differ";
  result.repeats = 2;
  return result;
}

// A live broadcast of six chunks in which the client plays what comes late after what came before.
judge::Trace trace_of_many(std::size_t n) {
  const std::string late = std::to_string(2 + n % 4);
  std::string first = "c1";
  std::string heard_last = "c" + late;
  std::vector<std::string> heard = {"c1"};
  for (int chunk = 2; chunk <= 5; ++chunk) {
    const std::string name = "c" + std::to_string(chunk);
    if (name == heard_last) continue;
    first += " | " + name;
    heard.push_back(name);
  }
  heard.push_back(heard_last);
  heard.push_back("c6");
  judge::TraceBuilder builder;
  builder.wants(R"([{"heard": [1, 2, 3, 4, 5, 6]}, {"player": "ended"}])");
  builder.emit("S").act("play").emit(first).settle().emit("B:c3").emit(heard_last).settle();
  builder.emit("c6 X(6)").settle().end().sees(
      {.state = "stopped", .live = "ended", .player = "ended", .heard = heard});
  return builder.trace();
}

}  // namespace

CaseResult sample_failure() {
  CaseResult result = passed("order.late_chunk_after_gap[late=1]", "unstable");
  result.scenario = "order.late_chunk_after_gap";
  result.title = "a chunk that comes after its successors is heard in its place or never";
  result.verdict = judge::Kind::fail;
  result.owner = judge::Owner::client;
  result.code = "heard.order";
  result.clauses = {"gap_late", "order"};
  result.step = 4;
  result.step_text = "emit c3";
  result.expected = "[1,2,3,4] (waits) or [1,2,4] (skips)";
  result.got = "[1,2,4,3]";
  result.trace = "traces/order.late_chunk_after_gap[late=1].unstable.jsonl";
  result.duration_ms = 1234;
  result.stderr_tail = "player: chunk 3 is late\n";
  result.observations = {{"gap_live", "heard", "skips", "[1,2,4,3]"}};
  return result;
}

RunReport sample_report() {
  RunReport report;
  CaseResult observed = passed("order.in_order", "element");
  observed.observations = {{"gap_live", "heard", "waits", "[1,2,3]"},
                           {"beyond_end", "heard", "other", "[1,2,3,5]"}};
  report.cases = {passed("order.in_order", "stable"),
                  passed("order.in_order", "unstable"),
                  observed,
                  sample_failure(),
                  undecided(),
                  unsupported(),
                  broken()};
  report.header.tool_version = "0.1.0";
  report.header.plan_hash = plan_hash_of(plan_of(report));
  report.header.scenario_hash = "00000000deadbeef";
  report.header.seed = "18446744073709551615";
  report.header.cases = static_cast<std::int64_t>(report.cases.size());
  report.header.client_name = "example";
  report.header.client_version = "1.2.3";
  report.header.configuration.set("dialects", json::Value::array({"stable", "unstable"}));
  report.header.surroundings.set("jobs", 4);
  report.footer = {count(report.cases), true};
  return report;
}

Many many_cases(std::size_t count) {
  Many many;
  many.report = sample_report();
  many.report.cases.clear();
  std::vector<judge::Trace> traces;
  for (std::size_t late = 0; late < 4; ++late) traces.push_back(trace_of_many(late));
  many.trace = traces.front();
  const char* const dialects[] = {"stable", "unstable", "element"};
  const char* const themes[] = {"order", "gaps", "states", "delivery", "faults", "media"};
  for (std::size_t n = 0; n < count; ++n) {
    CaseResult one = sample_failure();
    one.scenario = std::string(themes[n / 3 % 6]) + ".late_chunk_number_" + std::to_string(n / 30);
    one.id = one.scenario + "[late=" + std::to_string(n / 3 % 10) + "]";
    one.dialect = dialects[n % 3];
    one.step = 9;
    one.step_text.clear();
    one.again = "deadair run --id '" + one.id + "' --dialect " + one.dialect +
                " --seed 8731 -- ./adapter --verbose";
    one.trace = "traces/" + one.id + "." + one.dialect + ".jsonl";
    one.stderr_tail = "player: chunk " + std::to_string(n) + " is late\n";
    many.pictures.add(n, one, traces[n % traces.size()]);
    many.report.cases.push_back(std::move(one));
  }
  many.report.header.cases = static_cast<std::int64_t>(count);
  many.report.header.plan_hash = plan_hash_of(plan_of(many.report));
  many.report.footer = {reports::count(many.report.cases), true};
  return many;
}

std::vector<PlannedCase> plan_of(const RunReport& report) {
  std::vector<PlannedCase> plan;
  for (const CaseResult& result : report.cases) plan.push_back({result.id, result.dialect});
  return plan;
}

std::string hostile_text() {
  std::string text =
      "<script>alert(1)</script>]]>&amp;\" onload='x' | `a` ```` @all #1 http://example.org "
      "[x](javascript:1) ![x](y) {0} {}\r\n\x1b[2J\x1b]0;title\x07 \x7f \xc2\x9b"
      "31m \xff\xfe \xed\xa0\x80 \xe2\x80\xae \xef\xbf\xbe \xf0\x9f\x94\x87 end";
  text += std::string("\0nul", 4);
  return text;
}

RunReport hostile_report() {
  RunReport report = sample_report();
  const std::string hostile = hostile_text();
  std::string large = hostile;
  while (large.size() < std::size_t{1024} * 1024) large += "0123456789abcde\xff";
  int n = 0;
  for (CaseResult& result : report.cases) {
    // The id tells cases apart, as everywhere.
    result.id = std::to_string(n++) + hostile;
    for (std::string* text : {&result.scenario, &result.dialect, &result.title, &result.code,
                              &result.step_text, &result.again, &result.trace}) {
      *text = hostile;
    }
    result.clauses = {hostile, large};
    for (std::string* text : {&result.expected, &result.got, &result.stderr_tail}) *text = large;
    result.observations.assign(500, judge::Observation{hostile, hostile, hostile, hostile});
    result.observations.front() = {hostile, hostile, hostile, large};
  }
  RunHeader& header = report.header;
  for (std::string* text : {&header.tool_version, &header.scenario_hash, &header.client_name}) {
    *text = hostile;
  }
  header.client_version = large;
  header.configuration.set(hostile, large);
  header.plan_hash = plan_hash_of(plan_of(report));
  return report;
}

}  // namespace deadair::reports::testing
