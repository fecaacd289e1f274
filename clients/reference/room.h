// What the client knows about the broadcasts of one room.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "clients/reference/broadcast.h"
#include "clients/reference/info_order.h"
#include "clients/reference/mutant.h"
#include "clients/reference/tiles.h"
#include "harness/base/json.h"

namespace deadair::reference {

class Room {
 public:
  // Hears what became of a batch, after all of it was applied.
  class Watcher {
   public:
    virtual ~Watcher() = default;
    // New, or another state or other chunks than before.
    virtual void changed(Broadcast& broadcast) = 0;
    // Redacted; the object goes with the end of the call.
    virtual void gone(Broadcast& broadcast) = 0;
    // Something belongs to a broadcast whose started event was not seen yet.
    virtual void start_missing(const std::string& event_id) = 0;
    // The first chunk of a broadcast came as news.
    virtual void first_chunk(const std::string& event_id) = 0;
  };

  Room(Mutant mutant, Watcher& watcher);

  // How events came: with the first sync, while the client was there, or as state without a place
  // in the timeline.
  enum class Arrival { history, news, state };

  // Events newer than everything before, in the room's order.
  void append(std::span<const json::Value> events, Arrival arrival);
  // One started event that was asked for.
  void insert_started(const json::Value& event);
  // What /relations has of one broadcast, oldest first.
  void insert_related(const std::string& started_id, std::span<const json::Value> oldest_first);

  // Whether the event was in a timeline before.
  [[nodiscard]] bool has_seen(std::string_view event_id) const;
  [[nodiscard]] Broadcast* find(std::string_view id);  // nullptr if there is none
  // Started events in the room's order; those of redacted broadcasts too.
  [[nodiscard]] std::vector<std::string> started_in_order() const;
  [[nodiscard]] const Tiles& tiles() const { return tiles_; }

 private:
  // Each applies one event; false where the rest of the batch is not to be looked at.
  bool apply(const json::Value& original, Arrival arrival);
  bool apply_chunk(const json::Value& event, Arrival arrival);
  void add_chunk(Broadcast& broadcast, const msc3888::ChunkEvent& chunk, Arrival arrival);
  [[nodiscard]] std::optional<json::Value> misread_by_mutant(const json::Value& event);
  void apply_as_mutant(const json::Value& event);
  void redact(std::string_view event_id);
  // Brings the broadcasts up to the info events.
  void update();
  // Tells the watcher what the batch did.
  void announce();

  Mutant mutant_;
  Watcher& watcher_;
  InfoOrder infos_;
  Tiles tiles_;
  std::map<std::string, Broadcast, std::less<>> broadcasts_;  // by the ID of the started event
  std::map<std::string, std::vector<msc3888::ChunkEvent>> strays_;  // their start is not known
  std::size_t strays_count_ = 0;
  std::set<std::string, std::less<>> seen_, redacted_;  // event IDs
  std::set<std::string> asked_for_;                     // started events that were missing
  std::set<std::string> changed_;                       // broadcasts, since the last announcement
  std::vector<std::string> first_chunks_;
  bool infos_changed_ = false;
};

}  // namespace deadair::reference
