// Names of the dialects, and how a chunk's content moves from one to another.
#include "harness/msc3888/dialect.h"

#include <string>
#include <utility>

namespace deadair::msc3888 {
namespace {

// What the shipped clients show where voice broadcast is not known.
constexpr std::string_view element_body = "Voice message";

// The object with everything named `sequence`, doubled or malformed as it may be. What somebody
// wrote under the dialect's own name comes behind and so counts; where that is no object, it stands
// alone.
json::Value chunk_object(json::Value& content) {
  json::Value made = json::Value::object();
  for (json::Member& member : content.members()) {
    if (member.key == "sequence") made.add("sequence", std::move(member.value));
  }
  content.erase("sequence");
  const json::Value* own = content.find(element_chunk_key);
  if (own == nullptr) return made;
  if (!own->is_object()) return *own;
  for (const json::Member& member : own->members()) made.add(member.key, member.value);
  return made;
}

}  // namespace

std::string_view name_of(Dialect dialect) {
  switch (dialect) {
    case Dialect::stable: return "stable";
    case Dialect::unstable: return "unstable";
    case Dialect::element: return "element";
  }
  return "?";
}

std::optional<Dialect> dialect_named(std::string_view name) {
  for (const Dialect dialect : all_dialects) {
    if (name_of(dialect) == name) return dialect;
  }
  return std::nullopt;
}

std::string_view info_type(Dialect dialect) {
  switch (dialect) {
    case Dialect::stable: return "m.voice_broadcast_info";
    case Dialect::unstable: return "org.matrix.msc3888.voice_broadcast_info";
    case Dialect::element: return "io.element.voice_broadcast_info";
  }
  return "?";
}

std::string_view chunk_type(Dialect dialect) {
  switch (dialect) {
    case Dialect::stable: return "m.voice_broadcast_chunk";
    case Dialect::unstable: return "org.matrix.msc3888.voice_broadcast_chunk";
    case Dialect::element: return "m.room.message";
  }
  return "?";
}

json::Value chunk_content_to(Dialect dialect, json::Value content) {
  if (dialect != Dialect::element) return content;
  // An empty content is what a redaction leaves: it has no names to move.
  if (!content.is_object() || content.members().empty()) return content;
  json::Value chunk = chunk_object(content);
  if (content.find("msgtype") == nullptr) content.add("msgtype", "m.audio");
  if (content.find("body") == nullptr) content.add("body", element_body);
  content.set(std::string(element_chunk_key), std::move(chunk));
  return content;
}

}  // namespace deadair::msc3888
