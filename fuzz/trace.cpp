// Property: whatever a trace says, it is read and judged, or refused with a code and a place.
// Written and read again it is the same and has the same verdict, and so it has without notices. A
// verdict is sound in itself: its kind is that of its worst finding, its texts are short and act on
// nobody. What all entries many times over need is at most so many times the memory. A trace that
// makes sense has a picture, and no number of entries makes it large.
#include "harness/judge/trace.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/counted_memory.h"
#include "fuzz/target.h"
#include "harness/base/check.h"
#include "harness/base/utf8.h"
#include "harness/judge/timeline.h"
#include "harness/judge/verdict.h"
#include "harness/msc3888/clauses.h"
#include "reports/picture.h"

namespace deadair::fuzz {
namespace {

using judge::Entry;
using judge::EntryKind;
using judge::Finding;
using judge::Kind;
using judge::Owner;
using judge::Trace;
using judge::Verdict;

// For engines that have no bound of their own: an observation is held against all that was before.
constexpr std::size_t input_max = 65536;
constexpr std::size_t shown_bytes_max = 1000;
constexpr std::size_t picture_bytes_max = std::size_t{1024} * 1024;
constexpr std::size_t times = 8;
// What is held whatever the entries are: the case, tables, the verdict's own limit of findings.
constexpr std::size_t fixed_bytes = std::size_t{64} * 1024;

// Beyond ASCII nothing is looked at here: it is made visible where it is shown, see report.cpp.
bool acts(char letter) {
  const auto byte = static_cast<unsigned char>(letter);
  return byte < 0x20 || byte == 0x7F;
}

void check_shown(const std::string& text) {
  DEADAIR_CHECK(text.size() <= shown_bytes_max && valid_utf8(text) == text, text);
  DEADAIR_CHECK(std::none_of(text.begin(), text.end(), acts), text);
}

void check_finding(const Finding& finding, int last_step) {
  for (const std::string& text : {finding.code, finding.expected, finding.got}) check_shown(text);
  DEADAIR_CHECK(finding.kind != Kind::pass, finding.code);
  DEADAIR_CHECK((finding.kind == Kind::fail) == !finding.clauses.empty(), finding.code);
  DEADAIR_CHECK(finding.kind != Kind::fail || finding.owner == Owner::client, finding.code);
  DEADAIR_CHECK(finding.step >= -1 && finding.step <= last_step, finding.code);
}

void check_verdict(const Verdict& verdict, int last_step) {
  for (const Finding& finding : verdict.findings) check_finding(finding, last_step);
  for (const auto& one : verdict.observations) check_shown(one.got);
  DEADAIR_CHECK((verdict.kind == Kind::pass) == verdict.findings.empty(), "pass and findings");
  if (verdict.kind == Kind::pass) return;
  constexpr std::array severest_last = {Kind::unsupported, Kind::inconclusive, Kind::fail,
                                        Kind::broken};
  const auto rank = [&](const Finding& one) {
    return std::find(severest_last.begin(), severest_last.end(), one.kind);
  };
  const auto worst = std::max_element(
      verdict.findings.begin(), verdict.findings.end(),
      [&](const Finding& left, const Finding& right) { return rank(left) < rank(right); });
  DEADAIR_CHECK(*worst == verdict.worst, verdict.worst.code);
  DEADAIR_CHECK(verdict.worst.kind == verdict.kind, verdict.worst.code);
  DEADAIR_CHECK(std::count(verdict.findings.begin(), verdict.findings.end(), verdict.worst) > 0,
                verdict.worst.code);
}

Trace without_notices(const Trace& trace) {
  Trace kept;
  for (const Entry& entry : trace.entries) {
    if (entry.kind != EntryKind::notice) kept.entries.push_back(entry);
  }
  return kept;
}

// The entries of each step several times, in the frame that there is.
Trace stretched(const Trace& trace) {
  Trace made;
  const auto framed = [](const Entry& entry) {
    return entry.kind == EntryKind::case_begin || entry.kind == EntryKind::case_end;
  };
  for (auto begin = trace.entries.begin(); begin != trace.entries.end();) {
    const auto end = framed(*begin)
                         ? begin + 1
                         : std::find_if(begin, trace.entries.end(), [&](const Entry& one) {
                             return one.step != begin->step || framed(one);
                           });
    const std::size_t copies = framed(*begin) ? 1 : times;
    for (std::size_t left = copies; left > 0; --left)
      made.entries.insert(made.entries.end(), begin, end);
    begin = end;
  }
  return made;
}

std::size_t bytes_to_judge(const Trace& trace) {
  const CountedMemory memory;
  static_cast<void>(judge::judge(trace));
  return memory.peak_bytes();
}

void check_memory(const Trace& trace) {
  const std::size_t once = bytes_to_judge(trace);
  const std::size_t often = bytes_to_judge(stretched(trace));
  DEADAIR_CHECK(often <= times * once + fixed_bytes,
                std::to_string(once) + " bytes once, " + std::to_string(often));
}

void check_picture(const Trace& trace, int step) {
  const json::Value picture = reports::picture_of(trace, step, reports::Detail::whole);
  DEADAIR_CHECK(picture.is_null() != judge::prepare(trace).ok(),
                "a picture of " + std::to_string(trace.entries.size()));
  const std::size_t bytes = json::write(picture).size();
  DEADAIR_CHECK(bytes <= picture_bytes_max, std::to_string(bytes));
}

}  // namespace

Outcome run_one(std::string_view input) {
  if (input.size() > input_max) return Outcome::rejected;
  const Result<Trace> trace = judge::read_trace(input);
  if (!trace) {
    const Error& error = trace.error();
    DEADAIR_CHECK(error.code.starts_with("trace."), error.code);
    DEADAIR_CHECK(error.place.starts_with("line "), error.place);
    return Outcome::rejected;
  }
  const Verdict verdict = judge::judge(*trace);
  const Result<judge::Timeline> timeline = judge::prepare(*trace);
  check_verdict(verdict, timeline.ok() ? timeline->end_step() : -1);
  const std::string text = judge::write_trace(*trace);
  const Result<Trace> again = judge::read_trace(text);
  DEADAIR_CHECK(again.ok(), again.error().text());
  DEADAIR_CHECK(again->entries == trace->entries && judge::write_trace(*again) == text, text);
  DEADAIR_CHECK(judge::judge(*again) == verdict, text);
  check_memory(*trace);
  const int step = verdict.kind == Kind::pass ? -1 : verdict.worst.step;
  check_picture(*trace, step);
  check_picture(stretched(*trace), step);
  if (!timeline) return Outcome::rejected;
  DEADAIR_CHECK(judge::judge(without_notices(*trace)) == verdict, text);
  return Outcome::accepted;
}

}  // namespace deadair::fuzz
