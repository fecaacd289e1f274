// Only attributes and elements that the common readers share: no `skipped` on testsuites, no
// timestamps.
#include "reports/junit.h"

#include <fmt/format.h>

#include <cstdint>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "reports/failure_block.h"
#include "reports/text.h"

namespace deadair::reports {
namespace {

struct Suite {
  std::vector<CaseResult> cases;
  Counts counts;
  std::int64_t duration_ms = 0;
};

std::string seconds(std::int64_t ms) { return fmt::format("{}.{:03}", ms / 1000, ms % 1000); }

std::string attribute(std::string_view name, std::string_view value) {
  return fmt::format(" {}=\"{}\"", name, markup(value));
}

std::string attribute(std::string_view name, std::int64_t value) {
  return fmt::format(" {}=\"{}\"", name, value);
}

std::string totals(const Counts& counts, std::int64_t duration_ms) {
  return attribute("tests", counts.total()) + attribute("failures", counts.fail) +
         attribute("errors", counts.broken + counts.inconclusive) +
         attribute("time", seconds(duration_ms));
}

std::string outcome(std::string_view element, const CaseResult& result) {
  const std::string message = result.code + ": expected " + result.expected + ", got " + result.got;
  return fmt::format("      <{}{}{}>{}</{}>\n", element, attribute("message", shown(message, 1000)),
                     attribute("type", result.code),
                     markup(headline_word(result.verdict) + ' ' + headline(result) + '\n' +
                                failure_details(result, ""),
                            Lines::many),
                     element);
}

std::string outcome_of(const CaseResult& result) {
  switch (result.verdict) {
    case judge::Kind::pass: return {};
    case judge::Kind::fail: return outcome("failure", result);
    case judge::Kind::unsupported:
      return fmt::format("      <skipped{}/>\n", attribute("message", result.got));
    case judge::Kind::inconclusive:
    case judge::Kind::broken: return outcome("error", result);
  }
  return {};
}

std::string test_case(const CaseResult& result, std::string_view suite) {
  std::string inner = outcome_of(result);
  std::string observed;
  for (const judge::Observation& one : result.observations) {
    observed +=
        fmt::format("observed {}: {} is {} ({})\n", one.clause, one.check, one.label, one.got);
  }
  if (!observed.empty()) {
    inner += "      <system-out>" + markup(observed, Lines::many) + "</system-out>\n";
  }
  if (!result.stderr_tail.empty()) {
    inner += "      <system-err>" + markup(result.stderr_tail, Lines::many) + "</system-err>\n";
  }
  const std::string opening = "    <testcase" + attribute("name", shown(result.id)) +
                              attribute("classname", suite) +
                              attribute("time", seconds(result.duration_ms.value_or(0)));
  return inner.empty() ? opening + "/>\n" : opening + ">\n" + inner + "    </testcase>\n";
}

std::string properties(const RunHeader& header) {
  std::string out = "    <properties>\n";
  const auto add = [&](std::string_view name, std::string_view value) {
    out += "      <property" + attribute("name", name) + attribute("value", shown(value, 400)) +
           "/>\n";
  };
  add("deadair", header.tool_version);
  add("client", header.client_name + ' ' + header.client_version);
  add("seed", header.seed);
  add("plan", header.plan_hash);
  add("scenarios", header.scenario_hash);
  return out + "    </properties>\n";
}

}  // namespace

std::string junit_xml(const RunReport& report) {
  std::map<std::string, Suite> suites;
  Suite all;
  for (const CaseResult& original : report.cases) {
    CaseResult result = bounded(original);
    const std::string name = fmt::format("deadair.{}.{}", theme_of(result), result.dialect);
    Suite& suite = suites[name];
    for (Suite* sum : {&suite, &all}) {
      sum->counts.add(result.verdict);
      sum->duration_ms += result.duration_ms.value_or(0);
    }
    suite.cases.push_back(std::move(result));
  }
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"deadair\"" +
                    totals(all.counts, all.duration_ms) + ">\n";
  for (const auto& [name, suite] : suites) {
    out += "  <testsuite" + attribute("name", name) + totals(suite.counts, suite.duration_ms) +
           attribute("skipped", suite.counts.unsupported) + ">\n" + properties(report.header);
    for (const CaseResult& result : suite.cases) out += test_case(result, name);
    out += "  </testsuite>\n";
  }
  return out + "</testsuites>\n";
}

}  // namespace deadair::reports
