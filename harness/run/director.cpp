// From a scenario's words to events on the wire.
#include "harness/run/director.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "harness/base/check.h"

namespace deadair::run {
namespace {

using json::Value;
using scenario::EventSpec;

constexpr std::string_view caster_device = "CASTERDEV";

// Replaces every "${LABEL}" and "@{USER}" in a text by what `find` says.
template <class Find>
std::string filled_in(std::string_view text, const Find& find) {
  std::string out;
  while (!text.empty()) {
    const bool mark = (text.starts_with("${") || text.starts_with("@{")) &&
                      text.find('}') != std::string_view::npos;
    if (!mark) {
      out += text.front();
      text.remove_prefix(1);
      continue;
    }
    const std::size_t end = text.find('}');
    out += find(text.front(), text.substr(2, end - 2));
    text.remove_prefix(end + 1);
  }
  return out;
}

}  // namespace

void lay_over(Value& base,
              const Value& top) {  // NOLINT(misc-no-recursion): as deep as a scenario file
  for (const json::Member& member : top.members()) {
    const Value* below = base.find(member.key);
    if (below != nullptr && below->is_object() && member.value.is_object()) {
      Value merged = *below;
      lay_over(merged, member.value);
      base.set(member.key, std::move(merged));
    } else {
      base.set(member.key, member.value);
    }
  }
}

bool take_out(Value& object,
              std::string_view path) {  // NOLINT(misc-no-recursion): as deep as a scenario file
  if (object.erase(path)) return true;
  for (json::Member& member : object.members()) {
    const std::string_view key = member.key;
    if (path.size() <= key.size() || !path.starts_with(key) || path[key.size()] != '.') continue;
    if (take_out(member.value, path.substr(key.size() + 1))) return true;
  }
  return false;
}

Director::Director(Scene& scene, msc3888::Dialect dialect, Random chance)
    : scene_(scene), dialect_(dialect), chance_(chance) {}

std::string Director::id_of(std::string_view label) const {
  constexpr std::size_t id_letters = 43;  // as long as the hash in a real event ID
  return "$" + chance_.fork(label).letters(id_letters);
}

std::string Director::user_of(char sender) const {
  switch (sender) {
    case 'A': return scene_.cast().caster_id;
    case 'B': return scene_.cast().stranger_id;
    case 'L': return scene_.cast().user_id;
    default: break;
  }
  return std::string("@") + sender + ":deadair.test";
}

Value Director::relation_to(const std::string& label) const {
  return Value::object({{"rel_type", "m.reference"}, {"event_id", id_of(label)}});
}

Value Director::info_content(const EventSpec& spec) const {
  Value content = Value::object();
  if (spec.state == "started") content.set("device_id", caster_device);
  content.set("state", spec.state);
  if (spec.number) content.set("last_chunk_sequence", *spec.number);
  if (spec.state != "started" || spec.broadcast != spec.label)
    content.set("m.relates_to", relation_to(spec.broadcast));
  return content;
}

Result<Value> Director::chunk_content(const EventSpec& spec) {
  const std::int64_t sequence = spec.number.value_or(1);
  Result<Media> media =
      scene_.make_media({spec.label, sequence, spec.duration_ms, spec.encrypted_file, spec.media});
  if (!media) return media.error();
  Value content = Value::object();
  if (sequence == 1) {
    content.set("m.text",
                Value::array({Value::object(
                    {{"body", "A voice broadcast has started, which this client cannot play."}})}));
  }
  content.set("m.relates_to", relation_to(spec.broadcast));
  content.set("info", Value::object({{"duration", spec.duration_ms},
                                     {"mimetype", "audio/ogg"},
                                     {"size", media->size_bytes}}));
  if (media->file.is_null()) {
    content.set("url", media->url);
  } else {
    content.set("file", media->file);
  }
  content.set("sequence", sequence);
  return content;
}

// Placeholders in what a scenario lays over: IDs of events and users are known only here.
Value Director::named_values(
    const Value& value) const {  // NOLINT(misc-no-recursion): as deep as a scenario file
  if (value.is_string()) {
    return filled_in(value.text(), [&](char mark, std::string_view name) {
      return mark == '$' ? id_of(name) : user_of(name.empty() ? '?' : name.front());
    });
  }
  Value copy = value;
  for (Value& item : copy.items()) item = named_values(item);
  for (json::Member& member : copy.members()) member.value = named_values(member.value);
  return copy;
}

// origin_server_ts may be said by another event's: "S", "S-10", "c2+5".
Status Director::set_time(const EventSpec& spec, Value& event) const {
  const Value* const stamp = event.find("origin_server_ts");
  if (stamp == nullptr || !stamp->is_string()) return Done{};
  const std::string_view text = stamp->text();
  auto known = times_.find(text);
  std::int64_t offset = 0;
  const std::size_t sign = text.find_last_of("+-");
  if (known == times_.end() && sign != std::string_view::npos) {
    known = times_.find(text.substr(0, sign));
    const std::string_view digits = text.substr(sign + 1);
    const char* const end = digits.data() + digits.size();
    const auto [stopped, wrong] = std::from_chars(digits.data(), end, offset);
    const bool is_number = wrong == std::errc() && stopped == end && offset >= 0;
    if (!is_number || offset > json::integer_max) known = times_.end();
    if (text[sign] == '-') offset = -offset;
  }
  if (known == times_.end()) {
    return Error{"scenario.label", spec.label,
                 "origin_server_ts " + json::write(*stamp) +
                     " is not the label of an event that came before, with +ms or -ms behind it; "
                     "what is no time is said by \"raw\""};
  }
  event.set("origin_server_ts",
            std::clamp(known->second, -json::integer_max, json::integer_max) + offset);
  return Done{};
}

Status Director::take_out_absent(const EventSpec& spec, Value& event, bool of_content) {
  for (const std::string& path : spec.absent) {
    const bool is_content = path == "content" || path.starts_with("content.");
    if (is_content != of_content || take_out(event, path)) continue;
    return Error{"scenario.step", spec.label, "absent: the event has no \"" + path + "\""};
  }
  return Done{};
}

Result<RoomEvent> Director::stage_event(const EventSpec& spec) {
  const std::string sender = user_of(spec.sender);
  Value event = Value::object({{"event_id", id_of(spec.label)}, {"sender", sender}});
  Value content = Value::object();
  switch (spec.kind) {
    case scenario::EventKind::info:
      event.set("type", msc3888::info_type(dialect_)).set("state_key", sender);
      content = info_content(spec);
      break;
    case scenario::EventKind::chunk: {
      event.set("type", msc3888::chunk_type(dialect_));
      Result<Value> made = chunk_content(spec);
      if (!made) return made.error();
      content = std::move(*made);
      break;
    }
    case scenario::EventKind::redaction:
      event.set("type", "m.room.redaction").set("redacts", id_of(spec.target));
      content.set("redacts", id_of(spec.target));
      break;
    case scenario::EventKind::message:
      event.set("type", "m.room.message");
      content.set("msgtype", "m.text").set("body", "A message");
      break;
    case scenario::EventKind::member:
      event.set("type", "m.room.member").set("state_key", sender);
      content.set("membership", "leave");
      break;
  }
  event.set("room_id", scene_.cast().room_id).set("origin_server_ts", scene_.now_ms());
  Value laid_over = spec.event.is_object() ? named_values(spec.event) : Value::object();
  const Value* const said = laid_over.find("content");  // as a whole
  if (said != nullptr) {
    content = *said;
  } else if (spec.content.is_object()) {
    lay_over(content, named_values(spec.content));
  } else if (!spec.content.is_null()) {
    content = spec.content;
  }
  // Taken out before the move to the dialect's places, so that a scenario names the proposal's.
  Value whole = Value::object({{"content", std::move(content)}});
  Status status = take_out_absent(spec, whole, true);
  if (!status) return status.error();
  if (const Value* left = whole.find("content")) {
    const bool moves = spec.kind == scenario::EventKind::chunk && said == nullptr;
    event.set("content", moves ? msc3888::chunk_content_to(dialect_, *left) : *left);
  }
  laid_over.erase("content");
  lay_over(event, laid_over);
  status = set_time(spec, event);
  if (status) status = take_out_absent(spec, event, false);
  if (!status) return status.error();
  times_[spec.label] = event.integer_at("origin_server_ts", 0);
  return RoomEvent{spec.label, std::move(event)};
}

Result<std::vector<RoomEvent>> Director::stage_batch(const scenario::Batch& batch) {
  constexpr std::int64_t between_events_ms = 1000;
  std::vector<RoomEvent> events;
  for (const EventSpec& spec : batch) {
    scene_.advance(between_events_ms);
    Result<RoomEvent> event = stage_event(spec);
    if (!event) return event.error();
    events.push_back(std::move(*event));
  }
  return events;
}

}  // namespace deadair::run
