// One broadcast as the client holds it: its state, and its chunks in playing order.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "clients/reference/mutant.h"
#include "harness/msc3888/event.h"
#include "harness/msc3888/playlist.h"
#include "harness/msc3888/state.h"

namespace deadair::reference {

// How far the sound of a chunk is loaded. Source: adapter contract, section 5.
enum class MediaState { pending, ready, failed, undecryptable };
[[nodiscard]] std::string_view name_of(MediaState state);

struct Chunk {
  msc3888::ChunkEvent event;
  MediaState media = MediaState::pending;
  bool loading = false;
  std::int64_t sounding_ms = 0;  // how long it really sounds; known once the media is ready
};

// What the info events say, all of them taken together.
struct Standing {
  msc3888::State state = msc3888::State::started;
  std::optional<std::int64_t> last_chunk_sequence;
  bool superseded = false;  // its sender has started another one since

  [[nodiscard]] msc3888::Live live() const;
  bool operator==(const Standing&) const = default;
};

class Broadcast {
 public:
  Broadcast(const msc3888::InfoEvent& started, Mutant mutant);

  [[nodiscard]] const std::string& id() const { return id_; }
  [[nodiscard]] const std::string& sender() const { return sender_; }
  [[nodiscard]] const Standing& standing() const { return standing_; }
  // No more chunks are to be expected.
  [[nodiscard]] bool ended() const { return standing_.live() == msc3888::Live::ended; }
  [[nodiscard]] const msc3888::Playlist& playlist() const { return playlist_; }
  [[nodiscard]] std::int64_t duration_ms() const;
  [[nodiscard]] const Chunk* find(std::string_view event_id) const;
  [[nodiscard]] Chunk* find(std::string_view event_id);

  // Each returns whether it changed anything.
  bool stand(const Standing& standing);
  bool add(const msc3888::ChunkEvent& chunk);
  bool remove(std::string_view event_id);

 private:
  // Where the chunk goes, by its sequence; elsewhere, turned away, or taken from a stranger only in
  // faulty variants.
  [[nodiscard]] std::int64_t place_of(const msc3888::ChunkEvent& chunk) const;
  [[nodiscard]] bool is_taken_for_sender(std::string_view stranger) const;
  [[nodiscard]] bool turns_away(const msc3888::ChunkEvent& chunk) const;

  std::string id_, sender_;
  Mutant mutant_;
  Standing standing_;
  msc3888::Playlist playlist_;
  std::map<std::string, Chunk, std::less<>> chunks_;  // by event ID, those of equal sequence too
};

}  // namespace deadair::reference
