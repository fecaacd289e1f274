// What the timeline shows: one tile a broadcast, none for what belongs to it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/base/json.h"

namespace deadair::reference {

struct Tile {
  std::string event_id;
  std::string_view kind;  // broadcast, voice_message, text, tombstone

  bool operator==(const Tile&) const = default;
};

class Tiles {
 public:
  // The next event of the timeline; one that is shown already, or not at all, changes nothing.
  void add(const json::Value& event, bool is_redacted);
  void redact(std::string_view event_id);
  [[nodiscard]] const std::vector<Tile>& shown() const { return shown_; }

 private:
  std::vector<Tile> shown_;
};

}  // namespace deadair::reference
