// Which cases get a picture, and how many.
#include "reports/pictures.h"

#include <utility>

#include "harness/base/file.h"
#include "reports/folder.h"
#include "reports/picture.h"

namespace deadair::reports {
namespace {

// Written out; in the page equal texts stand once, so that it holds about half of it.
constexpr std::size_t failed_bytes_max = std::size_t{6} * 1024 * 1024;
constexpr std::size_t observed_bytes_max = std::size_t{1} * 1024 * 1024;
constexpr std::size_t trace_bytes_max = std::size_t{64} * 1024 * 1024;

bool is_failed(const CaseResult& result) {
  switch (result.verdict) {
    case judge::Kind::fail:
    case judge::Kind::broken:
    case judge::Kind::inconclusive: return true;
    case judge::Kind::pass:
    case judge::Kind::unsupported: return false;
  }
  return false;
}

}  // namespace

void Pictures::add(std::size_t n, const CaseResult& result, const judge::Trace& trace) {
  const bool failed = is_failed(result);
  if (!failed && result.observations.empty()) return;
  std::size_t& bytes = failed ? failed_bytes_ : observed_bytes_;
  if (bytes >= (failed ? failed_bytes_max : observed_bytes_max)) {
    ++left_out_;
    return;
  }
  json::Value picture =
      picture_of(trace, failed ? result.step : -1, failed ? Detail::whole : Detail::marks);
  if (picture.is_null()) return;
  bytes += json::write(picture).size();
  pictures_[n] = std::move(picture);
}

void Pictures::renumber(std::size_t from, std::size_t to) {
  auto picture = pictures_.extract(from);
  if (picture.empty()) return;
  picture.key() = to;
  pictures_.insert(std::move(picture));
}

const json::Value* Pictures::of(std::size_t n) const {
  const auto found = pictures_.find(n);
  return found == pictures_.end() ? nullptr : &found->second;
}

Pictures load_pictures(const RunReport& report, const std::string& folder) {
  Pictures pictures;
  for (std::size_t n = 0; n < report.cases.size(); ++n) {
    const CaseResult& result = report.cases[n];
    const Result<std::string> path = kept_trace(folder, result);
    if (!path) continue;
    const Result<std::string> text = read_file(*path, trace_bytes_max);
    if (!text) continue;
    const Result<judge::Trace> trace = judge::read_trace(*text);
    if (trace.ok()) pictures.add(n, result, *trace);
  }
  return pictures;
}

}  // namespace deadair::reports
