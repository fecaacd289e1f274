// Info and chunk events as values, read from and written to the JSON of room events, in every
// dialect.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/result.h"
#include "harness/msc3888/dialect.h"
#include "harness/msc3888/state.h"

namespace deadair::msc3888 {

// A room event may not be larger than this. Source: Matrix spec, size limits.
inline constexpr std::size_t event_bytes_max = 65536;

// What both kinds of event share: the envelope of a room event.
struct Envelope {
  std::string event_id;               // "$…"; may be empty where an event has none yet
  std::string sender;                 // "@…"
  std::int64_t origin_server_ts = 0;  // milliseconds; 0 where absent or not an integer

  bool operator==(const Envelope&) const = default;
};

// m.relates_to. Source: MSC3267.
struct Relation {
  std::string rel_type;
  std::string event_id;

  [[nodiscard]] bool is_reference() const { return rel_type == "m.reference"; }
  bool operator==(const Relation&) const = default;
};

// m.voice_broadcast_info.
struct InfoEvent {
  Envelope envelope;
  std::string state_key;  // must be the broadcaster's user ID; not enforced by decoding
  std::string state;      // as it stood there; known() tells whether it is one of the four
  std::optional<std::string>
      device_id;  // required when started; absence is not an error of decoding
  std::optional<Relation>
      relates_to;  // required unless started; absence is not an error of decoding. May be of any
                   // type. A malformed one is an error, except on a started event, where it is
                   // left out: there nothing hangs on it
  std::optional<std::int64_t>
      last_chunk_sequence;  // 0 to 2^53-1; absent where it was absent or unusable

  [[nodiscard]] std::optional<State> known() const { return state_named(state); }
  bool operator==(const InfoEvent&) const = default;
};

// An encrypted attachment. Source: Matrix spec, EncryptedFile.
struct EncryptedFile {
  std::string url;
  std::string key;     // `key.k`: 256 bits, unpadded URL-safe base64
  std::string iv;      // unpadded base64, 128 bits
  std::string sha256;  // `hashes.sha256`, unpadded base64
  std::string version;

  bool operator==(const EncryptedFile&) const = default;
};

// `info` of m.audio. Each member is absent where it was absent or of the wrong type or negative.
struct AudioInfo {
  std::optional<std::int64_t> duration_ms;
  std::optional<std::string> mimetype;
  std::optional<std::int64_t> size_bytes;

  bool operator==(const AudioInfo&) const = default;
};

// m.voice_broadcast_chunk.
struct ChunkEvent {
  Envelope envelope;
  Relation relates_to;        // always an m.reference: anything else is an error
  std::int64_t sequence = 0;  // 1 to 2^53-1
  std::optional<AudioInfo> info;
  std::optional<std::string> url;     // mxc://…
  std::optional<EncryptedFile> file;  // at least one of url and file is there
  std::optional<std::string> text;    // first body of the m.text block

  bool operator==(const ChunkEvent&) const = default;
};

// Which of the two an event is, by its type (and, for element, by its content), whatever else is
// wrong with it.
enum class EventKind { none, info, chunk };
struct Recognised {
  EventKind kind = EventKind::none;
  Dialect dialect = Dialect::stable;
};
[[nodiscard]] Recognised recognise(const json::Value& event);

// Reads the text of one room event, of at most event_bytes_max bytes. Codes: those of json::read.
[[nodiscard]] Result<json::Value> read_event(std::string_view text);

// Decode one room event. Never throw, never keep a view of the input. Tolerant where a sentence of
// the text is about the sender alone (a missing device_id); an Error where the event cannot mean
// anything: its `place` is the key ("content.sequence"), its message says what stood there and what
// was expected. Codes: event.type, event.redacted (content is {}), event.missing, event.kind (wrong
// JSON type; a number that is not written as an integer is one too), event.range, event.relation
// (a chunk's is absent, malformed or no m.reference). A url is usable as mxc://server/id, a file
// with all of its members; one usable one is enough. Source: MSC3888, properties of
// m.voice_broadcast_info and m.voice_broadcast_chunk.
[[nodiscard]] Result<InfoEvent> decode_info(const json::Value& event);
[[nodiscard]] Result<ChunkEvent> decode_chunk(const json::Value& event);

// Encode as a room event: type, sender, event_id, origin_server_ts, state_key where there is one,
// content. decode(encode(x)) == x for every x that decode can give.
[[nodiscard]] json::Value encode(const InfoEvent& event, Dialect dialect);
[[nodiscard]] json::Value encode(const ChunkEvent& event, Dialect dialect);

}  // namespace deadair::msc3888
