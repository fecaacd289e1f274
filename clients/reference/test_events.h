// Room events for tests, as short as they can be written.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "harness/base/json.h"
#include "harness/msc3888/dialect.h"
#include "harness/msc3888/event.h"

namespace deadair::reference::test {

inline constexpr std::string_view caster = "@caster:test";
inline constexpr std::string_view stranger = "@stranger:test";

struct Said {
  std::string_view sender = caster;
  std::string_view start = "$S";
  std::int64_t at_ms = 0;
  std::optional<std::int64_t> last = {};
  msc3888::Dialect dialect = msc3888::Dialect::unstable;
};

// An info event; a started one starts a broadcast of its own, the others refer to `said.start`.
inline json::Value info(std::string_view id, std::string_view state, const Said& said = {}) {
  msc3888::InfoEvent event;
  event.envelope = {std::string(id), std::string(said.sender), said.at_ms};
  event.state_key = said.sender;
  event.state = state;
  event.last_chunk_sequence = said.last;
  if (state == "started") {
    event.device_id = "DEVICE";
  } else {
    event.relates_to = msc3888::Relation{"m.reference", std::string(said.start)};
  }
  return msc3888::encode(event, said.dialect);
}

// A chunk of 200 ms whose media is named like the event.
inline json::Value chunk(std::string_view id, std::int64_t sequence, const Said& said = {}) {
  msc3888::ChunkEvent event;
  event.envelope = {std::string(id), std::string(said.sender), said.at_ms};
  event.relates_to = {"m.reference", std::string(said.start)};
  event.sequence = sequence;
  event.info = msc3888::AudioInfo{200, "audio/ogg", 1000};
  event.url = "mxc://test/" + std::string(id.substr(1));
  return msc3888::encode(event, said.dialect);
}

inline json::Value redaction(std::string_view target) {
  json::Value event;
  event.set("type", "m.room.redaction").set("event_id", "$redacts" + std::string(target.substr(1)));
  event.set("sender", caster).set("redacts", target).set("content", json::Value::object());
  return event;
}

}  // namespace deadair::reference::test
