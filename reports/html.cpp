// The page from top to bottom; style and script are files of their own (page/).
#include "reports/html.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string_view>
#include <vector>

#include "harness/base/check.h"
#include "harness/base/embedded.h"
#include "reports/failure_block.h"
#include "reports/text.h"

namespace deadair::embedded {
std::span<const EmbeddedFile> report_page();
}  // namespace deadair::embedded

namespace deadair::reports {
namespace {

// SHA-256 of page/page.js in base64: the only script that the page's policy lets run. The test
// reports.formats tells the new one when the script has changed.
constexpr std::string_view script_sha256 = "8bIbkRYaMadmjin/LV3z0AIa+bCrpxFtjslyTsDusiY=";

constexpr std::array<judge::Kind, 5> filter_order = {judge::Kind::fail, judge::Kind::broken,
                                                     judge::Kind::inconclusive,
                                                     judge::Kind::unsupported, judge::Kind::pass};

std::string_view page_file(std::string_view name) {
  for (const EmbeddedFile& file : embedded::report_page()) {
    if (file.path == name) return file.text;
  }
  DEADAIR_CHECK(false, std::string(name));
  return {};
}

std::string head(const std::string& title) {
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
      "style-src 'unsafe-inline'; script-src 'sha256-{}'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<title>{}</title>\n<style>\n{}</style>\n</head>\n<body>\n",
      script_sha256, markup(title), page_file("page.css"));
}

std::string introduction(const RunReport& report, const std::string& title) {
  const RunHeader& header = report.header;
  std::string out = fmt::format(
      "<h1>{}</h1>\n<p class=\"facts\">deadair {}, contract {}, seed {}, plan {}, scenarios "
      "{}</p>\n",
      markup(title), markup(header.tool_version), header.contract, markup(header.seed),
      markup(header.plan_hash), markup(header.scenario_hash));
  out += "<p>";
  for (const judge::Kind verdict : filter_order) {
    out += fmt::format("<span class=\"{}\">{} {}</span>{}", judge::name_of(verdict),
                       report.footer.counts.of(verdict), judge::name_of(verdict),
                       verdict == filter_order.back() ? "" : ", ");
  }
  out += fmt::format(" of {} cases planned</p>\n", header.cases);
  if (!report.footer.complete) {
    out += "<p class=\"warning\">The run is not complete: some planned cases have no result.</p>\n";
  }
  return out;
}

// The verdict that decides a cell's colour.
judge::Kind worst_of(const Counts& counts) {
  for (const judge::Kind verdict : filter_order) {
    if (counts.of(verdict) > 0) return verdict;
  }
  return judge::Kind::pass;
}

std::string matrix_cell(const Counts& counts, std::string_view theme, std::string_view dialect) {
  if (counts.total() == 0) return "<td class=\"cell\"></td>";
  std::string words;
  for (const judge::Kind verdict : filter_order) {
    if (counts.of(verdict) == 0) continue;
    words += fmt::format("{}{} {}", words.empty() ? "" : ", ", counts.of(verdict),
                         judge::name_of(verdict));
  }
  return fmt::format(
      "<td class=\"cell {}\"><button type=\"button\" data-words=\"[{}] ({})\" title=\"{}\">{} / {}"
      "</button></td>",
      judge::name_of(worst_of(counts)), markup(theme), markup(dialect), words, counts.pass,
      counts.total());
}

std::string matrix(const std::vector<CaseResult>& cases) {
  std::map<std::string, std::map<std::string, Counts>> themes;
  std::vector<std::string> dialects;  // in the order of the plan
  for (const CaseResult& result : cases) {
    themes[std::string(theme_of(result))][result.dialect].add(result.verdict);
    if (std::find(dialects.begin(), dialects.end(), result.dialect) == dialects.end()) {
      dialects.push_back(result.dialect);
    }
  }
  std::string out =
      "<h2>Themes and dialects</h2>\n<p class=\"facts\">Passed of all that were run.</p>\n"
      "<div class=\"scroll\"><table>\n<tr><th scope=\"col\">theme</th>";
  for (const std::string& dialect : dialects) {
    out += fmt::format("<th scope=\"col\" class=\"cell\">{}</th>", markup(dialect));
  }
  out += "</tr>\n";
  for (auto& [theme, counts] : themes) {
    out += fmt::format("<tr><th scope=\"row\">{}</th>", markup(theme));
    for (const std::string& dialect : dialects) out += matrix_cell(counts[dialect], theme, dialect);
    out += "</tr>\n";
  }
  return out + "</table></div>\n";
}

std::string filter(const Counts& counts) {
  const bool all_good = counts.pass + counts.unsupported == counts.total();
  std::string out = "<div class=\"filter\" hidden>\n";
  for (const judge::Kind verdict : filter_order) {
    const bool good = verdict == judge::Kind::pass || verdict == judge::Kind::unsupported;
    out += fmt::format(
        "<label class=\"{0}\"><input type=\"checkbox\" value=\"{0}\"{1}> {0} ({2})</label>\n",
        judge::name_of(verdict), !good || all_good ? " checked" : "", counts.of(verdict));
  }
  return out +
         "<input type=\"search\" placeholder=\"words of an id or a dialect\" "
         "aria-label=\"words of an id or a dialect\">\n</div>\n";
}

std::string row(std::string_view name, std::string_view text) {
  if (text.empty()) return {};
  return fmt::format("<dt>{}</dt><dd>{}</dd>\n", name, markup(text));
}

std::string row_of_code(std::string_view name, std::string_view text) {
  if (text.empty()) return {};
  return fmt::format("<dt>{}</dt><dd><code>{}</code></dd>\n", name, markup(text));
}

std::string details(const CaseResult& result) {
  std::string clauses;
  for (const std::string& clause : result.clauses) {
    clauses += (clauses.empty() ? "" : ", ") + clause;
  }
  std::string out = "<dl>\n" + row("title", result.title) + row("clauses", clauses);
  if (result.verdict != judge::Kind::pass) {
    out += row_of_code("expected", result.expected) + row_of_code("got", result.got);
    out += row("owner", fmt::format("{}, {}", judge::name_of(result.owner), result.code));
    out += row("step", step_in_words(result));
  }
  for (const judge::Observation& one : result.observations) {
    out += row("observed",
               fmt::format("{}: {} is {} ({})", one.clause, one.check, one.label, one.got));
  }
  out += row_of_code("trace", result.trace) + row_of_code("again", result.again);
  if (result.repeats > 1) out += row("repeats", std::to_string(result.repeats));
  if (result.duration_ms) out += row("took", fmt::format("{} ms", *result.duration_ms));
  if (!result.stderr_tail.empty()) {
    out += fmt::format("<dt>stderr</dt><dd><pre>{}</pre></dd>\n",
                       markup(result.stderr_tail, Lines::many));
  }
  return out + "</dl>\n";
}

std::string case_entry(const CaseResult& result) {
  const std::string id = markup(shown(result.id));
  return fmt::format(
      "<details class=\"case\" data-verdict=\"{0}\" data-search=\"{1} ({2}) [{6}]\">\n"
      "<summary><b class=\"{0}\">{3}</b> {1} ({2}) <small>{4}</small></summary>\n{5}</details>\n",
      judge::name_of(result.verdict), id, markup(result.dialect), headline_word(result.verdict),
      msc3888::name_of(result.level), details(result), markup(theme_of(result)));
}

std::string observations(const std::vector<CaseResult>& cases) {
  // clause, check, label -> scenarios
  std::map<std::array<std::string, 3>, std::set<std::string>> seen;
  for (const CaseResult& result : cases) {
    for (const judge::Observation& one : result.observations) {
      seen[{one.clause, one.check, one.label}].insert(result.scenario);
    }
  }
  if (seen.empty()) return {};
  std::string out =
      "<h2>Where the text is silent</h2>\n<p class=\"facts\">None of this is a failure.</p>\n"
      "<div class=\"scroll\"><table>\n<tr><th scope=\"col\">clause</th><th scope=\"col\">check</th>"
      "<th scope=\"col\">this client</th><th scope=\"col\">scenarios</th></tr>\n";
  for (const auto& [what, scenarios] : seen) {
    std::string names;
    for (const std::string& name : scenarios) names += (names.empty() ? "" : ", ") + name;
    out += fmt::format("<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n", markup(what[0]),
                       markup(what[1]), markup(what[2]), markup(shown(names)));
  }
  return out + "</table></div>\n";
}

}  // namespace

std::string report_html(const RunReport& report) {
  const RunHeader& header = report.header;
  const std::string client = header.client_name.empty()
                                 ? std::string("a client that has not said hello")
                                 : header.client_name + ' ' + header.client_version;
  const std::string title = "deadair: " + shown(client, 400);
  std::vector<CaseResult> cases;
  for (const CaseResult& result : report.cases) cases.push_back(bounded(result));

  std::string out = head(title) + introduction(report, title) + matrix(cases);
  out += "<h2 id=\"cases\">Cases</h2>\n" + filter(report.footer.counts);
  out += "<p id=\"none\" hidden>No case fits the filter.</p>\n";
  for (const CaseResult& result : cases) out += case_entry(result);
  out += observations(cases);
  return out + fmt::format("<script>{}</script>\n</body>\n</html>\n", page_file("page.js"));
}

}  // namespace deadair::reports
