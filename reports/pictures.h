// The pictures of a run: as many as the page can bear.
#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "harness/base/json.h"
#include "harness/judge/trace.h"
#include "reports/results.h"

namespace deadair::reports {

// Pictures by the number of their case in the report. What failed, broke or could not be judged has
// a whole one; a pass that tells what the client does where the text is silent has one without its
// trace; other passes have none. Both kinds have a budget: what comes above it is counted only.
class Pictures {
 public:
  void add(std::size_t n, const CaseResult& result, const judge::Trace& trace);
  // The picture of a case gets the case's number in the report, in which only some of the plan's
  // stand. Numbers fall, and are given in rising order.
  void renumber(std::size_t from, std::size_t to);

  // nullptr where there is none.
  [[nodiscard]] const json::Value* of(std::size_t n) const;
  [[nodiscard]] std::size_t left_out() const { return left_out_; }

 private:
  std::map<std::size_t, json::Value> pictures_;
  std::size_t failed_bytes_ = 0;
  std::size_t observed_bytes_ = 0;
  std::size_t left_out_ = 0;
};

// The same from the traces that were kept in a report folder. A trace that kept_trace refuses, that
// cannot be read, or that has more than 64 MiB, has no picture.
[[nodiscard]] Pictures load_pictures(const RunReport& report, const std::string& folder);

}  // namespace deadair::reports
