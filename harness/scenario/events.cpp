// Events written long: each member checked, unknown ones named with the known.
#include "harness/scenario/events.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "harness/scenario/raw_text.h"
#include "harness/scenario/vocabulary.h"

namespace deadair::scenario {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::string_view step_code = "scenario.step";

constexpr std::array chunk_members = {"chunk"sv,       "label"sv,     "broadcast"sv, "sender"sv,
                                      "duration_ms"sv, "encrypted"sv, "content"sv,   "event"sv,
                                      "absent"sv,      "raw"sv,       "media"sv};
constexpr std::array info_members = {
    "info"sv,    "label"sv, "broadcast"sv, "sender"sv, "last_chunk_sequence"sv,
    "content"sv, "event"sv, "absent"sv,    "raw"sv};
constexpr std::array redact_members = {"redact"sv, "label"sv,  "sender"sv, "content"sv,
                                       "event"sv,  "absent"sv, "raw"sv};
constexpr std::array message_members = {"message"sv, "label"sv,  "sender"sv, "content"sv,
                                        "event"sv,   "absent"sv, "raw"sv};
constexpr std::array member_members = {"member"sv, "label"sv,  "sender"sv, "content"sv,
                                       "event"sv,  "absent"sv, "raw"sv};
constexpr std::array kinds = {"chunk"sv, "info"sv, "redact"sv, "message"sv, "member"sv};

constexpr std::size_t absent_max = 256;
constexpr std::int64_t media_at_max = 24LL * 60 * 60 * 1000;  // bytes, or milliseconds

std::string_view option_of_media(std::string_view is) {
  if (is == "cut" || is == "running_clock") return "at";
  return is == "shared" ? "with" : "";
}

Words members_of(std::string_view kind) {
  if (kind == "chunk") return chunk_members;
  if (kind == "info") return info_members;
  if (kind == "redact") return redact_members;
  if (kind == "message") return message_members;
  return member_members;
}

// Reads one object of an emit array.
class LongForm {
 public:
  LongForm(const Source& source, const json::Value& value, Labels& labels)
      : source_(source), value_(value), labels_(labels) {}

  Result<EventSpec> read() {
    Status status = find_kind();
    if (status) status = read_kind();
    if (status) status = read_common();
    if (status) status = read_raw();
    if (status) status = read_absent();
    if (status) status = read_media();
    if (status) status = take_label();
    if (!status) return status.error();
    return std::move(event_);
  }

 private:
  [[nodiscard]] Error fail(const json::Value& at, const std::string& message) const {
    return source_.error(step_code, at, message);
  }

  Status find_kind() {
    for (const std::string_view kind : kinds) {
      if (value_.find(kind) == nullptr) continue;
      if (!kind_.empty())
        return fail(value_, "an event is one of " + listed(kinds) + ", not two of them");
      kind_ = kind;
    }
    if (kind_.empty()) return fail(value_, "an event written long has one of: " + listed(kinds));
    for (const json::Member& member : value_.members()) {
      if (!is_one_of(member.key, members_of(kind_))) {
        return fail(member.value, "\"" + member.key + "\" is no member of a " + std::string(kind_) +
                                      "; known are: " + listed(members_of(kind_)));
      }
    }
    return Done{};
  }

  Status read_kind() {
    const json::Value& value = *value_.find(kind_);
    if (kind_ == "chunk") {
      event_.kind = EventKind::chunk;
      event_.number = value.as_integer();
      if (!event_.number) return fail(value, "a chunk has an integer, its sequence");
      return Done{};
    }
    const auto text = value.as_string();
    if (!text) return fail(value, "expected a string");
    if (kind_ == "redact") {
      event_.kind = EventKind::redaction;
      event_.target = std::string(*text);
    } else if (kind_ == "message") {
      event_.kind = EventKind::message;
      event_.content = json::Value::object({{"msgtype", "m.text"}, {"body", *text}});
    } else if (kind_ == "member") {
      if (!is_one_of(*text, memberships()))
        return fail(value, "a membership is one of: " + listed(memberships()));
      event_.kind = EventKind::member;
      event_.state = std::string(*text);
      event_.content = json::Value::object({{"membership", *text}});
    } else {
      event_.kind = EventKind::info;
      event_.state = std::string(*text);
    }
    return Done{};
  }

