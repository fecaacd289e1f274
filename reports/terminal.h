// What a person sees while a run goes on, and at its end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <ostream>
#include <string>
#include <string_view>

#include "reports/results.h"

namespace deadair::reports {

struct TerminalOptions {
  bool live = false;     // a terminal: a progress line is written and rewritten
  bool colours = false;  // escape sequences for colours
  std::size_t columns = 80;
  std::string folder;                // the report folder as the person gave it
  std::int64_t failures_shown = 50;  // more are counted, and stand in the report
};

// Reads what the file descriptor is: live on a terminal, colours there unless NO_COLOR is set to
// something or TERM is "dumb", columns from the terminal.
[[nodiscard]] TerminalOptions terminal_options(int descriptor, std::string folder);

// Passes, unsupported cases and known failures are silent; everything else gets a block of its own
// when it is known. Used from one thread at a time; flushed at each call. No control character of
// foreign text ever reaches the stream.
class Terminal {
 public:
  Terminal(std::ostream& out, TerminalOptions options);

  // One or two lines: what is run against what, with which seed.
  void begin(const RunHeader& header);
  // Rewrites the progress line: "[ 17/180] 1 failed  order.late_chunk (stable)". Nothing where the
  // stream is no terminal.
  void progress(std::int64_t done, std::string_view running);
  void show(const CaseResult& result);
  // A line of our own words.
  void tell(std::string_view sentence);
  // What unsupported cases wanted, the counts, what was left out above, and where the report lies.
  void finish(const Footer& footer, std::int64_t duration_ms);

 private:
  void clear_line();
  void tell_wanted();
  [[nodiscard]] std::string painted(std::string_view text, judge::Kind verdict) const;

  std::ostream& out_;
  TerminalOptions options_;
  std::int64_t planned_ = 0;
  Counts counts_;
  Counts known_;  // of them, the failures that were known
  std::int64_t unexpected_passes_ = 0;
  std::int64_t shown_ = 0;
  std::int64_t left_out_ = 0;
  std::int64_t not_tried_ = 0;
  std::map<std::string, std::int64_t, std::less<>> wanted_;  // by unsupported cases: how many each
  bool line_open_ = false;
};

}  // namespace deadair::reports
