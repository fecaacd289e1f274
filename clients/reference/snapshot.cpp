// The answer to `observe`.
#include "clients/reference/snapshot.h"

#include <set>
#include <string>

namespace deadair::reference {
namespace {

json::Value chunks_of(const Broadcast& broadcast) {
  json::Value chunks = json::Value::array();
  for (const msc3888::PlaylistChunk& held : broadcast.playlist().in_order()) {
    const Chunk& chunk = *broadcast.find(held.event_id);
    json::Value entry;
    entry.set("sequence", chunk.event.sequence).set("event_id", held.event_id);
    if (chunk.event.info && chunk.event.info->duration_ms) {
      entry.set("duration_ms", *chunk.event.info->duration_ms);
    }
    entry.set("media", name_of(chunk.media));
    chunks.push(std::move(entry));
  }
  return chunks;
}

json::Value view_of(const Broadcast& broadcast, const Player& player, json::Value heard) {
  json::Value view;
  view.set("id", broadcast.id()).set("sender", broadcast.sender());
  view.set("state", msc3888::name_of(broadcast.standing().state));
  view.set("live", msc3888::name_of(broadcast.standing().live()));
  view.set("chunks", chunks_of(broadcast));
  view.set("player", name_of(player.state()));
  if (player.position_ms()) view.set("position_ms", *player.position_ms());
  view.set("duration_ms", broadcast.duration_ms());
  view.set("heard", std::move(heard));
  view.set("error", player.error().empty() ? json::Value() : json::Value(player.error()));
  return view;
}

json::Value gone_view(const std::string& id, const json::Value& heard) {
  json::Value view;
  view.set("id", id).set("gone", true).set("heard", heard);
  return view;
}

}  // namespace

json::Value snapshot(Session& session, const HeardLog& log) {
  json::Value broadcasts = json::Value::array();
  std::set<std::string> listed;
  for (const std::string& id : session.room().started_in_order()) {
    const auto heard = log.heard().find(id);
    if (const Broadcast* broadcast = session.room().find(id)) {
      broadcasts.push(view_of(*broadcast, *session.player(id),
                              heard == log.heard().end() ? json::Value::array() : heard->second));
    } else if (heard != log.heard().end()) {
      broadcasts.push(gone_view(id, heard->second));
    }
    listed.insert(id);
  }
  for (const auto& [id, heard] : log.heard()) {
    if (!listed.contains(id)) broadcasts.push(gone_view(id, heard));
  }
  json::Value tiles = json::Value::array();
  for (const Tile& tile : session.room().tiles().shown()) {
    json::Value entry;
    entry.set("event_id", tile.event_id).set("kind", tile.kind);
    tiles.push(std::move(entry));
  }
  json::Value result;
  result.set("broadcasts", std::move(broadcasts)).set("tiles", std::move(tiles));
  result.set("notifications", log.notifications());
  return result;
}

}  // namespace deadair::reference
