// How some faulty variants misread events.
#include "clients/reference/misread.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <string>
#include <string_view>

#include "harness/msc3888/dialect.h"
#include "harness/msc3888/event.h"

namespace deadair::reference {
namespace {

using json::Value;
using msc3888::EventKind;

Value unseen() { return Value::object(); }

Value content_of(const Value& event) {
  const Value* content = event.find("content");
  return content == nullptr ? Value() : *content;
}

Value with_content(const Value& event, Value content) {
  Value changed = event;
  changed.set("content", std::move(content));
  return changed;
}

Value with_member(const Value& event, const std::string& key, Value value) {
  return with_content(event, content_of(event).set(key, std::move(value)));
}

Value with_relation(const Value& event, const std::string& key, Value value) {
  const Value* relation = event.find({"content", "m.relates_to"});
  Value changed = relation == nullptr ? Value::object() : *relation;
  return with_member(event, "m.relates_to", changed.set(key, std::move(value)));
}

// Where the dialect has it.
const Value* sequence_of(const Value& event) {
  const Value* inside = event.find({"content", msc3888::element_chunk_key});
  return inside == nullptr ? event.find({"content", "sequence"}) : inside->find("sequence");
}

Value with_sequence(const Value& event, std::int64_t sequence) {
  const Value* inside = event.find({"content", msc3888::element_chunk_key});
  if (inside == nullptr) return with_member(event, "sequence", sequence);
  return with_member(event, std::string(msc3888::element_chunk_key),
                     Value(*inside).set("sequence", sequence));
}

std::optional<std::int64_t> number_in(std::string_view text) {
  std::int64_t number = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), number);
  if (end.ec != std::errc() || end.ptr != text.data() + text.size()) return std::nullopt;
  return number;
}

bool has_unknown_member(const Value& content) {
  constexpr std::array known = {"m.text",   "m.relates_to", "info",
                                "url",      "file",         "body",
                                "sequence", "msgtype",      "io.element.voice_broadcast_chunk"};
  return std::any_of(content.members().begin(), content.members().end(),
                     [&](const json::Member& member) {
                       return std::find(known.begin(), known.end(), member.key) == known.end();
                     });
}

std::optional<Value> misread_sequence(const Value& event, Mutant mutant) {
  const Value* found = sequence_of(event);
  const bool is_number = found != nullptr && found->as_integer().has_value();
  const std::int64_t number = is_number ? found->as_integer().value_or(0) : 0;
  if (mutant == Mutant::time_for_sequence && !is_number) {
    return with_sequence(event, event.integer_at("origin_server_ts", 0));
  }
  if (mutant == Mutant::sequence_of_32_bits && is_number) {
    return with_sequence(event, number & 0xFFFFFFFF);
  }
  if (mutant == Mutant::drops_sign && number < 0) return with_sequence(event, -number);
  if (mutant == Mutant::reads_sequence_text && found != nullptr && found->is_string()) {
    if (const auto read = number_in(found->text())) return with_sequence(event, *read);
  }
  return std::nullopt;
}

std::optional<Value> misread_chunk(const Value& event, Mutant mutant, const Broadcast* newest) {
  const Value content = content_of(event);
  const Value* relation = content.find("m.relates_to");
  if (mutant == Mutant::wants_duration) {
    const Value* duration = content.find({"info", "duration"});
    if (duration == nullptr || !duration->as_integer()) return unseen();
  }
  if (mutant == Mutant::drops_unknown_members && has_unknown_member(content)) return unseen();
  if (mutant == Mutant::wants_fallback_text && content.find("m.text") == nullptr &&
      sequence_of(event) != nullptr && sequence_of(event)->as_integer() == 1) {
    return unseen();
  }
  if (mutant == Mutant::chunks_of_any_relation)
    return with_relation(event, "rel_type", "m.reference");
  if (newest != nullptr && mutant == Mutant::adopts_strays && relation == nullptr) {
    return with_relation(with_relation(event, "rel_type", "m.reference"), "event_id", newest->id());
  }
  if (newest != nullptr && mutant == Mutant::chunks_follow_sender &&
      event.string_at("sender") == newest->sender()) {
    return with_relation(event, "event_id", newest->id());
  }
  return misread_sequence(event, mutant);
}

std::string in_lower_case(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
  });
  return lower;
}

std::optional<Value> misread_info(const Value& event, Mutant mutant) {
  const Value content = content_of(event);
  const Value* state = content.find("state");
  const bool has_state = state != nullptr && state->is_string();
  if (mutant == Mutant::dies_of_no_content && !content.is_object()) std::abort();
  if (mutant == Mutant::ignores_stop_without_count && has_state && state->text() == "stopped") {
    const Value* count = content.find("last_chunk_sequence");
    if (count == nullptr || !count->as_integer()) return unseen();
  }
  if (mutant == Mutant::no_state_is_resumed && content.is_object() && !has_state) {
    return with_member(event, "state", "resumed");
  }
  if (mutant == Mutant::reads_state_loosely && has_state) {
    const std::string lower = in_lower_case(state->text());
    return with_member(event, "state", lower.substr(0, lower.find(' ')));
  }
  if (mutant == Mutant::resume_is_a_start && has_state && state->text() == "resumed") {
    return with_member(event, "state", "started");
  }
  return std::nullopt;
}

std::optional<Value> misread_message(const Value& event, Mutant mutant, const Broadcast* newest) {
  const Value content = content_of(event);
  const std::string_view type = event.string_at("type");
  if (mutant == Mutant::reads_type_loosely &&
      in_lower_case(type).find("voice_broadcast_chunk") != std::string::npos) {
    Value changed = event;
    return changed.set("type", msc3888::chunk_type(msc3888::Dialect::stable));
  }
  if (mutant == Mutant::target_in_content_only && type == "m.room.redaction") {
    Value changed = event;
    changed.erase("redacts");
    return changed;
  }
  if (mutant == Mutant::target_beside_content_only && type == "m.room.redaction") {
    return with_content(event, Value::object());
  }
  if (mutant != Mutant::plain_audio_is_chunk || newest == nullptr ||
      content.string_at("msgtype") != "m.audio") {
    return std::nullopt;
  }
  const auto last = newest->playlist().last();
  return with_member(event, std::string(msc3888::element_chunk_key),
                     Value::object({{"sequence", last ? last->sequence + 1 : 1}}));
}

}  // namespace

std::optional<Value> misread(const Value& event, Mutant mutant, const Broadcast* newest) {
  switch (msc3888::recognise(event).kind) {
    case EventKind::none: return misread_message(event, mutant, newest);
    case EventKind::chunk: return misread_chunk(event, mutant, newest);
    case EventKind::info: return misread_info(event, mutant);
  }
  return std::nullopt;
}

}  // namespace deadair::reference
