// Line by line: the schema first, then what only all lines together can tell.
#include "reports/results_reader.h"

#include <fmt/format.h>

#include <optional>
#include <utility>
#include <vector>

#include "harness/base/file.h"
#include "harness/base/json.h"
#include "reports/results_schema.h"

namespace deadair::reports {
namespace {

constexpr std::size_t results_bytes_max = std::size_t{256} * 1024 * 1024;

class Reader {
 public:
  explicit Reader(std::string path) : path_(std::move(path)) {}

  [[nodiscard]] Result<RunReport> read(std::string_view text);

 private:
  [[nodiscard]] Error error(std::string code, std::string message) const {
    return Error{std::move(code), fmt::format("{}:{}", path_, line_), std::move(message)};
  }
  [[nodiscard]] Result<json::Value> read_line(std::string_view text) const;
  [[nodiscard]] Status take(const json::Value& line);
  [[nodiscard]] Status take_case(const json::Value& line);
  [[nodiscard]] Status check_place(std::int64_t n);
  [[nodiscard]] Status check_shard(std::string_view id) const;
  [[nodiscard]] Status check_whole() const;

  std::string path_;
  std::size_t line_ = 0;
  ResultsSchema schema_;
  std::optional<RunHeader> header_;
  std::vector<CaseResult> cases_;
  std::vector<std::int64_t> places_;
  std::optional<Error> gap_;  // the first place at which a case is missing
  std::optional<Footer> footer_;
};

Result<RunReport> Reader::read(std::string_view text) {
  while (!text.empty()) {
    ++line_;
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) {
      return error("results.footer", "the last line is cut off: it does not end with a line feed");
    }
    const Result<json::Value> line = read_line(text.substr(0, end));
    if (!line) return line.error();
    if (Status status = take(*line); !status) return status.error();
    text.remove_prefix(end + 1);
  }
  if (Status status = check_whole(); !status) return status.error();
  if (!header_->shard) places_.clear();
  return RunReport{std::move(*header_), std::move(cases_), *footer_, std::move(places_)};
}

Result<json::Value> Reader::read_line(std::string_view text) const {
  json::ReadOptions options;
  options.doubled_keys = json::DoubledKeys::refused;
  Result<json::Value> line = json::read(text, options);
  if (!line) {
    // The place is "1:column", since the reader saw this line alone.
    const std::string& place = line.error().place;
    return error("results.syntax", fmt::format("column {}: {}", place.substr(place.find(':') + 1),
                                               line.error().message));
  }
  if (const Status valid = schema_.check(*line); !valid) {
    return error("results.schema", valid.error().text());
  }
  return line;
}

Status Reader::take(const json::Value& line) {
  const std::string_view kind = line.string_at("kind");
  if (footer_) {
    return error("results.footer",
                 kind == "footer" ? "a second footer" : "the footer must be the last line");
  }
  if (kind == "header") {
    if (header_) return error("results.header", "a second header");
    header_ = header_from(line);
    return Done{};
  }
  if (!header_) return error("results.header", "the first line must be the header");
  if (kind == "case") return take_case(line);
  footer_ = footer_from(line);
  return Done{};
}

Status Reader::take_case(const json::Value& line) {
  const std::int64_t n = line.integer_at("n", -1);
  if (Status status = check_place(n); !status) return status;
  if (Status status = check_shard(line.string_at("id")); !status) return status;
  if (static_cast<std::int64_t>(cases_.size()) >= header_->cases) {
    return error("results.order",
                 fmt::format("the header plans {} cases; this is one more", header_->cases));
  }
  places_.push_back(n);
  cases_.push_back(case_from(line));
  return Done{};
}

// The cases of a shard are some of the plan's, in its order; so are those of a run that was ended
// early. Whether that is so the footer tells.
Status Reader::check_place(std::int64_t n) {
  const std::int64_t planned = header_->shard ? header_->shard->plan_cases : header_->cases;
  const auto present = static_cast<std::int64_t>(cases_.size());
  if (!header_->shard && n != present && !gap_) {
    gap_ = error("results.order",
                 fmt::format("expected case {} of the plan; there stands {}", present, n));
  }
  if ((places_.empty() || n > places_.back()) && n < planned) return Done{};
  if (gap_) return *gap_;
  return error("results.order",
               fmt::format("case {} does not stand in the order of a plan of {}", n, planned));
}

Status Reader::check_shard(std::string_view id) const {
  if (!header_->shard || header_->shard->shard.holds(id)) return Done{};
  return error("results.order", fmt::format("{} belongs to another shard than {}", id,
                                            header_->shard->shard.text()));
}

Status Reader::check_whole() const {
  if (!header_) return error("results.header", "the file is empty: there is no header");
  if (!footer_) return error("results.footer", "the footer is missing: the run was cut off");
  if (gap_ && footer_->complete) return *gap_;
  if (footer_->counts != count(cases_)) {
    return error("results.counts", "the footer's counts are not those of the cases above it");
  }
  const auto present = static_cast<std::int64_t>(cases_.size());
  if (footer_->complete != (present == header_->cases)) {
    return error("results.footer",
                 fmt::format("complete is {}, but {} of {} planned cases are there",
                             footer_->complete, present, header_->cases));
  }
  if (!footer_->complete || header_->shard) return Done{};  // a shard alone cannot tell
  std::vector<PlannedCase> plan;
  for (const CaseResult& result : cases_) plan.push_back({result.id, result.dialect});
  if (plan_hash_of(plan) != header_->plan_hash) {
    return error("results.order", "the cases are not those of the plan: its hash is " +
                                      header_->plan_hash + ", theirs " + plan_hash_of(plan));
  }
  return Done{};
}

}  // namespace

Result<RunReport> read_results(const std::string& path, std::string_view text) {
  return Reader(path).read(text);
}

Result<RunReport> load_results(const std::string& path) {
  const Result<std::string> text = read_file(path, results_bytes_max);
  if (!text) return text.error();
  return read_results(path, *text);
}

}  // namespace deadair::reports
