// What reached the user's ears.
#include "clients/reference/heard_log.h"

#include <algorithm>

namespace deadair::reference {

void HeardLog::begin(const Broadcast& broadcast, const Chunk& chunk) {
  json::Value entry;
  entry.set("event_id", chunk.event.envelope.event_id);
  entry.set("sequence", chunk.event.sequence);
  entry.set("complete", false);
  heard_[broadcast.id()].push(std::move(entry));
}

// Only the last entry can be sounding.
void HeardLog::end(const Broadcast& broadcast, bool complete) {
  heard_[broadcast.id()].items().back().set("complete", complete);
}

void HeardLog::sought(const Broadcast& broadcast, std::int64_t position_ms) {
  json::Value entry;
  entry.set("seek_ms", position_ms);
  heard_[broadcast.id()].push(std::move(entry));
}

void HeardLog::notify(const std::string& event_id) {
  for (const json::Value& known : notifications_.items()) {
    if (known.as_string() == event_id) return;
  }
  notifications_.push(event_id);
}

}  // namespace deadair::reference
