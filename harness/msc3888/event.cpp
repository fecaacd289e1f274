// Decoding: from the JSON of room events to info and chunk events.
#include "harness/msc3888/event.h"

#include <algorithm>
#include <initializer_list>
#include <span>
#include <utility>

#include "harness/base/utf8.h"

namespace deadair::msc3888 {
namespace {

// How much of an offending value an error shows.
constexpr std::size_t shown_bytes_max = 80;

std::string shown(const json::Value& value) {
  std::string text = json::write(value);
  if (text.size() <= shown_bytes_max) return text;
  text.resize(shown_bytes_max);
  return valid_utf8(text) + "…";
}

Error missing(std::string place, std::string_view expected) {
  return {"event.missing", std::move(place),
          "expected " + std::string(expected) + ", found no such key"};
}

Error unfit(std::string code, std::string place, std::string_view expected,
            const json::Value& found) {
  return {std::move(code), std::move(place),
          "expected " + std::string(expected) + ", found " + shown(found)};
}

// ---- What both kinds share

// The text of an optional string member; an error where something else stands there.
Result<std::string> optional_string(const json::Value& event, std::string_view key) {
  const json::Value* found = event.find(key);
  if (found == nullptr) return std::string();
  if (!found->is_string()) return unfit("event.kind", std::string(key), "a string", *found);
  return found->text();
}

Result<Envelope> decode_envelope(const json::Value& event) {
  Envelope envelope;
  Result<std::string> event_id = optional_string(event, "event_id");
  if (!event_id) return event_id.error();
  Result<std::string> sender = optional_string(event, "sender");
  if (!sender) return sender.error();
  envelope.event_id = *std::move(event_id);
  envelope.sender = *std::move(sender);
  envelope.origin_server_ts = event.integer_at("origin_server_ts", 0);
  return envelope;
}

// The error that stops every decoder of that kind, if there is one: type and content.
std::optional<Error> refusal(const json::Value& event, EventKind wanted) {
  if (!event.is_object()) return unfit("event.kind", "", "a room event, an object", event);
  const std::string_view expected =
      wanted == EventKind::info ? "the type of an info event" : "the type of a chunk event";
  const json::Value* type = event.find("type");
  if (type == nullptr) return missing("type", expected);
  if (!type->is_string()) return unfit("event.kind", "type", expected, *type);
  const json::Value* content = event.find("content");
  if (recognise(event).kind != wanted) {
    const bool is_message =
        wanted == EventKind::chunk && type->text() == chunk_type(Dialect::element);
    if (!is_message) return unfit("event.type", "type", expected, *type);
    return Error{"event.type", "content." + std::string(element_chunk_key),
                 "expected an object, without which an m.room.message is no chunk"};
  }
  if (content == nullptr) return missing("content", "an object");
  if (!content->is_object()) return unfit("event.kind", "content", "an object", *content);
  if (content->members().empty()) {
    return Error{"event.redacted", "content", "expected members, found {}: the event is redacted"};
  }
  return std::nullopt;
}

// An m.relates_to with both of its strings, of whatever type.
Result<Relation> decode_relation(const json::Value& relates_to) {
  const std::string place = "content.m.relates_to";
  if (!relates_to.is_object()) return unfit("event.relation", place, "an object", relates_to);
  for (const std::string_view key : {"rel_type", "event_id"}) {
    const json::Value* found = relates_to.find(key);
    const std::string key_place = place + "." + std::string(key);
    if (found == nullptr) {
      return Error{"event.relation", key_place, "expected a string, found no such key"};
    }
    if (!found->is_string() || found->text().empty()) {
      return unfit("event.relation", key_place, "a string that is not empty", *found);
    }
  }
  return Relation{std::string(relates_to.string_at("rel_type")),
                  std::string(relates_to.string_at("event_id"))};
}

std::optional<std::int64_t> integer_from(const json::Value* found, std::int64_t lowest) {
  if (found == nullptr) return std::nullopt;
  const std::optional<std::int64_t> number = found->as_integer();
  if (!number || *number < lowest || *number > json::integer_max) return std::nullopt;
  return number;
}

std::optional<std::string> string_from(const json::Value* found) {
  if (found == nullptr || !found->is_string()) return std::nullopt;
  return found->text();
}

// ---- Chunks

bool written_as_integer(const json::Value& number) {
  return number.is_number() && number.text().find_first_of(".eE") == std::string::npos;
}

Result<std::int64_t> decode_sequence(const json::Value& content, Dialect dialect) {
  const std::string expected = "an integer from 1 to " + std::to_string(json::integer_max);
  const bool inside = dialect == Dialect::element;
  const std::string place =
      inside ? "content." + std::string(element_chunk_key) + ".sequence" : "content.sequence";
  const json::Value* found =
      inside ? content.find({element_chunk_key, "sequence"}) : content.find("sequence");
  if (found == nullptr) return missing(place, expected);
  if (!written_as_integer(*found)) return unfit("event.kind", place, expected, *found);
  const std::optional<std::int64_t> number = integer_from(found, 1);
  if (!number) return unfit("event.range", place, expected, *found);
  return *number;
}

// mxc://server/id, both parts there.
bool is_mxc(std::string_view url) {
  constexpr std::string_view scheme = "mxc://";
  if (!url.starts_with(scheme)) return false;
  const std::string_view rest = url.substr(scheme.size());
  const std::size_t slash = rest.find('/');
  return slash != std::string_view::npos && slash > 0 && slash + 1 < rest.size() &&
         rest.find('/', slash + 1) == std::string_view::npos;
}

std::optional<std::string> decode_url(const json::Value* found) {
  std::optional<std::string> url = string_from(found);
  if (!url || !is_mxc(*url)) return std::nullopt;
  return url;
}

// All members that decrypting needs, or nothing. Source: Matrix spec, EncryptedFile.
std::optional<EncryptedFile> decode_file(const json::Value* file) {
  if (file == nullptr) return std::nullopt;
  std::optional<std::string> url = decode_url(file->find("url"));
  std::optional<std::string> key = string_from(file->find({"key", "k"}));
  std::optional<std::string> iv = string_from(file->find("iv"));
  std::optional<std::string> sha256 = string_from(file->find({"hashes", "sha256"}));
  std::optional<std::string> version = string_from(file->find("v"));
  if (!url || !key || !iv || !sha256 || !version) return std::nullopt;
  return EncryptedFile{*std::move(url), *std::move(key), *std::move(iv), *std::move(sha256),
                       *std::move(version)};
}

std::optional<AudioInfo> decode_audio_info(const json::Value& content, Dialect dialect) {
  std::optional<AudioInfo> info;
  const json::Value* found = content.find("info");
  if (found != nullptr && found->is_object()) {
    info = AudioInfo{integer_from(found->find("duration"), 0), string_from(found->find("mimetype")),
                     integer_from(found->find("size"), 0)};
  }
  // The shipped clients repeat the duration in an extensible block; one writes it only there.
  if (dialect == Dialect::element && !(info && info->duration_ms)) {
    const auto duration_ms =
        integer_from(content.find({"org.matrix.msc1767.audio", "duration"}), 0);
    if (duration_ms) {
      if (!info) info = AudioInfo{};
      info->duration_ms = duration_ms;
    }
  }
  return info;
}

// The first body of an m.text block, which extensible events also had as a plain string.
std::optional<std::string> decode_text(const json::Value& content) {
  const json::Value* block = content.find("m.text");
  if (block == nullptr) return std::nullopt;
  if (block->is_string()) return block->text();
  for (const json::Value& item : block->items()) {
    std::optional<std::string> body = string_from(item.find("body"));
    if (body) return body;
  }
  return std::nullopt;
}

Result<Relation> decode_chunk_relation(const json::Value& content) {
  const json::Value* relates_to = content.find("m.relates_to");
  if (relates_to == nullptr) {
    return Error{"event.relation", "content.m.relates_to",
                 "expected an m.reference, found no such key"};
  }
  Result<Relation> relation = decode_relation(*relates_to);
  if (relation && !relation->is_reference()) {
    return unfit("event.relation", "content.m.relates_to.rel_type", "\"m.reference\"",
                 json::Value(relation->rel_type));
  }
  return relation;
}

// A chunk of the shipped clients is a message of audio, whatever else it says.
std::optional<Error> message_refusal(const json::Value& content) {
  const std::string place = "content.msgtype";
  const json::Value* msgtype = content.find("msgtype");
  if (msgtype == nullptr) return missing(place, "\"m.audio\"");
  if (!msgtype->is_string()) return unfit("event.kind", place, "\"m.audio\"", *msgtype);
  if (msgtype->text() != "m.audio") return unfit("event.type", place, "\"m.audio\"", *msgtype);
  return std::nullopt;
}

Error nothing_to_play(const json::Value& content) {
  const json::Value* url = content.find("url");
  const json::Value* file = content.find("file");
  return {"event.missing", url == nullptr && file != nullptr ? "content.file" : "content.url",
          "expected a url (mxc://server/id) or a file (url, key.k, iv, hashes.sha256, v), found " +
              (url == nullptr ? std::string("no url") : "url " + shown(*url)) + " and " +
              (file == nullptr ? std::string("no file") : "file " + shown(*file))};
}

}  // namespace

Result<json::Value> read_event(std::string_view text) {
  json::ReadOptions options;
  options.bytes_max = event_bytes_max;
  return json::read(text, options);
}

Recognised recognise(const json::Value& event) {
  const json::Value* type = event.find("type");
  if (type == nullptr || !type->is_string()) return {};
  for (const Dialect dialect : all_dialects) {
    if (type->text() == info_type(dialect)) return {EventKind::info, dialect};
    if (type->text() != chunk_type(dialect)) continue;
    if (dialect != Dialect::element) return {EventKind::chunk, dialect};
    const json::Value* chunk = event.find({"content", element_chunk_key});
    if (chunk != nullptr && chunk->is_object()) return {EventKind::chunk, dialect};
  }
  return {};
}

Result<InfoEvent> decode_info(const json::Value& event) {
  if (const std::optional<Error> error = refusal(event, EventKind::info)) return *error;
  const json::Value& content = *event.find("content");
  InfoEvent info;
  Result<Envelope> envelope = decode_envelope(event);
  if (!envelope) return envelope.error();
  info.envelope = *std::move(envelope);

  const json::Value* state_key = event.find("state_key");
  if (state_key == nullptr) return missing("state_key", "the broadcaster's user ID");
  if (!state_key->is_string()) return unfit("event.kind", "state_key", "a string", *state_key);
  info.state_key = state_key->text();

  const json::Value* state = content.find("state");
  if (state == nullptr) return missing("content.state", "a string");
  if (!state->is_string()) return unfit("event.kind", "content.state", "a string", *state);
  info.state = state->text();

  info.device_id = string_from(content.find("device_id"));
  info.last_chunk_sequence = integer_from(content.find("last_chunk_sequence"), 0);

  const json::Value* relates_to = content.find("m.relates_to");
  if (relates_to == nullptr) return info;
  Result<Relation> relation = decode_relation(*relates_to);
  if (relation) {
    info.relates_to = *std::move(relation);
  } else if (info.known() != State::started) {
    return relation.error();
  }
  return info;
}

Result<ChunkEvent> decode_chunk(const json::Value& event) {
  if (const std::optional<Error> error = refusal(event, EventKind::chunk)) return *error;
  const Dialect dialect = recognise(event).dialect;
  const json::Value& content = *event.find("content");
  if (dialect == Dialect::element) {
    if (const std::optional<Error> error = message_refusal(content)) return *error;
  }
  ChunkEvent chunk;
  Result<Envelope> envelope = decode_envelope(event);
  if (!envelope) return envelope.error();
  chunk.envelope = *std::move(envelope);

  Result<Relation> relation = decode_chunk_relation(content);
  if (!relation) return relation.error();
  chunk.relates_to = *std::move(relation);

  const Result<std::int64_t> sequence = decode_sequence(content, dialect);
  if (!sequence) return sequence.error();
  chunk.sequence = *sequence;

  chunk.url = decode_url(content.find("url"));
  chunk.file = decode_file(content.find("file"));
  if (!chunk.url && !chunk.file) return nothing_to_play(content);
  chunk.info = decode_audio_info(content, dialect);
  chunk.text = decode_text(content);
  return chunk;
}

}  // namespace deadair::msc3888