  Status read_common() {
    if (const json::Value* sender = value_.find("sender")) {
      const std::string_view name = sender->as_string().value_or("");
      if (name != "A" && name != "B" && name != "L")
        return fail(*sender, "the sender is A, B or L");
      event_.sender = name.front();
    }
    if (const json::Value* label = value_.find("label")) {
      const std::string_view name = label->as_string().value_or("");
      if (name.empty() || name.find_first_of(" \t\n\r|*()$\"") != std::string_view::npos)
        return fail(*label, "a label is a word without blanks, brackets, |, * and $");
      event_.label = std::string(name);
    }
    if (const json::Value* broadcast = value_.find("broadcast")) {
      if (!broadcast->is_string()) return fail(*broadcast, "expected the label of a started event");
      event_.broadcast = broadcast->text();
    }
    if (const json::Value* number = value_.find("last_chunk_sequence")) {
      event_.number = number->as_integer();
      if (!event_.number)
        return fail(*number, "expected an integer; anything stranger stands in \"content\"");
    }
    if (const json::Value* duration = value_.find("duration_ms")) {
      event_.duration_ms = duration->as_integer().value_or(0);
      if (event_.duration_ms < 1 || event_.duration_ms > 60000)
        return fail(*duration, "expected an integer from 1 to 60000");
    }
    if (const json::Value* encrypted = value_.find("encrypted")) {
      if (!encrypted->as_bool()) return fail(*encrypted, "expected true or false");
      event_.encrypted_file = *encrypted->as_bool();
    }
    const json::Value* const event = value_.find("event");
    if (value_.find("content") != nullptr && event != nullptr && event->find("content") != nullptr)
      return fail(value_, "the content stands in \"content\" or in \"event\", not in both");
    for (const std::string_view key : {"content"sv, "event"sv}) {
      const json::Value* over = value_.find(key);
      if (over == nullptr) continue;
      if (!over->is_object())
        return fail(*over, "expected an object, laid over what is well-formed");
      json::Value& target = key == "content" ? event_.content : event_.event;
      if (target.is_null()) target = json::Value::object();
      for (const json::Member& member : over->members()) target.set(member.key, member.value);
    }
    return Done{};
  }

  // Raw texts become members that are written as they stand.
  Status read_raw() {
    const json::Value* raw = value_.find("raw");
    if (raw == nullptr) return Done{};
    if (!raw->is_object()) return fail(*raw, "expected an object of path and JSON text");
    const auto of_content = [](const json::Member& member) {
      return member.key.starts_with("content.");
    };
    const json::Value* const content = raw->find("content");
    if (content != nullptr &&
        (value_.find("content") != nullptr || event_.event.find("content") != nullptr ||
         std::any_of(raw->members().begin(), raw->members().end(), of_content)))
      return fail(*content, "all the content is said here; the other members of it would be lost");
    for (const json::Member& member : raw->members()) {
      Result<std::string> text = raw_text(source_, member.value);
      if (!text) return text.error();
      labels_.raw_bytes += text->size();
      if (labels_.raw_bytes > raw_bytes_of_case_max) {
        return fail(member.value, "the raw texts of a case are at most " +
                                      std::to_string(raw_bytes_of_case_max / (1024 * 1024)) +
                                      " MiB together");
      }
      std::vector<std::string> keys = split_path(member.key);
      json::Value* target = &event_.event;
      // Where `event` says all the content there is, the path leads into that.
      const bool is_whole = event_.event.find("content") != nullptr;
      if (keys.size() > 1 && keys.front() == "content" && !is_whole) {
        target = &event_.content;
        keys.erase(keys.begin());
      }
      for (const std::string& key : keys) {
        if (key.empty()) return fail(member.value, "\"" + member.key + "\" is no path of keys");
        if (!target->is_null() && !target->is_object())
          return fail(member.value, "\"" + member.key + "\" leads through what is no object");
        target = &child(*target, key);
      }
      *target = json::Value::raw(std::move(text).value());
    }
    return Done{};
  }

  // The member of that name, made if it is not there.
  static json::Value& child(json::Value& parent, const std::string& key) {
    for (json::Member& member : parent.members()) {
      if (member.key == key) return member.value;
    }
    parent.add(key, json::Value());
    return parent.members().back().value;
  }

  Status read_absent() {
    const json::Value* absent = value_.find("absent");
    if (absent == nullptr) return Done{};
    if (!absent->is_array() || absent->items().size() > absent_max)
      return fail(*absent, "expected an array of at most " + std::to_string(absent_max) + " paths");
    for (const json::Value& path : absent->items()) {
      if (!path.is_string() || path.text().empty())
        return fail(path, "expected the path of a member: \"content.sequence\"");
      event_.absent.push_back(path.text());
    }
    return Done{};
  }

