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

// What readers of JUnit know: an error is not the client's, skipped is not run or known.
enum class Outcome { passed, failure, error, skipped };

struct Suite {
  std::vector<CaseResult> cases;
  std::map<Outcome, std::int64_t> counts;
  std::int64_t duration_ms = 0;
};

Outcome outcome_of(const CaseResult& result) {
  if (is_known_failure(result)) return Outcome::skipped;
  if (is_unexpected_pass(result)) return Outcome::failure;
  switch (result.verdict) {
    case judge::Kind::pass: return Outcome::passed;
    case judge::Kind::fail: return Outcome::failure;
    case judge::Kind::unsupported: return Outcome::skipped;
    case judge::Kind::inconclusive:
    case judge::Kind::broken: return Outcome::error;
  }
  return Outcome::error;
}

std::string seconds(std::int64_t ms) { return fmt::format("{}.{:03}", ms / 1000, ms % 1000); }

std::string attribute(std::string_view name, std::string_view value) {
  return fmt::format(" {}=\"{}\"", name, markup(value));
}

std::string attribute(std::string_view name, std::int64_t value) {
  return fmt::format(" {}=\"{}\"", name, value);
}

std::int64_t count_of(const Suite& suite, Outcome outcome) {
  const auto found = suite.counts.find(outcome);
  return found == suite.counts.end() ? 0 : found->second;
}

std::string totals(const Suite& suite) {
  std::int64_t all = 0;
  for (const auto& [outcome, number] : suite.counts) all += number;
  return attribute("tests", all) + attribute("failures", count_of(suite, Outcome::failure)) +
         attribute("errors", count_of(suite, Outcome::error)) +
         attribute("time", seconds(suite.duration_ms));
}

std::string message_of(const CaseResult& result) {
  if (is_unexpected_pass(result)) return result.edit;
  return result.code + ": expected " + result.expected + ", got " + result.got;
}

std::string element(std::string_view name, const CaseResult& result) {
  const std::string type = is_unexpected_pass(result) ? "known.passes" : result.code;
  return fmt::format(
      "      <{}{}{}>{}</{}>\n", name, attribute("message", shown(message_of(result), 1000)),
      attribute("type", type),
      markup(headline_word(result) + ' ' + headline(result) + '\n' + failure_details(result, ""),
             Lines::many),
      name);
}

std::string outcome_element(const CaseResult& result) {
  switch (outcome_of(result)) {
    case Outcome::passed: return {};
    case Outcome::failure: return element("failure", result);
    case Outcome::error: return element("error", result);
    case Outcome::skipped: break;
  }
  const std::string why =
      is_known_failure(result) ? "known failure " + result.code + ": " + result.link : result.got;
  return fmt::format("      <skipped{}/>\n", attribute("message", why));
}

std::string test_case(const CaseResult& result, std::string_view suite) {
  std::string inner = outcome_element(result);
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

// What is wrong with the file of known failures: a suite of its own, so that a job turns red.
std::string problem_suite(const std::vector<std::string>& problems) {
  if (problems.empty()) return {};
  constexpr std::string_view name = "deadair.known_failures";
  std::string out = "  <testsuite" + attribute("name", name);
  const auto number = static_cast<std::int64_t>(problems.size());
  out += attribute("tests", number) + attribute("failures", number) +
         " errors=\"0\" time=\"0.000\" skipped=\"0\">\n";
  for (const std::string& problem : problems) {
    const std::string place = problem.substr(0, problem.find(": "));
    out += "    <testcase" + attribute("name", shown(place, 400)) + attribute("classname", name) +
           " time=\"0.000\">\n      <failure" + attribute("message", shown(problem, 1000)) +
           " type=\"known.problem\"/>\n    </testcase>\n";
  }
  return out + "  </testsuite>\n";
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
      ++sum->counts[outcome_of(result)];
      sum->duration_ms += result.duration_ms.value_or(0);
    }
    suite.cases.push_back(std::move(result));
  }
  const std::vector<std::string>& problems = report.footer.problems;
  all.counts[Outcome::failure] += static_cast<std::int64_t>(problems.size());
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"deadair\"" +
                    totals(all) + ">\n";
  for (const auto& [name, suite] : suites) {
    out += "  <testsuite" + attribute("name", name) + totals(suite) +
           attribute("skipped", count_of(suite, Outcome::skipped)) + ">\n" +
           properties(report.header);
    for (const CaseResult& result : suite.cases) out += test_case(result, name);
    out += "  </testsuite>\n";
  }
  return out + problem_suite(problems) + "</testsuites>\n";
}

}  // namespace deadair::reports
