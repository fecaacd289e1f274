// The lines that the terminal and the summary share.
#include "reports/failure_block.h"

#include <string_view>

#include "harness/msc3888/clauses.h"
#include "reports/text.h"

namespace deadair::reports {
namespace {

constexpr std::size_t line_bytes_max = 600;

void add_line(std::string& out, std::string_view name, std::string_view text) {
  std::string label(name);
  label.resize(10, ' ');
  out += "  " + label + (text.empty() ? "-" : shown(text, line_bytes_max)) + '\n';
}

std::string_view last_line(std::string_view text) {
  const std::size_t end = text.find_last_not_of("\r\n \t");
  if (end == std::string_view::npos) return {};
  text = text.substr(0, end + 1);
  const std::size_t feed = text.find_last_of('\n');
  return feed == std::string_view::npos ? text : text.substr(feed + 1);
}

// Whether the last words of the process are likely to be about what is told: not of a client that
// went on after it.
bool tells_of_its_end(const CaseResult& result) {
  return result.verdict == judge::Kind::broken || result.code.starts_with("client.") ||
         result.code.starts_with("sync.");
}

}  // namespace

std::string headline_word(judge::Kind verdict) {
  switch (verdict) {
    case judge::Kind::pass: return "PASS";
    case judge::Kind::fail: return "FAIL";
    case judge::Kind::unsupported: return "UNSUPPORTED";
    case judge::Kind::inconclusive: return "UNDECIDED";
    case judge::Kind::broken: return "BROKEN";
  }
  return {};
}

std::string headline_word(const CaseResult& result) {
  return is_unexpected_pass(result) ? "UNEXPECTED PASS" : headline_word(result.verdict);
}

std::string headline(const CaseResult& result) {
  std::string out = shown(result.id, line_bytes_max) + " (" + shown(result.dialect) + ")  " +
                    std::string(msc3888::name_of(result.level));
  if (result.clauses.empty()) return out;
  const std::string& first = result.clauses.front();
  const msc3888::Clause* clause = msc3888::find_clause(first);
  out += "  (" + shown(first);
  if (clause != nullptr) out += ": " + std::string(clause->ruling);
  return out + ")";
}

std::string step_in_words(const CaseResult& result) {
  if (result.step < 0) return "before the first step";
  if (result.step_text.empty()) return "at the end";
  return "steps[" + std::to_string(result.step) + "]: " + shown(result.step_text, line_bytes_max);
}

std::string failure_details(const CaseResult& result, const std::string& folder) {
  std::string out;
  if (!result.edit.empty()) add_line(out, "edit", result.edit);
  if (is_unexpected_pass(result)) {
    add_line(out, "again", result.again);
    return out;
  }
  add_line(out, "expected", result.expected);
  add_line(out, "got", result.got);
  add_line(out, "owner", std::string(judge::name_of(result.owner)) + ", " + result.code);
  add_line(out, "step", step_in_words(result));
  add_line(out, "trace",
           result.trace.empty() || folder.empty() ? result.trace : folder + '/' + result.trace);
  add_line(out, "again", result.again);
  const std::string_view said = last_line(result.stderr_tail);
  if (tells_of_its_end(result) && !said.empty()) add_line(out, "stderr", said);
  return out;
}

}  // namespace deadair::reports
