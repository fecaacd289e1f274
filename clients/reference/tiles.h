// What the timeline shows: one tile a broadcast, none for what belongs to it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/base/json.h"

namespace deadair::reference {

struct Tile {
  std::string event_id;
  std::string_view kind;  // broadcast, voice_message, text, tombstone, unable_to_decrypt

  bool operator==(const Tile&) const = default;
};

class Tiles {
 public:
  // The next event of the timeline; one that is shown already, or not at all, changes nothing.
  void add(const json::Value& event, bool is_redacted);
  void redact(std::string_view event_id);
  // Without what cannot be decrypted and refers to a broadcast of its sender: chunks, most likely,
  // of which the broadcast's own tile speaks.
  [[nodiscard]] std::vector<Tile> shown() const;

 private:
  struct Entry {
    Tile tile;
    std::string sender;
    std::string refers_to;  // target of an m.reference, of what cannot be decrypted
  };
  std::vector<Entry> entries_;
};

}  // namespace deadair::reference
