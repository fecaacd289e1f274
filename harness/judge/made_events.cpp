// Makes room events for tests.
#include "harness/judge/made_events.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "harness/base/check.h"
#include "harness/scenario/events.h"
#include "harness/scenario/scenario.h"
#include "harness/scenario/source.h"

namespace deadair::judge {

namespace {

using json::Value;
using scenario::EventSpec;

void take_out(Value& event, const std::string& path) {
  const std::vector<std::string> keys = scenario::split_path(path);
  Value* at = &event;
  for (std::size_t i = 0; i + 1 < keys.size(); ++i) {
    const auto members = at->members();
    const auto next = std::find_if(members.begin(), members.end(), [&](const json::Member& member) {
      return member.key == keys[i];
    });
    DEADAIR_CHECK(next != members.end(), path);
    at = &next->value;
  }
  DEADAIR_CHECK(at->erase(keys.back()), path);
}

Value reference_to(const std::string& label) {
  return Value::object({{"rel_type", "m.reference"}, {"event_id", "$" + label}});
}

Value content_of(const EventSpec& spec, Value& event) {
  Value content = Value::object();
  const std::string sender = user_of(spec.sender);
  switch (spec.kind) {
    case scenario::EventKind::info:
      event.set("type", "m.voice_broadcast_info").set("state_key", sender);
      if (spec.state == "started") content.set("device_id", "CASTERDEV");
      content.set("state", spec.state);
      if (spec.number) content.set("last_chunk_sequence", *spec.number);
      if (spec.state != "started" || spec.broadcast != spec.label)
        content.set("m.relates_to", reference_to(spec.broadcast));
      break;
    case scenario::EventKind::chunk:
      event.set("type", "m.voice_broadcast_chunk");
      content.set("m.relates_to", reference_to(spec.broadcast))
          .set("info", Value::object({{"duration", spec.duration_ms}, {"mimetype", "audio/ogg"}}))
          .set("url", "mxc://deadair.test/" + spec.label)
          .set("sequence", spec.number.value_or(1));
      break;
    case scenario::EventKind::redaction:
      event.set("type", "m.room.redaction").set("redacts", "$" + spec.target);
      content.set("redacts", "$" + spec.target);
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
  return content;
}

Value event_of(const EventSpec& spec) {
  Value event = Value::object({{"event_id", "$" + spec.label}, {"sender", user_of(spec.sender)}});
  Value content = content_of(spec, event);
  lay_over(content, spec.content);
  event.set("room_id", "!room:deadair.test")
      .set("origin_server_ts", std::int64_t{1700000000000})
      .set("content", std::move(content));
  if (spec.event.find("content") != nullptr) event.erase("content");  // said as a whole
  lay_over(event, spec.event);
  for (const std::string& path : spec.absent) take_out(event, path);
  return event;
}

}  // namespace

std::string user_of(char sender) {
  switch (sender) {
    case 'A': return "@caster:deadair.test";
    case 'B': return "@stranger:deadair.test";
    case 'L': return "@listener:deadair.test";
    default: break;
  }
  return std::string("@") + sender + ":deadair.test";
}

void lay_over(Value& base, const Value& top) {
  for (const json::Member& member : top.members()) {
    const Value* const below = base.find(member.key);
    if (below != nullptr && below->is_object() && member.value.is_object()) {
      Value merged = *below;
      lay_over(merged, member.value);
      base.set(member.key, std::move(merged));
    } else {
      base.set(member.key, member.value);
    }
  }
}

Value emit_value(std::string_view emit) {
  return emit.substr(0, 1) == "[" ? parsed(emit) : Value(emit);
}

Value parsed(std::string_view text) {
  Result<Value> read = json::read(text);
  DEADAIR_CHECK(read.ok(), std::string(text));
  return std::move(read).value();
}

std::vector<MadeEvent> events_of(std::string_view emit, scenario::Labels& labels) {
  const auto batches = scenario::read_emit(scenario::Source{}, emit_value(emit), labels);
  DEADAIR_CHECK(batches.ok(), batches.ok() ? std::string() : batches.error().text());
  std::vector<MadeEvent> made;
  for (const scenario::Batch& batch : *batches) {
    for (const EventSpec& spec : batch) made.push_back({spec.label, event_of(spec)});
  }
  return made;
}

std::vector<MadeEvent> events_of(std::string_view emit) {
  scenario::Labels labels;
  return events_of(emit, labels);
}

}  // namespace deadair::judge
