// Words where the shorthand has them, objects for the rest.
#include "harness/told/emitted.h"

#include <string>
#include <utility>
#include <vector>

#include "harness/scenario/events.h"
#include "harness/scenario/shorthand.h"

namespace deadair::told {
namespace {

using json::Kind;
using json::Value;
using scenario::EventKind;
using scenario::EventSpec;

using Path = std::vector<std::string>;

std::string in_words(const Path& path) {
  std::string words;
  for (const std::string& key : path) words += (words.empty() ? "" : ".") + key;
  return words;
}

bool is_path(const Path& path) {
  return !path.back().empty() && scenario::split_path(in_words(path)) == path;
}

// Whether the value at that path can only be said as a text: it is one, or holds one to which no
// path leads.
bool must_be_raw(const Value& value, Path& path) {  // NOLINT(misc-no-recursion)
  if (value.kind() == Kind::raw) return true;
  for (const json::Member& member : value.members()) {
    path.push_back(member.key);
    const bool is_lost = must_be_raw(member.value, path) && !is_path(path);
    path.pop_back();
    if (is_lost) return true;
  }
  return false;
}

// JSON text in which no brace of a string is taken for a placeholder.
std::string without_placeholders(std::string_view json) {
  std::string text;
  bool is_within = false;
  for (std::size_t at = 0; at < json.size(); ++at) {
    if (is_within && json[at] == '\\') {
      text += json.substr(at++, 2);
      continue;
    }
    if (json[at] == '"') is_within = !is_within;
    if (is_within && json[at] == '{') {
      text += "\\u007b";
    } else {
      text += json[at];
    }
  }
  return text;
}

// Moves raw members out of what is laid over: a file says them by path and text. Where no path
// leads to one, what is around it is said as raw text.
void take_raw(Value& value, Path& path, Value& raw) {  // NOLINT(misc-no-recursion)
  std::vector<std::string> taken;
  for (json::Member& member : value.members()) {
    path.push_back(member.key);
    if (must_be_raw(member.value, path)) {
      raw.set(in_words(path), without_placeholders(json::write(member.value)));
      taken.push_back(member.key);
    } else {
      take_raw(member.value, path, raw);
    }
    path.pop_back();
  }
  for (const std::string& key : taken) value.erase(key);
}

void set_kind(const EventSpec& event, Value& made) {
  switch (event.kind) {
    case EventKind::chunk: made.set("chunk", event.number.value_or(1)); return;
    case EventKind::info: made.set("info", event.state); return;
    case EventKind::redaction: made.set("redact", event.target); return;
    case EventKind::message: made.set("message", ""); return;
    case EventKind::member: made.set("member", event.state); return;
  }
}

// The label that the reader gives a chunk where none is written.
std::string default_label(const EventSpec& event) {
  const std::string sender = event.sender == 'A' ? "" : std::string(1, event.sender) + ":";
  const std::string tail = event.broadcast == "S" ? "" : "@" + event.broadcast;
  return sender + "c" + std::to_string(event.number.value_or(1)) + tail;
}

// Whether the reader would give another label: all but chunks and starts are counted.
bool needs_label(const EventSpec& event, bool is_start) {
  return is_start || (event.kind == EventKind::chunk && event.label != default_label(event));
}

Value long_form(const EventSpec& event) {
  Value made = Value::object();
  set_kind(event, made);
  const bool is_start = event.kind == EventKind::info && event.state == "started";
  if (needs_label(event, is_start)) made.set("label", event.label);
  if (event.sender != 'A') made.set("sender", std::string(1, event.sender));
  const bool refers =
      event.kind == EventKind::chunk || (event.kind == EventKind::info && !is_start);
  if (refers && event.broadcast != "S") made.set("broadcast", event.broadcast);
  if (event.kind == EventKind::info && event.number) made.set("last_chunk_sequence", *event.number);
  if (event.kind == EventKind::chunk && event.duration_ms != EventSpec().duration_ms)
    made.set("duration_ms", event.duration_ms);
  if (event.encrypted_file) made.set("encrypted", true);
  Value raw = Value::object();
  Value content = event.content;
  Value over = event.event;
  Path at_content = {"content"};
  take_raw(content, at_content, raw);
  Path at_event;
  take_raw(over, at_event, raw);
  if (!content.members().empty()) made.set("content", std::move(content));
  if (!over.members().empty()) made.set("event", std::move(over));
  if (!raw.members().empty()) made.set("raw", std::move(raw));
  if (!event.absent.empty()) {
    Value absent = Value::array();
    for (const std::string& path : event.absent) absent.push(path);
    made.set("absent", std::move(absent));
  }
  if (!event.media.is_null()) made.set("media", event.media);
  return made;
}

}  // namespace

Value emitted(std::span<const scenario::Batch> batches) {
  std::vector<Value> items;
  std::string words;
  const auto add_word = [&words](const std::string& word) {
    words += (words.empty() ? "" : " ") + word;
  };
  for (std::size_t at = 0; at < batches.size(); ++at) {
    if (at > 0) add_word("|");
    for (const EventSpec& event : batches[at]) {
      const std::string word = scenario::to_shorthand({{event}});
      if (!word.ends_with('*')) {
        add_word(word);
        continue;
      }
      if (!words.empty()) items.emplace_back(std::exchange(words, {}));
      items.push_back(long_form(event));
    }
  }
  if (items.empty()) return words;
  if (!words.empty()) items.emplace_back(std::move(words));
  return Value::array(std::move(items));
}

}  // namespace deadair::told