  Status read_media() {
    const json::Value* media = value_.find("media");
    if (media == nullptr) return Done{};
    if (!media->is_object() || !is_one_of(media->string_at("is"), media_oddities()))
      return fail(*media, "expected {\"is\": …} with one of: " + listed(media_oddities()));
    const std::string_view is = media->string_at("is");
    for (const json::Member& member : media->members()) {
      if (member.key == "is") continue;
      if (member.key != option_of_media(is))
        return fail(member.value,
                    "\"" + member.key + "\" does not belong to media that is " + std::string(is));
      const auto at = member.value.as_integer();
      if (member.key == "with" ? !member.value.is_string() : !at || *at < 0 || *at > media_at_max)
        return fail(member.value, member.key == "with" ? "expected the label of a chunk"
                                                       : "expected an integer from 0 to " +
                                                             std::to_string(media_at_max));
    }
    if ((is == "wrong_hash" || is == "wrong_key") && !event_.encrypted_file)
      return fail(*media, "only an \"encrypted\" file has a hash and a key");
    event_.media = *media;
    return Done{};
  }

  Status take_label() {
    const bool started = event_.kind == EventKind::info && event_.state == "started";
    if (event_.label.empty()) event_.label = default_label(started);
    if (started && value_.find("broadcast") == nullptr) event_.broadcast = event_.label;
    if (labels_.taken.size() >= events_max)
      return fail(value_, "at most " + std::to_string(events_max) + " events are emitted");
    if (!labels_.take(event_.label)) {
      return source_.error("scenario.label", value_,
                           "the label " + event_.label +
                               " stands for an event that was emitted before; give this one a "
                               "\"label\" of its own");
    }
    return Done{};
  }

  std::string default_label(bool started) {
    if (started) return "S";
    switch (event_.kind) {
      case EventKind::info:
        if (event_.state == "paused") return labels_.next("P");
        if (event_.state == "resumed") return labels_.next("R");
        if (event_.state == "stopped") return labels_.next("X");
        return labels_.next("U");
      case EventKind::chunk: {
        const std::string sender = event_.sender == 'A' ? "" : std::string(1, event_.sender) + ":";
        const std::string tail = event_.broadcast == "S" ? "" : "@" + event_.broadcast;
        return sender + "c" + std::to_string(*event_.number) + tail;
      }
      case EventKind::redaction: return labels_.next("red");
      case EventKind::message: return labels_.next("message");
      case EventKind::member: return labels_.next("member");
    }
    return {};
  }

  const Source& source_;
  const json::Value& value_;
  Labels& labels_;
  std::string_view kind_;
  EventSpec event_;
};

// The column of a shorthand error, counted from the quote at which the string begins.
Error placed(const Source& source, const json::Value& at, const Error& error) {
  std::size_t column = 0;
  for (const char digit : error.place) column = column * 10 + static_cast<std::size_t>(digit - '0');
  return source.error_at(error.code, at.offset() + column, error.message);
}

}  // namespace

std::vector<std::string> split_path(std::string_view path) {
  std::vector<std::string> keys;
  while (true) {
    std::size_t length = path.find('.');
    for (const std::string_view dotted : {"m.relates_to"sv, "m.text"sv, "m.in_reply_to"sv}) {
      const bool whole =
          path.size() == dotted.size() || path.substr(0, dotted.size() + 1).ends_with('.');
      if (path.starts_with(dotted) && whole) length = dotted.size();
    }
    keys.emplace_back(path.substr(0, length));
    if (length == std::string_view::npos || length >= path.size()) return keys;
    path.remove_prefix(length + 1);
  }
}

Result<std::vector<Batch>> read_emit(const Source& source, const json::Value& emit,
                                     Labels& labels) {
  std::vector<Batch> batches(1);
  const auto add = [&](const json::Value& text) -> Status {
    Result<std::vector<std::optional<EventSpec>>> words = parse_words(text.text(), labels);
    if (!words) return placed(source, text, words.error());
    for (std::optional<EventSpec>& word : *words) {
      if (word) {
        batches.back().push_back(*std::move(word));
      } else {
        batches.emplace_back();
      }
    }
    return Done{};
  };
  if (!emit.is_string() && !emit.is_array())
    return source.error(step_code, emit,
                        "\"emit\" is shorthand, or an array of shorthand and objects");
  if (emit.is_string()) {
    Status status = add(emit);
    if (!status) return status.error();
  }
  for (const json::Value& item : emit.items()) {
    if (item.is_string()) {
      Status status = add(item);
      if (!status) return status.error();
    } else if (item.is_object()) {
      Result<EventSpec> event = LongForm(source, item, labels).read();
      if (!event) return event.error();
      batches.back().push_back(std::move(event).value());
    } else {
      return source.error(step_code, item,
                          "expected shorthand or an object; there stands " + shown(item));
    }
  }
  for (const Batch& batch : batches) {
    if (batch.empty()) return source.error("scenario.shorthand", emit, "a batch without an event");
  }
  return batches;
}

}  // namespace deadair::scenario
