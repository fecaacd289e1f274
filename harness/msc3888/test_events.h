// Good events, and good events with one thing changed. For tests only.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "harness/base/json.h"
#include "harness/msc3888/dialect.h"

namespace deadair::msc3888 {

// The keys that lead to a member.
using Path = std::vector<std::string>;

inline json::Value parsed(const std::string& text) {
  Result<json::Value> value = json::read(text);
  REQUIRE_MESSAGE(value.ok(), text);
  return std::move(value).value();
}

// The value with something else at that path, or nothing where `text` is empty.
inline json::Value changed(const json::Value& value, const Path& path, const std::string& text,
                           std::size_t depth = 0) {
  json::Value made = value;
  if (depth + 1 == path.size()) {
    made.erase(path[depth]);
    if (!text.empty()) made.add(path[depth], parsed(text));
    return made;
  }
  const json::Value* below = value.find(path[depth]);
  REQUIRE(below != nullptr);
  made.set(path[depth], changed(*below, path, text, depth + 1));
  return made;
}

inline const std::string relation = R"("m.relates_to":{"rel_type":"m.reference","event_id":"$S"})";

inline json::Value good_info() {
  return parsed(R"({"type":"m.voice_broadcast_info","event_id":"$i","sender":"@a:h",
      "origin_server_ts":5,"state_key":"@a:h","content":{"device_id":"D","state":"paused",
      "last_chunk_sequence":3,)" +
                relation + "}}");
}

inline json::Value good_chunk() {
  return parsed(R"({"type":"m.voice_broadcast_chunk","event_id":"$c","sender":"@a:h",
      "origin_server_ts":5,"content":{"m.text":[{"body":"T"}],"url":"mxc://h/1",
      "info":{"duration":200,"mimetype":"audio/ogg","size":9},"sequence":3,)" +
                relation + "}}");
}

inline json::Value good_element_chunk() {
  json::Value event = good_chunk();
  event.set("type", "m.room.message");
  event.set("content", chunk_content_to(Dialect::element, *event.find("content")));
  return event;
}

inline json::Value good_encrypted_chunk() {
  return changed(changed(good_chunk(), {"content", "url"}, ""), {"content", "file"},
                 R"({"url":"mxc://h/2","key":{"k":"K","kty":"oct"},"iv":"I",
                     "hashes":{"sha256":"H"},"v":"v2"})");
}

}  // namespace deadair::msc3888
