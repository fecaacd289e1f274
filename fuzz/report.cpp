// Property: no text from outside acts in a report. Whatever it is, HTML and
// JUnit have the markup that they have for a plain word, the lines of
// results.jsonl stay lines and are read back as what they were made of, and nothing in any of them
// is invalid UTF-8 or moves a cursor. What is shown turns no direction of writing.
#include <algorithm>
#include <array>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/parts.h"
#include "fuzz/target.h"
#include "harness/base/check.h"
#include "harness/base/utf8.h"
#include "reports/html.h"
#include "reports/junit.h"
#include "reports/results.h"
#include "reports/summary.h"

namespace deadair::fuzz {
namespace {

using reports::CaseResult;
using reports::Footer;
using reports::RunHeader;
using reports::RunReport;
using std::string_view_literals::operator""sv;

// For engines that have no bound of their own: a line of results is read up to 8 MiB, and the text
// stands in nine of its members, as six bytes for one.
constexpr std::size_t input_max = 65536;

// A failure in which every text is the same, and what is told of the file of known failures.
RunReport report_of(const std::string& text) {
  CaseResult failed;
  failed.id = failed.scenario = "order.late_chunk_after_gap";
  failed.dialect = "stable";
  failed.verdict = judge::Kind::fail;
  failed.owner = judge::Owner::client;
  failed.code = "heard.order";
  failed.clauses = {"order"};
  failed.title = failed.step_text = failed.expected = failed.got = failed.again = text;
  failed.trace = failed.stderr_tail = text;
  failed.observations = {{"gap_live", "heard", text, text}};
  RunReport report;
  report.header.client_name = report.header.client_version = text;
  report.header.configuration.set("selection", text);
  report.header.surroundings.set("machine", text);
  report.header.cases = 1;
  report.cases = {failed};
  report.footer.counts = reports::count(report.cases);
  report.footer.complete = true;
  report.footer.problems = {text};
  return report;
}

// Whether a reference stands here, as reports write them: a name or a number.
bool is_reference(std::string_view text) {
  const std::string_view name = text.substr(1, std::min<std::size_t>(text.find(';'), 8) - 1);
  if (text.substr(1 + name.size(), 1) != ";") return false;
  constexpr std::array names = {"amp"sv, "lt"sv, "gt"sv, "quot"sv};
  if (std::find(names.begin(), names.end(), name) != names.end()) return true;
  return name.size() > 1 && name[0] == '#' &&
         name.find_first_not_of("0123456789", 1) == std::string_view::npos;
}

// All that a reader of XML or HTML takes for more than text.
std::string markup_of(std::string_view text) {
  std::string markup;
  for (std::size_t at = 0; at < text.size(); ++at) {
    switch (text[at]) {
      case '&':
        if (is_reference(text.substr(at))) break;
        [[fallthrough]];
      case '<':
      case '>':
      case '"':
      case '\'': markup += text[at]; break;
      default: break;
    }
  }
  return markup;
}

// All that a reader of Markdown takes for more than text: marks that nothing escapes, and where
// blocks of code begin and end. Source: CommonMark, fenced code blocks and backslash escapes.
std::string marks_of(std::string_view text) {
  constexpr std::string_view marks = "&<>@:#\"'\\`*_{}[]()+!|~$^=";
  std::string found;
  std::size_t fence = 0;  // how long the one is that is open
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    const std::size_t begin = std::min(line.find_first_not_of(' '), line.size());
    const std::size_t end = std::min(line.find_first_not_of('`', begin), line.size());
    const bool closes = line.find_first_not_of(' ', end) == std::string_view::npos;
    if (begin < 4 && end - begin >= std::max<std::size_t>(fence, 3) && (fence == 0 || closes)) {
      fence = fence == 0 ? end - begin : 0;
      found += fence == 0 ? "end " : "code ";
      continue;
    }
    for (std::size_t at = 0; fence == 0 && at < line.size(); ++at) {
      if (line[at] == '\\' && at + 1 < line.size()) {
        ++at;
      } else if (line[at] == '&' && is_reference(line.substr(at))) {
        at += line.substr(at).find(';');
      } else if (marks.find(line[at]) != std::string_view::npos) {
        found += line[at];
      }
    }
  }
  return found;
}

void check_bytes(const std::string& text) {
  DEADAIR_CHECK(valid_utf8(text) == text, text);
  const bool acts = std::any_of(text.begin(), text.end(), [](char letter) {
    const auto byte = static_cast<unsigned char>(letter);
    return (byte < 0x20 && letter != '\n') || byte == 0x7F;
  });
  DEADAIR_CHECK(!acts, text);
}

// Nothing above ASCII acts either: controls of C1, and what turns the direction of writing.
// Source: Unicode, the properties Cc and Bidi_Control.
void check_shown(const std::string& text) {
  check_bytes(text);
  for (unsigned char last = 0x80; last < 0xA0; ++last) {
    const std::string control = {'\xC2', static_cast<char>(last)};
    DEADAIR_CHECK(text.find(control) == std::string::npos, text);
  }
  for (const std::string_view turns :
       {"\u061C"sv, "\u200E"sv, "\u200F"sv, "\u202A"sv, "\u202B"sv, "\u202C"sv, "\u202D"sv,
        "\u202E"sv, "\u2066"sv, "\u2067"sv, "\u2068"sv, "\u2069"sv}) {
    DEADAIR_CHECK(text.find(turns) == std::string::npos, text);
  }
}

// A line may begin with any text of an edit, so that here each line is one, without the dot.
std::string summary_of(const std::string& text) {
  RunReport report = report_of(text);
  report.footer.problems = lines_of(std::string_view(text).substr(text.size() > 1 ? 1 : 0));
  return reports::summary_markdown(report);
}

void check_summary(const std::string& text) {
  static const std::string plain = marks_of(summary_of("word"));
  const std::string summary = summary_of(text);
  check_shown(summary);
  DEADAIR_CHECK(marks_of(summary) == plain, summary);
}

// The lines from the first to the last that is another one in the other text. Most of a page is the
// same whatever is told, and was looked at when it told a plain word.
std::string other_lines(const std::string& text, const std::string& other) {
  const auto begins = std::mismatch(text.begin(), text.end(), other.begin(), other.end()).first;
  const auto begin = std::find(std::reverse_iterator(begins), text.rend(), '\n').base();
  const auto ends = std::mismatch(text.rbegin(), std::reverse_iterator(begin), other.rbegin(),
                                  std::reverse_iterator(other.begin() + (begin - text.begin())))
                        .first.base();
  return {begin, std::find(ends, text.end(), '\n')};
}

void check_markup(const std::string& text, const std::string& plain) {
  const std::string lines = other_lines(text, plain);
  check_shown(lines);
  DEADAIR_CHECK(markup_of(lines) == markup_of(other_lines(plain, text)), text);
}

// The page's texts stand in one block of JSON, where a quotation mark is no markup but a `<` could
// end the block; whatever is outside of it is the frame.
struct Page {
  std::string frame, data;
};

Page page_of(const std::string& text) {
  static const std::string open = "id=\"data\">", close = "</script>";
  const std::string html = reports::report_html(report_of(text));
  const std::size_t begin = html.find(open) + open.size();
  const std::size_t end = html.find(close, begin);
  DEADAIR_CHECK(end != std::string::npos, html);
  return {html.substr(0, begin) + html.substr(end), html.substr(begin, end - begin)};
}

Page plain_page() {
  Page page = page_of("word");
  check_shown(page.frame);
  return page;
}

std::string plain_junit() {
  std::string text = reports::junit_xml(report_of("word"));
  check_shown(text);
  return text;
}

void check_page(const std::string& text) {
  static const Page plain = plain_page();
  const Page page = page_of(text);
  check_markup(page.frame, plain.frame);
  check_shown(page.data);
  DEADAIR_CHECK(page.data.find('<') == std::string::npos, page.data);
  DEADAIR_CHECK(json::read(page.data).ok(), page.data);
}

// What a reader of results must find again: the same with each text valid.
CaseResult readable(CaseResult result) {
  for (std::string* const text : {&result.title, &result.step_text, &result.expected, &result.got,
                                  &result.again, &result.trace, &result.stderr_tail}) {
    *text = valid_utf8(*text);
  }
  for (judge::Observation& one : result.observations) {
    one.label = valid_utf8(one.label);
    one.got = valid_utf8(one.got);
  }
  return result;
}

RunHeader readable(RunHeader header) {
  header.client_name = valid_utf8(header.client_name);
  header.client_version = valid_utf8(header.client_version);
  for (json::Value* const object : {&header.configuration, &header.surroundings}) {
    const json::Member& member = object->members().front();
    object->set(member.key, valid_utf8(member.value.text()));
  }
  return header;
}

Footer readable(Footer footer) {
  for (std::string& problem : footer.problems) problem = valid_utf8(problem);
  return footer;
}

json::Value read_line(const json::Value& written) {
  const std::string line = json::write(written);
  DEADAIR_CHECK(line.find('\n') == std::string::npos, line);
  const Result<json::Value> read = json::read(line);
  DEADAIR_CHECK(read.ok(), line);
  return *read;
}

void check_results(const RunReport& report) {
  const json::Value header = read_line(reports::to_json(report.header, true));
  DEADAIR_CHECK(reports::header_from(header) == readable(report.header), json::write(header));
  const CaseResult& result = report.cases.front();
  const json::Value line = read_line(reports::to_json(result, 1, true));
  DEADAIR_CHECK(reports::case_from(line) == readable(result), json::write(line));
  const json::Value footer = read_line(reports::to_json(report.footer));
  DEADAIR_CHECK(reports::footer_from(footer) == readable(report.footer), json::write(footer));
}

}  // namespace

Outcome run_one(std::string_view input) {
  if (input.size() > input_max) return Outcome::rejected;
  // Where there is no text at all, reports leave its place out.
  const std::string text = "." + std::string(input);
  static const std::string plain = plain_junit();
  check_page(text);
  check_markup(reports::junit_xml(report_of(text)), plain);
  check_summary(text);
  check_results(report_of(text));
  return Outcome::accepted;
}

}  // namespace deadair::fuzz
