// What the timeline shows.
#include "clients/reference/tiles.h"

#include <algorithm>
#include <set>
#include <utility>

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
  if (event.string_at("type") == "m.room.encrypted") return "unable_to_decrypt";
  if (event.string_at("type") != "m.room.message") return {};
  const json::Value* content = event.find("content");
  const std::string_view type = content == nullptr ? "" : content->string_at("msgtype");
  return type == "m.audio" ? "voice_message" : "text";
}

std::string reference_of(const json::Value& event) {
  const json::Value* relation = event.find({"content", "m.relates_to"});
  if (relation == nullptr || relation->string_at("rel_type") != "m.reference") return {};
  return std::string(relation->string_at("event_id"));
}

}  // namespace

void Tiles::add(const json::Value& event, bool is_redacted) {
  const std::string_view id = event.string_at("event_id");
  const std::string_view kind = kind_of(event);
  const auto same = [&](const Entry& entry) { return entry.tile.event_id == id; };
  if (kind.empty() || entries_.size() >= tiles_max) return;
  if (std::any_of(entries_.begin(), entries_.end(), same)) return;
  Entry entry{{std::string(id), is_redacted ? "tombstone" : kind},
              std::string(event.string_at("sender")),
              {}};
  if (kind == "unable_to_decrypt") entry.refers_to = reference_of(event);
  entries_.push_back(std::move(entry));
}

void Tiles::redact(std::string_view event_id) {
  for (Entry& entry : entries_) {
    if (entry.tile.event_id == event_id) entry.tile.kind = "tombstone";
  }
}

std::vector<Tile> Tiles::shown() const {
  std::set<std::pair<std::string_view, std::string_view>> broadcasts;  // ID and sender
  for (const Entry& entry : entries_) {
    if (entry.tile.kind == "broadcast") broadcasts.emplace(entry.tile.event_id, entry.sender);
  }
  std::vector<Tile> shown;
  for (const Entry& entry : entries_) {
    if (!broadcasts.contains({entry.refers_to, entry.sender})) shown.push_back(entry.tile);
  }
  return shown;
}

}  // namespace deadair::reference
