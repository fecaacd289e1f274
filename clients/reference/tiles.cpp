// What the timeline shows.
#include "clients/reference/tiles.h"

#include <algorithm>

#include "harness/msc3888/event.h"

namespace deadair::reference {
namespace {

constexpr std::size_t tiles_max = 20000;

// Empty for an event that has no tile of its own.
std::string_view kind_of(const json::Value& event) {
  switch (msc3888::recognise(event).kind) {
    case msc3888::EventKind::chunk: return {};
    case msc3888::EventKind::info: {
      const Result<msc3888::InfoEvent> info = msc3888::decode_info(event);
      const bool starts = info.ok() && info->known() == msc3888::State::started &&
                          info->state_key == info->envelope.sender;
      return starts ? "broadcast" : std::string_view();
    }
    case msc3888::EventKind::none: break;
  }
  if (event.string_at("type") != "m.room.message") return {};
  const json::Value* content = event.find("content");
  const std::string_view type = content == nullptr ? "" : content->string_at("msgtype");
  return type == "m.audio" ? "voice_message" : "text";
}

}  // namespace

void Tiles::add(const json::Value& event, bool is_redacted) {
  const std::string_view id = event.string_at("event_id");
  const std::string_view kind = kind_of(event);
  const auto same = [&](const Tile& tile) { return tile.event_id == id; };
  if (kind.empty() || shown_.size() >= tiles_max) return;
  if (std::any_of(shown_.begin(), shown_.end(), same)) return;
  shown_.push_back({std::string(id), is_redacted ? "tombstone" : kind});
}

void Tiles::redact(std::string_view event_id) {
  for (Tile& tile : shown_) {
    if (tile.event_id == event_id) tile.kind = "tombstone";
  }
}

}  // namespace deadair::reference
