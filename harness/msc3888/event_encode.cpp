// Encoding: info and chunk events as the JSON of room events.
#include <string>
#include <utility>

#include "harness/msc3888/event.h"

namespace deadair::msc3888 {
namespace {

// Members that are absent where the value has none: an event on its way to the server has no ID
// yet.
json::Value envelope_of(const Envelope& envelope, std::string_view type) {
  json::Value event = json::Value::object();
  event.add("type", type);
  if (!envelope.event_id.empty()) event.add("event_id", envelope.event_id);
  if (!envelope.sender.empty()) event.add("sender", envelope.sender);
  if (envelope.origin_server_ts != 0) event.add("origin_server_ts", envelope.origin_server_ts);
  return event;
}

json::Value encode(const Relation& relation) {
  json::Value made = json::Value::object();
  made.add("rel_type", relation.rel_type);
  made.add("event_id", relation.event_id);
  return made;
}

json::Value encode(const AudioInfo& info) {
  json::Value made = json::Value::object();
  if (info.duration_ms) made.add("duration", *info.duration_ms);
  if (info.mimetype) made.add("mimetype", *info.mimetype);
  if (info.size_bytes) made.add("size", *info.size_bytes);
  return made;
}

// The members that the spec requires of an EncryptedFile, with its only values where it has one.
json::Value encode(const EncryptedFile& file) {
  json::Value operations = json::Value::array();
  operations.push("encrypt").push("decrypt");
  json::Value key = json::Value::object();
  key.add("kty", "oct").add("key_ops", std::move(operations)).add("alg", "A256CTR");
  key.add("k", file.key).add("ext", true);
  json::Value hashes = json::Value::object();
  hashes.add("sha256", file.sha256);
  json::Value made = json::Value::object();
  made.add("url", file.url).add("key", std::move(key)).add("iv", file.iv);
  made.add("hashes", std::move(hashes)).add("v", file.version);
  return made;
}

}  // namespace

json::Value encode(const InfoEvent& event, Dialect dialect) {
  json::Value content = json::Value::object();
  if (event.device_id) content.add("device_id", *event.device_id);
  content.add("state", event.state);
  if (event.last_chunk_sequence) content.add("last_chunk_sequence", *event.last_chunk_sequence);
  if (event.relates_to) content.add("m.relates_to", encode(*event.relates_to));

  json::Value made = envelope_of(event.envelope, info_type(dialect));
  made.add("state_key", event.state_key).add("content", std::move(content));
  return made;
}

json::Value encode(const ChunkEvent& event, Dialect dialect) {
  json::Value content = json::Value::object();
  if (event.text) {
    json::Value body = json::Value::object();
    body.add("body", *event.text);
    content.add("m.text", json::Value::array({std::move(body)}));
  }
  content.add("m.relates_to", encode(event.relates_to));
  if (event.info) content.add("info", encode(*event.info));
  if (event.url) content.add("url", *event.url);
  if (event.file) content.add("file", encode(*event.file));
  content.add("sequence", event.sequence);

  json::Value made = envelope_of(event.envelope, chunk_type(dialect));
  made.add("content", chunk_content_to(dialect, std::move(content)));
  return made;
}

}  // namespace deadair::msc3888
