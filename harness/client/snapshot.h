// What a client says of itself: the answers to `hello` and `observe` as values.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/result.h"

namespace deadair::client {

// The answer to `hello`. Source: adapter contract, section 3.
struct Hello {
  std::int64_t contract = 0;
  std::string name, version, language, url;
  std::set<std::string, std::less<>> roles, dialects, depths, features, reports;

  [[nodiscard]] bool has(std::string_view feature_or_report) const;
  bool operator==(const Hello&) const = default;
};

// A chunk that the client holds.
struct HeldChunk {
  std::optional<std::int64_t> sequence;
  std::string event_id;
  std::optional<std::int64_t> duration_ms;
  std::string media;  // pending, ready, failed, undecryptable, or empty

  bool operator==(const HeldChunk&) const = default;
};

// Something that sounded, or a seek (then only seek_ms is there).
struct HeardEntry {
  std::string event_id;
  std::optional<std::int64_t> sequence;
  bool complete = false;
  std::optional<std::int64_t> seek_ms;

  bool operator==(const HeardEntry&) const = default;
};

// Each member is absent where the client cannot know it.
struct BroadcastView {
  std::string id;
  bool gone = false;
  std::optional<std::string> sender, state, live, player;
  std::optional<std::vector<HeldChunk>> chunks;
  std::optional<std::vector<HeardEntry>> heard;
  std::optional<std::int64_t> position_ms, duration_ms;
  bool error_reported = false;       // the member `error` was there
  std::optional<std::string> error;  // text shown to the user

  bool operator==(const BroadcastView&) const = default;
};

struct Tile {
  std::string event_id, kind;

  // Whether it is an entry of the kinds that broadcasts have.
  [[nodiscard]] bool shows_sound() const { return kind == "broadcast" || kind == "voice_message"; }
  bool operator==(const Tile&) const = default;
};

struct Snapshot {
  std::vector<BroadcastView> broadcasts;
  std::optional<std::vector<Tile>> tiles;
  std::optional<std::vector<std::string>> notifications;

  [[nodiscard]] const BroadcastView* find(std::string_view id) const;
  bool operator==(const Snapshot&) const = default;
};

// Read and check against the published schema and the words of the contract. Errors:
// contract.schema, contract.value; the place is the JSON pointer.
[[nodiscard]] Result<Hello> read_hello(const json::Value& result);
[[nodiscard]] Result<Snapshot> read_snapshot(const json::Value& result);

}  // namespace deadair::client
