// A line at a time, flushed, in the order of the plan.
#include "reports/results_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "harness/base/check.h"
#include "reports/text.h"

namespace deadair::reports {
namespace {

constexpr std::size_t name_bytes_max = 200;
constexpr std::size_t declared_max = 100;

}  // namespace

ResultsWriter::ResultsWriter(std::string path, std::FILE* file, RunHeader header,
                             std::vector<PlannedCase> plan, WriteOptions options)
    : path_(std::move(path)),
      file_(file),
      header_(std::move(header)),
      plan_(std::move(plan)),
      options_(options) {
  for (std::size_t at = 0; at < plan_.size(); ++at) {
    if (!header_.shard || header_.shard->shard.holds(plan_[at].id)) due_.push_back(at);
  }
  header_.plan_hash = plan_hash_of(plan_);
  header_.cases = static_cast<std::int64_t>(due_.size());
  if (header_.shard) header_.shard->plan_cases = static_cast<std::int64_t>(plan_.size());
}

Result<ResultsWriter> ResultsWriter::create(const std::string& path, RunHeader header,
                                            std::vector<PlannedCase> plan, WriteOptions options) {
  std::FILE* const file = std::fopen(path.c_str(), "wbe");
  if (file == nullptr) return Error{"file.write", path, std::strerror(errno)};
  header.client_name = cut(header.client_name, name_bytes_max);  // all are the client's own words
  header.client_version = cut(header.client_version, name_bytes_max);
  if (header.client_declares.size() > declared_max) header.client_declares.resize(declared_max);
  for (std::string& word : header.client_declares) word = cut(word, name_bytes_max);
  ResultsWriter writer(path, file, std::move(header), std::move(plan), options);
  if (Status status = writer.write_line(to_json(writer.header_, options.timings)); !status) {
    return status.error();
  }
  return writer;
}

Status ResultsWriter::add(std::size_t index, CaseResult result) {
  DEADAIR_CHECK(file_ != nullptr || !state_.ok(), "a result after the footer");
  DEADAIR_CHECK(index < plan_.size(), fmt::format("{} of {}", index, plan_.size()));
  const PlannedCase& planned = plan_[index];
  DEADAIR_CHECK(planned.id == result.id && planned.dialect == result.dialect,
                fmt::format("{}/{} in place of {}/{}", result.id, result.dialect, planned.id,
                            planned.dialect));
  const auto due = std::lower_bound(due_.begin(), due_.end(), index);
  DEADAIR_CHECK(due != due_.end() && *due == index, result.id + " belongs to another shard");
  DEADAIR_CHECK(
      static_cast<std::size_t>(due - due_.begin()) >= written_ && !waiting_.contains(index),
      result.id + " came twice");
  waiting_.emplace(index, bounded(std::move(result)));
  while (!waiting_.empty() && waiting_.begin()->first == due_[written_]) {
    if (Status status = write_first_waiting(); !status) return status;
  }
  return state_;
}

Status ResultsWriter::write_first_waiting() {
  const auto& [index, result] = *waiting_.begin();
  const json::Value line = to_json(result, static_cast<std::int64_t>(index), options_.timings);
  if (Status status = write_line(line); !status) return status;
  ++written_;
  counts_.add(result.verdict);
  waiting_.erase(waiting_.begin());
  return Done{};
}

Status ResultsWriter::finish(std::vector<std::string> problems) {
  if (!state_.ok()) return state_;
  DEADAIR_CHECK(file_ != nullptr, "two footers");
  while (!waiting_.empty()) {
    if (Status status = write_first_waiting(); !status) return status;
  }
  const Footer footer{counts_, written_ == due_.size(), std::move(problems)};
  if (Status status = write_line(to_json(footer)); !status) return status;
  if (std::fclose(file_.release()) != 0) return failed(errno);
  return Done{};
}

Status ResultsWriter::write_line(const json::Value& line) {
  if (!state_.ok()) return state_;
  const Status valid = schema_.check(line);
  DEADAIR_CHECK(valid.ok(), valid.error().text());
  const std::string text = json::write(line) + '\n';
  if (std::fwrite(text.data(), 1, text.size(), file_.get()) != text.size() ||
      std::fflush(file_.get()) != 0) {
    return failed(errno);
  }
  return Done{};
}

Status ResultsWriter::failed(int reason) {
  file_.reset();
  state_ = Error{"file.write", path_, std::strerror(reason)};
  return state_;
}

}  // namespace deadair::reports
