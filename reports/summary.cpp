// Tables escape their cells; everything longer stands in fenced blocks.
#include "reports/summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "harness/msc3888/clauses.h"
#include "reports/failure_block.h"
#include "reports/text.h"

namespace deadair::reports {
namespace {

constexpr std::size_t failures_shown_max = 20;
constexpr std::size_t observations_shown_max = 100;

constexpr std::size_t known_shown_max = 100;

std::string cell(std::string_view text) { return markdown(shown(text, 300)); }

std::string counts_table(const RunReport& report) {
  const Counts& counts = report.footer.counts;
  std::string out =
      "| planned | pass | fail | broken | undecided | unsupported |\n"
      "|---:|---:|---:|---:|---:|---:|\n";
  out += fmt::format("| {} | {} | {} | {} | {} | {} |\n\n", report.header.cases, counts.pass,
                     counts.fail, counts.broken, counts.inconclusive, counts.unsupported);
  if (!report.footer.complete) {
    out += "**The run is not complete:** some planned cases have no result.\n\n";
  }
  return out;
}

std::string failures_by_clause(const std::vector<CaseResult>& cases) {
  std::map<std::string, std::pair<std::int64_t, std::set<std::string>>> clauses;
  for (const CaseResult& result : cases) {
    if (result.verdict != judge::Kind::fail || is_known_failure(result)) continue;
    for (const std::string& clause : result.clauses) {
      ++clauses[clause].first;
      clauses[clause].second.insert(result.scenario);
    }
  }
  if (clauses.empty()) return {};
  std::string out =
      "## Failures by clause\n\n| clause | what holds | level | cases | scenarios |\n"
      "|---|---|---|---:|---:|\n";
  for (const auto& [name, failed] : clauses) {
    const msc3888::Clause* clause = msc3888::find_clause(name);
    out += fmt::format("| {} | {} | {} | {} | {} |\n", cell(name),
                       clause == nullptr ? "" : cell(clause->ruling),
                       clause == nullptr ? "" : msc3888::name_of(clause->level), failed.first,
                       failed.second.size());
  }
  return out + '\n';
}

std::string first_failures(const std::vector<CaseResult>& cases) {
  const auto bad =
      static_cast<std::size_t>(std::count_if(cases.begin(), cases.end(), needs_attention));
  if (bad == 0) return {};
  std::string out = "## What did not pass\n\n";
  std::size_t shown_so_far = 0;
  for (const CaseResult& result : cases) {
    if (!needs_attention(result)) continue;
    if (shown_so_far++ == failures_shown_max) break;
    out += fenced(headline_word(result) + ' ' + headline(result) + '\n' +
                  failure_details(result, "")) +
           '\n';
  }
  if (bad > failures_shown_max) {
    out += fmt::format("{} more are in report.html.\n\n", bad - failures_shown_max);
  }
  return out;
}

std::string known_failures(const std::vector<CaseResult>& cases) {
  const auto all =
      static_cast<std::size_t>(std::count_if(cases.begin(), cases.end(), is_known_failure));
  if (all == 0) return {};
  std::string out = fmt::format(
      "## Known failures: {}\n\n| case | dialect | code | link |\n|---|---|---|---|\n", all);
  std::size_t rows = 0;
  for (const CaseResult& result : cases) {
    if (!is_known_failure(result)) continue;
    if (rows++ == known_shown_max) break;
    out += fmt::format("| {} | {} | {} | {} |\n", cell(result.id), cell(result.dialect),
                       cell(result.code), markdown_link(shown(result.link, 300)));
  }
  if (all > known_shown_max)
    out += fmt::format("\n{} more are in report.html.\n", all - known_shown_max);
  return out + '\n';
}

std::string edits(const std::vector<std::string>& problems) {
  if (problems.empty()) return {};
  std::string text;
  for (const std::string& problem : problems) text += shown(problem, 600) + '\n';
  return "## Edits that the file of known failures needs\n\n" + fenced(text) + '\n';
}

// None of the ways that are right, where one of them had to be: the case fails for it.
bool is_failure(const CaseResult& result, const judge::Observation& one) {
  const msc3888::Clause* clause = msc3888::find_clause(one.clause);
  const bool is_open = clause != nullptr && clause->level == msc3888::Level::open;
  return result.verdict == judge::Kind::fail && one.label == "other" && !is_open;
}

std::string observed(const std::vector<CaseResult>& cases) {
  std::map<std::tuple<std::string, std::string, std::string>, std::set<std::string>> seen;
  for (const CaseResult& result : cases) {
    for (const judge::Observation& one : result.observations) {
      if (!is_failure(result, one))
        seen[{one.clause, one.check, one.label}].insert(result.scenario);
    }
  }
  if (seen.empty()) return {};
  std::string out =
      "## Where the text is silent\n\nNone of this is a failure.\n\n"
      "| clause | check | this client | scenarios |\n|---|---|---|---|\n";
  std::size_t rows = 0;
  for (const auto& [what, scenarios] : seen) {
    if (rows++ == observations_shown_max) break;
    const auto& [clause, check, label] = what;
    const std::string others =
        scenarios.size() > 1 ? fmt::format(" and {} more", scenarios.size() - 1) : "";
    out += fmt::format("| {} | {} | {} | {}{} |\n", cell(clause), cell(check), cell(label),
                       cell(*scenarios.begin()), others);
  }
  if (seen.size() > observations_shown_max) {
    out += fmt::format("\n{} more are in report.html.\n", seen.size() - observations_shown_max);
  }
  return out + '\n';
}

}  // namespace

std::string summary_markdown(const RunReport& report) {
  std::vector<CaseResult> cases;
  for (const CaseResult& result : report.cases) cases.push_back(bounded(result));
  const RunHeader& header = report.header;
  const std::string client = header.client_name.empty()
                                 ? std::string("a client that has not said hello")
                                 : header.client_name + ' ' + header.client_version;
  std::string out = "# deadair: " + cell(client) + "\n\n";
  out += counts_table(report);
  out += fmt::format("deadair {}, seed {}, plan {}, scenarios {}\n\n", cell(header.tool_version),
                     cell(header.seed), cell(header.plan_hash), cell(header.scenario_hash));
  out += failures_by_clause(cases) + first_failures(cases) + edits(report.footer.problems) +
         known_failures(cases) + observed(cases);
  while (out.ends_with("\n\n")) out.pop_back();
  return out;
}

}  // namespace deadair::reports
