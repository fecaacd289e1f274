// Reading a file of known failures: the schema first, then what a schema cannot say.
#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <span>
#include <utility>

#include "harness/base/embedded.h"
#include "harness/base/json.h"
#include "harness/base/schema.h"
#include "harness/run/known_failures.h"

namespace deadair::embedded {
std::span<const EmbeddedFile> known_failures_schema();
}  // namespace deadair::embedded

namespace deadair::run {
namespace {

using json::Value;

constexpr std::size_t file_bytes_max = std::size_t{4} * 1024 * 1024;

// Where values stand in the file.
struct File {
  const std::string& path;
  const std::string& text;

  [[nodiscard]] std::string place(const Value& at) const {
    return path + ":" + json::line_and_column(text, at.offset());
  }
  [[nodiscard]] Error error(std::string code, const Value& at, std::string message) const {
    return Error{std::move(code), place(at), std::move(message)};
  }
};

json::Schema compile_schema() {
  const std::span<const EmbeddedFile> files = embedded::known_failures_schema();
  DEADAIR_CHECK(files.size() == 1, std::to_string(files.size()));
  return json::Schema::compile(files.front().text).value();
}

// Compiled once a thread, as that of scenarios.
Status check_schema(const File& file, const Value& root) {
  thread_local const json::Schema schema = compile_schema();
  Status status = schema.check(root);
  if (status) return status;
  const std::string& pointer = status.error().place;
  const Value* at = json::at_pointer(root, pointer);
  return file.error(
      "known.schema", at == nullptr ? root : *at,
      (pointer.empty() ? std::string("the file") : pointer) + ": " + status.error().message);
}

// The schema has seen to the digits; this sees to the calendar.
bool is_day(std::string_view date) {
  const auto part = [&](std::size_t at, std::size_t length) {
    int number = 0;
    std::from_chars(date.data() + at, date.data() + at + length, number);
    return number;
  };
  const int year = part(0, 4);
  const int month = part(5, 2);
  const int day = part(8, 2);
  if (month < 1 || month > 12 || day < 1) return false;
  constexpr std::array<int, 12> days = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return day <= days.at(static_cast<std::size_t>(month - 1)) + (month == 2 && leap ? 1 : 0);
}

Status check_day(const File& file, std::string_view key, const Value& value) {
  if (is_day(value.text())) return Done{};
  return file.error("known.date", value,
                    std::string(key) + ": the calendar has no " + value.text());
}

Result<KnownFailure> read_entry(const File& file, const Value& value) {
  KnownFailure entry;
  entry.id = value.string_at("id");
  entry.dialect = value.string_at("dialect");
  entry.code = value.string_at("code");
  entry.link = value.string_at("link");
  entry.date = value.string_at("date");
  entry.reason = value.string_at("reason");
  entry.place = file.place(value);
  entry.begin = value.offset();
  entry.code_place = file.place(*value.find("code"));
  entry.code_begin = value.find("code")->offset();
  if (const Status day = check_day(file, "date", *value.find("date")); !day) return day.error();
  if (const Value* until = value.find({"flaky", "until"})) {
    if (const Status day = check_day(file, "flaky.until", *until); !day) return day.error();
    entry.flaky_until = until->text();
  }
  if (const Value* feature = value.find({"when", "feature"})) {
    entry.feature = feature->text();
    entry.feature_place = file.place(*feature);
  }
  if (const Value* range = value.find({"when", "version"})) {
    Result<VersionRange> read = VersionRange::parse(range->text());
    if (!read) return file.error("known.version", *range, "when.version: " + read.error().message);
    entry.versions = std::move(*read);
  }
  return entry;
}

// Two entries that say the same under the same conditions: one of them will be forgotten.
Status check_twice(const std::vector<KnownFailure>& entries) {
  std::map<std::string, std::string> places;
  for (const KnownFailure& one : entries) {
    std::string key;
    for (const std::string& part : {one.id, one.dialect, one.code, one.feature,
                                    one.versions ? one.versions->text() : std::string()})
      key += part + '\n';
    const auto [at, is_new] = places.emplace(key, one.place);
    if (!is_new)
      return Error{"known.twice", one.place, "id: the same entry stands at " + at->second + " too"};
  }
  return Done{};
}

}  // namespace

Result<KnownFailures> KnownFailures::read(std::string path, std::string text) {
  KnownFailures made;
  made.path_ = std::move(path);
  made.text_ = std::move(text);
  const File file{made.path_, made.text_};
  json::ReadOptions options;
  options.bytes_max = file_bytes_max;
  options.doubled_keys = json::DoubledKeys::refused;
  options.comments = true;
  const Result<Value> root = json::read(made.text_, options);
  if (!root) {
    const Error& error = root.error();
    return Error{error.code, made.path_ + (error.place.empty() ? "" : ":" + error.place),
                 error.message};
  }
  if (const Status status = check_schema(file, *root); !status) return status.error();
  made.list_begin_ = root->find("expect")->offset();
  for (const Value& value : root->find("expect")->items()) {
    Result<KnownFailure> entry = read_entry(file, value);
    if (!entry) return entry.error();
    made.entries_.push_back(std::move(*entry));
  }
  if (const Status status = check_twice(made.entries_); !status) return status.error();
  return made;
}

}  // namespace deadair::run
