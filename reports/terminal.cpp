// The progress line is one line that is always erased before anything else is written.
#include "reports/terminal.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <utility>
#include <vector>

#include "reports/failure_block.h"
#include "reports/text.h"

namespace deadair::reports {
namespace {

constexpr std::string_view erase_line = "\r\x1b[2K";
constexpr std::string_view plain = "\x1b[0m";

std::string_view colour_of(judge::Kind verdict) {
  switch (verdict) {
    case judge::Kind::pass: return "\x1b[32m";
    case judge::Kind::fail: return "\x1b[1;31m";
    case judge::Kind::unsupported: return "\x1b[36m";
    case judge::Kind::inconclusive: return "\x1b[1;33m";
    case judge::Kind::broken: return "\x1b[1;35m";
  }
  return plain;
}

// The first characters of a line, so that it does not wrap: a wrapped line could not be erased.
// Characters are counted, which is right for what stands in ids.
std::string fitting(std::string_view text, std::size_t columns) {
  std::size_t taken = 0;
  std::size_t at = 0;
  while (at < text.size() && taken < columns) {
    ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) ++at;
    ++taken;
  }
  return std::string(text.substr(0, at));
}

bool variable_is_set(const char* name) {
  const char* const value = std::getenv(name);
  return value != nullptr && *value != '\0';
}

}  // namespace

TerminalOptions terminal_options(int descriptor, std::string folder) {
  TerminalOptions options;
  options.folder = std::move(folder);
  const char* const kind = std::getenv("TERM");
  const bool able = kind == nullptr || std::string_view(kind) != "dumb";
  options.live = isatty(descriptor) == 1 && able;
  options.colours = options.live && !variable_is_set("NO_COLOR");
  winsize size{};
  if (options.live && ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    options.columns = size.ws_col;
  }
  return options;
}

Terminal::Terminal(std::ostream& out, TerminalOptions options)
    : out_(out), options_(std::move(options)) {}

void Terminal::begin(const RunHeader& header) {
  planned_ = header.cases;
  const std::string client = header.client_name.empty()
                                 ? std::string("a client that has not said hello")
                                 : header.client_name + ' ' + header.client_version;
  const std::string part =
      header.shard
          ? fmt::format(" (shard {} of {})", header.shard->shard.text(), header.shard->plan_cases)
          : std::string();
  out_ << "deadair " << shown(header.tool_version) << ": " << planned_ << " cases" << part
       << " against " << shown(client, 200) << ", seed " << shown(header.seed, 40) << '\n'
       << std::flush;
}

void Terminal::progress(std::int64_t done, std::string_view running) {
  if (!options_.live || options_.columns < 2) return;
  std::string text = fmt::format("[{}/{}]", done, planned_);
  const std::int64_t bad =
      counts_.fail + counts_.broken + counts_.inconclusive - known_.total() + unexpected_passes_;
  if (bad > 0) text += fmt::format(" {} not as expected", bad);
  text += "  " + shown(running, 300);
  out_ << erase_line << fitting(text, options_.columns - 1) << std::flush;
  line_open_ = true;
}

void Terminal::show(const CaseResult& result) {
  counts_.add(result.verdict);
  if (is_known_failure(result)) known_.add(result.verdict);
  if (is_unexpected_pass(result)) ++unexpected_passes_;
  if (result.verdict == judge::Kind::unsupported) ++wanted_[shown(result.expected, 60)];
  if (!needs_attention(result)) return;
  // They all say the same: that the client was given up.
  if (std::string_view(result.code).ends_with(".not_tried") && not_tried_++ > 0) return;
  if (options_.failures_shown > 0 && shown_ >= options_.failures_shown) {
    ++left_out_;
    return;
  }
  ++shown_;
  clear_line();
  const judge::Kind colour = is_unexpected_pass(result) ? judge::Kind::fail : result.verdict;
  out_ << painted(headline_word(result), colour) << ' ' << headline(result) << '\n'
       << failure_details(result, options_.folder) << '\n'
       << std::flush;
}

void Terminal::tell(std::string_view sentence) {
  clear_line();
  out_ << sentence << '\n' << std::flush;
}

void Terminal::finish(const Footer& footer, std::int64_t duration_ms) {
  clear_line();
  if (left_out_ > 0) {
    out_ << left_out_ << " more that did not pass are in the report\n";
  }
  if (not_tried_ > 0) {
    out_
        << not_tried_
        << " not tried, since the client, or its adapter, seemed to be dead; the report has each\n";
  }
  for (const std::string& problem : footer.problems) {
    out_ << painted("EDIT", judge::Kind::fail) << ' ' << shown(problem, 600) << '\n';
  }
  tell_wanted();
  const Counts& counts = footer.counts;
  std::string text;
  const auto part = [&](std::int64_t number, std::string_view word, judge::Kind verdict) {
    if (number == 0 && verdict != judge::Kind::pass) return;
    text += (text.empty() ? "" : ", ") +
            painted(fmt::format("{} {}", number, word), number == 0 ? judge::Kind::fail : verdict);
  };
  part(counts.pass, "passed", judge::Kind::pass);
  part(unexpected_passes_, "of them unexpectedly", judge::Kind::fail);
  part(counts.fail - known_.fail, "failed", judge::Kind::fail);
  part(counts.broken, "broken", judge::Kind::broken);
  part(counts.inconclusive - known_.inconclusive, "undecided", judge::Kind::inconclusive);
  part(known_.total(), "failed as known", judge::Kind::unsupported);
  part(counts.unsupported, "unsupported", judge::Kind::unsupported);
  const std::int64_t missing = planned_ - counts.total();
  if (missing > 0) text += fmt::format(", {} not run", missing);
  out_ << fmt::format("{} in {}.{:03} s; ", text, duration_ms / 1000, duration_ms % 1000)
       << "report: " << shown(options_.folder.empty() ? "." : options_.folder, 1000)
       << "/report.html\n"
       << std::flush;
}

// "unsupported for want of restart (38), dialect stable (2)", the commonest first.
void Terminal::tell_wanted() {
  std::vector<std::pair<std::int64_t, std::string>> wants;
  for (const auto& [word, cases] : wanted_) wants.emplace_back(-cases, word);
  std::sort(wants.begin(), wants.end());
  std::string text;
  for (const auto& [minus, word] : wants) {
    text += fmt::format("{} {} ({})", text.empty() ? "" : ",", word, -minus);
  }
  if (!text.empty()) out_ << "unsupported for want of" << text << '\n';
}

void Terminal::clear_line() {
  if (line_open_) out_ << erase_line;
  line_open_ = false;
}

std::string Terminal::painted(std::string_view text, judge::Kind verdict) const {
  if (!options_.colours) return std::string(text);
  return std::string(colour_of(verdict)) + std::string(text) + std::string(plain);
}

}  // namespace deadair::reports
