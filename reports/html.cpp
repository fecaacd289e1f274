// The page's frame and what it says without its script; all else is drawn by page/*.js.
#include "reports/html.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>
#include <span>
#include <string_view>

#include "harness/base/check.h"
#include "harness/base/embedded.h"
#include "reports/failure_block.h"
#include "reports/text.h"

namespace deadair::embedded {
std::span<const EmbeddedFile> report_page();
}  // namespace deadair::embedded

namespace deadair::reports {
namespace {

constexpr std::array<std::string_view, 4> style_files = {"page.css", "overview.css", "case.css",
                                                         "print.css"};
// In this order: each uses only what stands before it.
constexpr std::array<std::string_view, 9> script_files = {"dom.js",      "data.js", "state.js",
                                                          "overview.js", "list.js", "align.js",
                                                          "picture.js",  "case.js", "main.js"};

constexpr std::array<judge::Kind, 5> verdict_order = {judge::Kind::fail, judge::Kind::broken,
                                                      judge::Kind::inconclusive,
                                                      judge::Kind::unsupported, judge::Kind::pass};
constexpr std::size_t plain_failures_max = 50;

std::string_view page_file(std::string_view name) {
  for (const EmbeddedFile& file : embedded::report_page()) {
    if (file.path == name) return file.text;
  }
  DEADAIR_CHECK(false, std::string(name));
  return {};
}

std::string style() {
  std::string out = "\n";
  for (const std::string_view name : style_files) out += page_file(name);
  return out;
}

// One function, so that no name of the files is a name of the window.
std::string script() {
  std::string out = "\n(() => {\n\"use strict\";\n";
  for (const std::string_view name : script_files) out += page_file(name);
  return out + "})();\n";
}

std::string sha256_base64(std::string_view text) {
  std::array<unsigned char, 32> digest{};
  unsigned int size = 0;
  const int done =
      EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr);
  DEADAIR_CHECK(done == 1 && size == digest.size(), "SHA-256");
  std::array<unsigned char, 64> base64{};
  const int length = EVP_EncodeBlock(base64.data(), digest.data(), static_cast<int>(size));
  return {base64.begin(), base64.begin() + length};
}

std::string client_of(const RunHeader& header) {
  if (header.client_name.empty()) return "a client that has not said hello";
  return shown(header.client_name + ' ' + header.client_version, 400);
}

std::string title_of(std::span<const PageRun> runs) {
  std::string title = "deadair: " + client_of(runs.front().report->header);
  if (runs.size() > 1) title += fmt::format(" and {} more", runs.size() - 1);
  return title;
}

std::string head(const std::string& title, const std::string& script_text) {
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
      "style-src 'unsafe-inline'; script-src 'sha256-{}'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<title>{}</title>\n<style>{}</style>\n</head>\n<body>\n",
      sha256_base64(script_text), markup(title), style());
}

std::string plain_failure(const CaseResult& result) {
  return fmt::format(
      "<li><b>{}</b> {} ({}), {}<br>expected: <code>{}</code><br>got: <code>{}</code><br>"
      "<code>{}</code></li>\n",
      headline_word(result), markup(shown(result.id)), markup(shown(result.dialect)),
      markup(shown(result.code, 200)), markup(shown(result.expected, 600)),
      markup(shown(result.got, 600)), markup(shown(result.again, 1000)));
}

// What is left of a run where the script does not run.
std::string plain_run(const PageRun& run) {
  const RunReport& report = *run.report;
  const RunHeader& header = report.header;
  std::string out = fmt::format(
      "<h1>deadair: {}</h1>\n<p>deadair {}, contract {}, seed {}, plan {}, scenarios {}</p>\n<p>",
      markup(client_of(header)), markup(shown(header.tool_version, 200)), header.contract,
      markup(header.seed), markup(header.plan_hash), markup(shown(header.scenario_hash, 200)));
  for (const judge::Kind verdict : verdict_order) {
    out += fmt::format("{} {}, ", report.footer.counts.of(verdict), judge::name_of(verdict));
  }
  out += fmt::format("of {} cases planned</p>\n", header.cases);
  if (!report.footer.complete) {
    out += "<p>The run is not complete: some planned cases have no result.</p>\n";
  }
  std::string items;
  std::size_t failures = 0;
  for (const CaseResult& result : report.cases) {
    if (needs_attention(result) && ++failures <= plain_failures_max) items += plain_failure(result);
  }
  if (!items.empty()) out += "<ol>\n" + items + "</ol>\n";
  if (failures > plain_failures_max) {
    out += fmt::format("<p>and {} more.</p>\n", failures - plain_failures_max);
  }
  return out;
}

}  // namespace

std::string report_html(std::span<const PageRun> runs) {
  DEADAIR_CHECK(!runs.empty(), "a page without a run");
  const std::string script_text = script();
  std::string out = head(title_of(runs), script_text) + "<div id=\"plain\">\n";
  for (const PageRun& run : runs) out += plain_run(run);
  out += "<p>The rest of this page needs its script, which did not run here.</p>\n</div>\n";
  out += "<script type=\"application/json\" id=\"data\">" + page_data(runs) + "</script>\n";
  return out + "<script>" + script_text + "</script>\n</body>\n</html>\n";
}

std::string report_html(const RunReport& report, const Pictures& pictures) {
  const PageRun run{{}, &report, &pictures};
  return report_html(std::span<const PageRun>(&run, 1));
}

}  // namespace deadair::reports
