// Good sound, spoiled where the scenario asks for it, encrypted at the end.
#include "mock_homeserver/media/make_media.h"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "mock_homeserver/media/attachment.h"
#include "mock_homeserver/media/ogg_clock.h"

namespace deadair::mock {

namespace {

constexpr std::size_t garbage_bytes = 512;
constexpr std::int64_t samples_per_ms = 48;

constexpr std::array known = {
    OddMedia{"cut", "The first `at` bytes of the file (half of it)."},
    OddMedia{"empty", "No byte at all."},
    OddMedia{"garbage", "Bytes of chance, said to be sound."},
    OddMedia{"good", "Sound, as where nothing is said."},
    OddMedia{"missing", "404 M_NOT_FOUND, always."},
    OddMedia{"not_audio", "A page of HTML, said to be sound."},
    OddMedia{"running_clock", "Sound whose stream time begins at `at` ms (60000), not at 0."},
    OddMedia{"shared", "The file of the chunk labelled `with` (the first one of the scene)."},
    OddMedia{"wrong_hash", "Encrypted: the hash is that of another text."},
    OddMedia{"wrong_key", "Encrypted: the key is not the one that it was encrypted with."},
    OddMedia{"wrong_type", "Sound, said to be text/plain."},
};

std::string kind_of(const json::Value& odd) {
  return std::string(odd.is_null() ? "good" : odd.string_at("is"));
}

Error unknown_odd(const std::string& kind) {
  std::string names;
  for (const OddMedia& odd : known) {
    names += names.empty() ? "" : ", ";
    names += odd.name;
  }
  return Error{"media.odd", "media.is", "\"" + kind + "\" is unknown; known are " + names};
}

std::string random_bytes(Random& chance, std::size_t size) {
  std::string bytes(size, '\0');
  for (char& byte : bytes) byte = static_cast<char>(static_cast<unsigned char>(chance.below(256)));
  return bytes;
}

// What the file holds before it is encrypted.
std::shared_ptr<const std::string> spoiled(const std::string& kind, const json::Value& odd,
                                           std::shared_ptr<const std::string> sound,
                                           Random& chance) {
  if (kind == "empty") return std::make_shared<const std::string>();
  if (kind == "garbage") {
    return std::make_shared<const std::string>(random_bytes(chance, garbage_bytes));
  }
  if (kind == "not_audio") {
    return std::make_shared<const std::string>(
        "<!DOCTYPE html>\n<html><body><p>This is no sound.</p></body></html>\n");
  }
  if (kind == "cut") {
    const auto half = static_cast<std::int64_t>(sound->size() / 2);
    // At least the last byte is missing.
    const std::int64_t most =
        std::max<std::int64_t>(static_cast<std::int64_t>(sound->size()) - 1, 0);
    const std::int64_t at = std::clamp<std::int64_t>(odd.integer_at("at", half), 0, most);
    return std::make_shared<const std::string>(sound->substr(0, static_cast<std::size_t>(at)));
  }
  if (kind == "running_clock") {
    const std::int64_t begins_ms = std::max<std::int64_t>(odd.integer_at("at", 60000), 0);
    return std::make_shared<const std::string>(
        with_later_clock(*sound, begins_ms * samples_per_ms));
  }
  return sound;
}

}  // namespace

std::span<const OddMedia> odd_media() { return known; }

bool is_shared(const json::Value& odd) { return kind_of(odd) == "shared"; }

Result<MadeMedia> make_media(const run::MediaSpec& spec, const std::string& url, Random chance,
                             SoundCache& sounds) {
  const std::string kind = kind_of(spec.odd);
  const bool is_known = std::any_of(known.begin(), known.end(),
                                    [&kind](const OddMedia& odd) { return odd.name == kind; });
  if (!is_known) return unknown_odd(kind);
  Result<std::shared_ptr<const std::string>> sound = sounds.sound(spec.sequence, spec.duration_ms);
  if (!sound.ok()) return sound.error();
  MadeMedia made;
  made.item.label = spec.label;
  made.item.file_name = "chunk.ogg";
  made.item.content_type = kind == "wrong_type" ? "text/plain" : "audio/ogg";
  made.item.missing = kind == "missing";
  made.item.bytes = spoiled(kind, spec.odd, *sound, chance);
  made.size_bytes = static_cast<std::int64_t>(made.item.bytes->size());
  if (!spec.encrypted) return made;
  AttachmentKey key = make_attachment_key(chance);
  const std::string ciphertext = apply_attachment_key(*made.item.bytes, key);
  if (kind == "wrong_key") key = make_attachment_key(chance);
  made.file = encrypted_file(url, kind == "wrong_hash" ? "another text" : ciphertext, key);
  made.item.bytes = std::make_shared<const std::string>(ciphertext);
  if (kind != "wrong_type") made.item.content_type = "application/octet-stream";
  return made;
}

}  // namespace deadair::mock
