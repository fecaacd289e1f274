// Keeps, writes and reads traces.
#include "harness/judge/trace.h"

#include <array>
#include <optional>
#include <utility>

#include "harness/judge/codes.h"

namespace deadair::judge {

namespace {

struct KindName {
  EntryKind kind;
  std::string_view name;
};

constexpr std::array<KindName, 16> kind_names = {{
    {EntryKind::case_begin, "case_begin"},
    {EntryKind::step, "step"},
    {EntryKind::event, "event"},
    {EntryKind::sent, "sent"},
    {EntryKind::redelivered, "redelivered"},
    {EntryKind::fault, "fault"},
    {EntryKind::http, "http"},
    {EntryKind::finding, "finding"},
    {EntryKind::call, "call"},
    {EntryKind::answer, "answer"},
    {EntryKind::notice, "notice"},
    {EntryKind::timeout, "timeout"},
    {EntryKind::adapter_fault, "adapter_fault"},
    {EntryKind::exited, "exited"},
    {EntryKind::stalled, "stalled"},
    {EntryKind::case_end, "case_end"},
}};

// A line holds at most one contract line or one request, and what stands around it.
constexpr std::size_t line_bytes_max = std::size_t{16} * 1024 * 1024;
constexpr std::size_t line_depth_max = 96;

std::optional<EntryKind> kind_named(std::string_view name) {
  for (const KindName& row : kind_names) {
    if (row.name == name) return row.kind;
  }
  return std::nullopt;
}

// Raw text as the value that a reader of it sees; text that no reader takes becomes an object that
// shows it, so that it stays as malformed as it was.
json::Value readable(const std::string& raw) {
  json::ReadOptions options;
  options.bad_text = json::BadText::replaced;
  Result<json::Value> read = json::read(raw, options);
  if (read.ok()) return std::move(read).value();
  json::Value shown = json::Value::object();
  shown.set("raw", raw);
  return shown;
}

// Replaces raw text wherever it stands. Without recursion: scenarios decide the depth.
json::Value without_raw(json::Value value) {
  std::vector<json::Value*> open = {&value};
  while (!open.empty()) {
    json::Value* const here = open.back();
    open.pop_back();
    if (here->kind() == json::Kind::raw) *here = readable(here->text());
    for (json::Value& item : here->items()) open.push_back(&item);
    for (json::Member& member : here->members()) open.push_back(&member.value);
  }
  return value;
}

Result<Entry> read_entry(const json::Value& line, const std::string& place) {
  const auto members = line.members();
  if (!line.is_object() || members.size() < 3 || members[0].key != "kind" ||
      members[1].key != "step" || members[2].key != "at_ms") {
    return Error{"trace.syntax", place, "an object that begins with kind, step, at_ms is expected"};
  }
  const auto name = members[0].value.as_string();
  const auto kind = kind_named(name.value_or(""));
  if (!kind) {
    return Error{"trace.kind", place, "unknown kind of entry: " + json::write(members[0].value)};
  }
  const auto step = members[1].value.as_integer();
  const auto at_ms = members[2].value.as_integer();
  if (!step || *step < -1 || *step > 1000000 || !at_ms) {
    return Error{"trace.syntax", place, "step and at_ms must be integers in range"};
  }
  Entry entry;
  entry.kind = *kind;
  entry.step = static_cast<int>(*step);
  entry.at_ms = *at_ms;
  entry.body = json::Value::object({members.begin() + 3, members.end()});
  return entry;
}

}  // namespace

std::string_view name_of(EntryKind kind) {
  for (const KindName& row : kind_names) {
    if (row.kind == kind) return row.name;
  }
  return "";
}

void TraceLog::begin_step(int step) {
  const std::lock_guard<std::mutex> lock(mutex_);
  step_ = step;
}

void TraceLog::set_time(std::int64_t at_ms) {
  const std::lock_guard<std::mutex> lock(mutex_);
  at_ms_ = at_ms;
}

void TraceLog::add(EntryKind kind, json::Value body) {
  body = without_raw(std::move(body));
  const std::lock_guard<std::mutex> lock(mutex_);
  if (kind == EntryKind::http || kind == EntryKind::finding || kind == EntryKind::notice) {
    ++noise_;
    if (noise_ > noise_entries_max + 1) return;
    if (noise_ == noise_entries_max + 1) {
      kind = EntryKind::finding;
      body = json::Value::object();
      body.set("code", code::requests_storm.name);
      body.set("detail", "more requests and notifications than a trace keeps");
    }
  }
  trace_.entries.push_back(Entry{kind, step_, at_ms_, std::move(body)});
}

void TraceLog::cut(std::size_t entries) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (entries < trace_.entries.size()) trace_.entries.resize(entries);
}

Trace TraceLog::copy() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return trace_;
}

Trace TraceLog::take() {
  const std::lock_guard<std::mutex> lock(mutex_);
  return std::exchange(trace_, Trace());
}

std::size_t TraceLog::size() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return trace_.entries.size();
}

std::string write_trace(const Trace& trace) {
  std::string text;
  for (const Entry& entry : trace.entries) {
    json::Value line = json::Value::object();
    line.add("kind", name_of(entry.kind));
    line.add("step", entry.step);
    line.add("at_ms", entry.at_ms);
    for (const json::Member& member : entry.body.members()) {
      line.add(member.key, without_raw(member.value));
    }
    text += json::write(line);
    text += '\n';
  }
  return text;
}

Result<Trace> read_trace(std::string_view text) {
  Trace trace;
  json::ReadOptions options;
  options.bytes_max = line_bytes_max;
  options.depth_max = line_depth_max;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::string place = "line " + std::to_string(number);
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) {
      return Error{std::string(code::trace_incomplete.name), place,
                   "the line is cut off: no newline at its end"};
    }
    const Result<json::Value> line = json::read(text.substr(0, end), options);
    text.remove_prefix(end + 1);
    if (!line.ok()) return Error{"trace.syntax", place, line.error().text()};
    Result<Entry> entry = read_entry(*line, place);
    if (!entry.ok()) return entry.error();
    trace.entries.push_back(std::move(entry).value());
  }
  if (trace.entries.empty() || trace.entries.back().kind != EntryKind::case_end) {
    return Error{std::string(code::trace_incomplete.name),
                 "line " + std::to_string(trace.entries.size()),
                 "the trace ends without case_end: the run was cut off"};
  }
  return trace;
}

}  // namespace deadair::judge
