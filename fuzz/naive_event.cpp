// The text's two tables once more.
#include "fuzz/naive_event.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>

namespace deadair::fuzz {
namespace {

using json::Kind;
using json::Value;

constexpr std::string_view element_chunk = "io.element.voice_broadcast_chunk";

bool is(const Value* value, Kind kind) { return value != nullptr && value->kind() == kind; }

bool is_text(const Value* value) { return is(value, Kind::string); }

bool is_text_of(const Value* value, std::string_view text) {
  return is_text(value) && value->text() == text;
}

// The whole numbers from `lowest` to 2^53-1, digit by digit: no fraction, no exponent.
std::optional<std::int64_t> whole(const Value* value, std::int64_t lowest) {
  if (!is(value, Kind::number)) return std::nullopt;
  std::string digits = value->text();
  const bool is_negative = digits.front() == '-';
  if (is_negative) digits.erase(0, 1);
  std::int64_t number = 0;
  for (const char digit : digits) {
    if (digit < '0' || digit > '9') return std::nullopt;
    number = number * 10 + (digit - '0');
    if (number > 9007199254740991) return std::nullopt;
  }
  if (is_negative) number = -number;
  if (number < lowest) return std::nullopt;
  return number;
}

std::optional<std::string> text_of(const Value* value) {
  if (!is_text(value)) return std::nullopt;
  return value->text();
}

bool is_info_type(const Value& event) {
  const Value* type = event.find("type");
  return is_text_of(type, "m.voice_broadcast_info") ||
         is_text_of(type, "org.matrix.msc3888.voice_broadcast_info") ||
         is_text_of(type, "io.element.voice_broadcast_info");
}

bool is_element_chunk(const Value& event) {
  return is_text_of(event.find("type"), "m.room.message") &&
         is(event.find({"content", element_chunk}), Kind::object);
}

bool is_chunk_type(const Value& event) {
  const Value* type = event.find("type");
  return is_text_of(type, "m.voice_broadcast_chunk") ||
         is_text_of(type, "org.matrix.msc3888.voice_broadcast_chunk") || is_element_chunk(event);
}

std::string envelope_fault(const Value& event) {
  const Value* content = event.find("content");
  if (!is(content, Kind::object)) return "the content is an object";
  if (content->members().empty()) return "an empty content is a redacted event";
  for (const char* key : {"event_id", "sender"}) {
    const Value* value = event.find(key);
    if (value != nullptr && !is_text(value)) return std::string(key) + " is a text";
  }
  return "";
}

bool is_relation(const Value* relation) {
  if (!is(relation, Kind::object)) return false;
  const Value* type = relation->find("rel_type");
  const Value* target = relation->find("event_id");
  return is_text(type) && is_text(target) && !type->text().empty() && !target->text().empty();
}

bool is_usable_url(const Value* url) {
  if (!is_text(url) || url->text().substr(0, 6) != "mxc://") return false;
  const std::string rest = url->text().substr(6);
  const std::size_t slash = rest.find('/');
  return std::count(rest.begin(), rest.end(), '/') == 1 && slash != 0 && slash != rest.size() - 1;
}

bool is_usable_file(const Value* file) {
  return is(file, Kind::object) && is_usable_url(file->find("url")) &&
         is_text(file->find({"key", "k"})) && is_text(file->find("iv")) &&
         is_text(file->find({"hashes", "sha256"})) && is_text(file->find("v"));
}

const Value* sequence_of(const Value& event) {
  return is_element_chunk(event) ? event.find({"content", element_chunk, "sequence"})
                                 : event.find({"content", "sequence"});
}

std::string envelope_difference(const Value& event, const msc3888::Envelope& decoded) {
  if (decoded.event_id != text_of(event.find("event_id")).value_or("")) return "event_id";
  if (decoded.sender != text_of(event.find("sender")).value_or("")) return "sender";
  // Any 64-bit integer may stand here; those that Matrix allows are looked at.
  const std::optional<std::int64_t> time = whole(event.find("origin_server_ts"), 0);
  if (time && decoded.origin_server_ts != *time) return "origin_server_ts";
  return "";
}

std::optional<std::int64_t> duration_of(const Value& event) {
  const auto duration = whole(event.find({"content", "info", "duration"}), 0);
  if (duration || !is_element_chunk(event)) return duration;
  return whole(event.find({"content", "org.matrix.msc1767.audio", "duration"}), 0);
}

std::string media_difference(const Value& content, const msc3888::ChunkEvent& decoded) {
  const Value* url = content.find("url");
  if (decoded.url.has_value() != is_usable_url(url)) return "url";
  if (decoded.url && *decoded.url != url->text()) return "url";
  const Value* file = content.find("file");
  if (decoded.file.has_value() != is_usable_file(file)) return "file";
  if (!decoded.file) return "";
  const bool is_same = decoded.file->url == file->find("url")->text() &&
                       decoded.file->key == file->find({"key", "k"})->text() &&
                       decoded.file->iv == file->find("iv")->text() &&
                       decoded.file->sha256 == file->find({"hashes", "sha256"})->text() &&
                       decoded.file->version == file->find("v")->text();
  return is_same ? "" : "file";
}

std::optional<std::string> fallback_of(const Value& content) {
  const Value* block = content.find("m.text");
  if (is_text(block)) return block->text();
  if (!is(block, Kind::array)) return std::nullopt;
  for (const Value& item : block->items()) {
    if (is_text(item.find("body"))) return item.find("body")->text();
  }
  return std::nullopt;
}

}  // namespace

std::string info_fault(const Value& event) {
  if (!is(&event, Kind::object)) return "an event is an object";
  if (!is_info_type(event)) return "type must be m.voice_broadcast_info, stable or unstable";
  if (std::string fault = envelope_fault(event); !fault.empty()) return fault;
  if (!is_text(event.find("state_key"))) return "state_key is required";
  const Value* state = event.find({"content", "state"});
  if (!is_text(state)) return "state is required";
  const Value* relation = event.find({"content", "m.relates_to"});
  if (relation != nullptr && state->text() != "started" && !is_relation(relation)) {
    return "the relation has a type and an event";
  }
  return "";
}

std::string chunk_fault(const Value& event) {
  if (!is(&event, Kind::object)) return "an event is an object";
  if (!is_chunk_type(event)) return "type must be m.voice_broadcast_chunk, stable or unstable";
  if (std::string fault = envelope_fault(event); !fault.empty()) return fault;
  const Value& content = *event.find("content");
  if (is_element_chunk(event) && !is_text_of(content.find("msgtype"), "m.audio")) {
    return "the shipped clients' chunk is an m.audio";
  }
  const Value* relation = content.find("m.relates_to");
  if (!is_relation(relation)) return "m.relates_to is required";
  if (!is_text_of(relation->find("rel_type"), "m.reference")) return "the relation: m.reference";
  if (!whole(sequence_of(event), 1)) return "sequence is required, starting at 1";
  if (!is_usable_url(content.find("url")) && !is_usable_file(content.find("file"))) {
    return "url or file is required";
  }
  return "";
}

std::string info_difference(const Value& event, const msc3888::InfoEvent& decoded) {
  const Value& content = *event.find("content");
  if (std::string name = envelope_difference(event, decoded.envelope); !name.empty()) {
    return name;
  }
  if (decoded.state_key != event.find("state_key")->text()) return "state_key";
  if (decoded.state != content.find("state")->text()) return "state";
  if (decoded.device_id != text_of(content.find("device_id"))) return "device_id";
  if (decoded.last_chunk_sequence != whole(content.find("last_chunk_sequence"), 0)) {
    return "last_chunk_sequence";
  }
  const Value* relation = content.find("m.relates_to");
  if (decoded.relates_to.has_value() != is_relation(relation)) return "m.relates_to";
  if (decoded.relates_to && (decoded.relates_to->rel_type != relation->find("rel_type")->text() ||
                             decoded.relates_to->event_id != relation->find("event_id")->text())) {
    return "m.relates_to";
  }
  return "";
}

std::string chunk_difference(const Value& event, const msc3888::ChunkEvent& decoded) {
  const Value& content = *event.find("content");
  if (std::string name = envelope_difference(event, decoded.envelope); !name.empty()) {
    return name;
  }
  const Value* relation = content.find("m.relates_to");
  if (decoded.relates_to.rel_type != "m.reference" ||
      decoded.relates_to.event_id != relation->find("event_id")->text()) {
    return "m.relates_to";
  }
  if (decoded.sequence != whole(sequence_of(event), 1)) return "sequence";
  if (std::string name = media_difference(content, decoded); !name.empty()) return name;
  const msc3888::AudioInfo info = decoded.info.value_or(msc3888::AudioInfo{});
  if (info.duration_ms != duration_of(event)) return "info.duration";
  if (info.mimetype != text_of(content.find({"info", "mimetype"}))) return "info.mimetype";
  if (info.size_bytes != whole(content.find({"info", "size"}), 0)) return "info.size";
  if (is(content.find("info"), Kind::object) && !decoded.info) return "info";
  if (decoded.text != fallback_of(content)) return "m.text";
  return "";
}

}  // namespace deadair::fuzz
