// Property: an attachment is decrypted exactly if a naive reading of its key, IV and hash finds
// nothing against them and the hash is that of the bytes that came; then to what block by block
// counter mode makes of them. Whatever else came is never sound, and nothing of it is shown. What
// the mock homeserver encrypts comes back whole, and one bit more or less is noticed.
#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "clients/reference/media.h"
#include "clients/reference/retry.h"
#include "fuzz/held_network.h"
#include "fuzz/naive_attachment.h"
#include "fuzz/parts.h"
#include "fuzz/target.h"
#include "harness/base/check.h"
#include "mock_homeserver/media/attachment.h"

namespace deadair::fuzz {
namespace {

using json::Value;
using msc3888::ChunkEvent;
using msc3888::EncryptedFile;
using reference::MediaState;

// What a hash of an input says so that it is the right one, and how it is written then.
std::string told_hash(const std::string& text, std::string_view bytes) {
  const std::string digest = naive_sha256(bytes);
  if (text == "right") return mock::unpadded_base64(digest, false);
  if (text == "right, padded") return mock::unpadded_base64(digest, false) + "=";
  if (text == "right, url-safe") return mock::unpadded_base64(digest, true);
  return text;
}

std::optional<ChunkEvent> chunk_with(const Value& file) {
  Value relation = Value::object();
  relation.set("rel_type", "m.reference").set("event_id", "$S");
  Value content = Value::object();
  content.set("m.relates_to", relation).set("sequence", 1).set("file", file);
  Value event = Value::object();
  event.set("type", "m.voice_broadcast_chunk").set("event_id", "$c1").set("sender", "@a:h");
  event.set("origin_server_ts", 1).set("content", content);
  const Result<ChunkEvent> chunk = msc3888::decode_chunk(event);
  return chunk.ok() && chunk->file ? std::optional(*chunk) : std::nullopt;
}

// The code that decrypting must end with; empty: it must not fail.
std::string naive_verdict(std::string_view bytes, const EncryptedFile& file) {
  const std::optional<std::string> key = naive_base64(file.key);
  const std::optional<std::string> iv = naive_base64(file.iv);
  const std::optional<std::string> hash = naive_base64(file.sha256);
  if (!key || key->size() != 32 || !iv || iv->size() != 16 || !hash) return "decrypt.key";
  return *hash == naive_sha256(bytes) ? "" : "decrypt.hash";
}

// "mxc://", a server, "/" and something of it: nothing else can be asked for.
bool names_media(std::string_view url) {
  return url.starts_with("mxc://") && std::count(url.begin(), url.end(), '/') == 3 &&
         url[6] != '/' && !url.ends_with('/');
}

// What the user gets of it, when the server answers with these bytes whenever it is asked.
MediaState media_of(const ChunkEvent& chunk, const std::string& bytes) {
  HeldNetwork network;
  reference::Timers timers;
  reference::Decoder decoder;
  reference::Media media(network, timers, decoder, reference::Mutant::none);
  std::vector<MediaState> states;
  const bool asked =
      media.load(chunk, [&](MediaState state, std::int64_t /*ms*/) { states.push_back(state); });
  DEADAIR_CHECK(asked == names_media(chunk.file->url), chunk.file->url);
  for (int left = 2 * reference::tries_max; left > 0 && asked && states.empty(); --left) {
    network.answer(reference::Lane::loads, {200, bytes, {}, "", "application/octet-stream"});
    if (timers.next_due_ms()) timers.fire_next();
  }
  DEADAIR_CHECK(states.size() == 1 || !asked, std::to_string(states.size()));
  return asked ? states.front() : MediaState::failed;
}

void check_decrypted(const ChunkEvent& chunk, const std::string& bytes) {
  const std::string code = naive_verdict(bytes, *chunk.file);
  const Result<std::string> plain = reference::decrypt(bytes, *chunk.file);
  DEADAIR_CHECK(plain.ok() == code.empty(), code + " is expected");
  const MediaState state = media_of(chunk, bytes);
  if (!plain.ok()) {
    DEADAIR_CHECK(plain.error().code == code, plain.error().code + ", not " + code);
    DEADAIR_CHECK(state != MediaState::ready, code + ", and it sounds");
    return;
  }
  const std::string expected =
      naive_counter_mode(bytes, *naive_base64(chunk.file->key), *naive_base64(chunk.file->iv));
  DEADAIR_CHECK(*plain == expected, "counter mode makes something else of it");
  const bool sounds = names_media(chunk.file->url) && reference::decode(*plain).ok();
  DEADAIR_CHECK((state == MediaState::ready) == sounds, sounds ? "silent" : "noise that sounds");
}

// One change at a time of bytes that were announced; all of them are noticed.
std::vector<std::string> spoiled(const std::string& bytes) {
  std::vector<std::string> made = {bytes + '\0'};
  if (bytes.empty()) return made;
  made.push_back(bytes.substr(1));
  made.push_back(bytes.substr(0, bytes.size() - 1));
  for (const std::size_t at : {std::size_t{0}, bytes.size() / 2, bytes.size() - 1}) {
    made.push_back(bytes);
    made.back()[at] = static_cast<char>(made.back()[at] ^ 1);
  }
  return made;
}

void check_round_trip(const EncryptedFile& file, const std::string& plain) {
  const std::optional<std::string> key = naive_base64(file.key);
  const std::optional<std::string> iv = naive_base64(file.iv);
  mock::AttachmentKey used;
  if (!key || key->size() != used.key.size() || !iv || iv->size() != used.iv.size()) return;
  std::copy(key->begin(), key->end(), used.key.begin());
  std::copy(iv->begin(), iv->end(), used.iv.begin());
  const std::string sent = mock::apply_attachment_key(plain, used);
  const auto chunk = chunk_with(mock::encrypted_file("mxc://h/1", sent, used));
  DEADAIR_CHECK(chunk.has_value(), "what the server announces is no file");
  const Result<std::string> back = reference::decrypt(sent, *chunk->file);
  DEADAIR_CHECK(back.ok() && *back == plain, "it does not come back");
  for (const std::string& other : spoiled(sent)) {
    const Result<std::string> none = reference::decrypt(other, *chunk->file);
    DEADAIR_CHECK(!none.ok() && none.error().code == "decrypt.hash", "a change is not noticed");
  }
}

}  // namespace

Outcome run_one(std::string_view input) {
  const Parts parts = split_parts(input);
  const std::string bytes(parts.rest.substr(std::min(parts_mark.size(), parts.rest.size())));
  const Result<Value> file = json::read(parts.json);
  std::optional<ChunkEvent> chunk = file.ok() ? chunk_with(*file) : std::nullopt;
  if (!chunk) return Outcome::rejected;
  chunk->file->sha256 = told_hash(chunk->file->sha256, bytes);
  check_decrypted(*chunk, bytes);
  check_round_trip(*chunk->file, bytes);
  return naive_verdict(bytes, *chunk->file).empty() ? Outcome::accepted : Outcome::rejected;
}

}  // namespace deadair::fuzz
