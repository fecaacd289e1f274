// Tests of sound and attachments: the files are decoded again by other libraries.
#include <doctest/doctest.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <opusfile.h>

#include <memory>
#include <string>
#include <vector>

#include "mock_homeserver/media/attachment.h"
#include "mock_homeserver/media/make_media.h"
#include "mock_homeserver/media/ogg_clock.h"
#include "mock_homeserver/media/ogg_opus.h"
#include "mock_homeserver/media/sound_cache.h"

namespace deadair::mock {

namespace {

struct Closer {
  void operator()(OggOpusFile* file) const { op_free(file); }
};

// All samples of a mono file; empty if it cannot be opened.
std::vector<float> decode(const std::string& text) {
  int problem = 0;
  const std::unique_ptr<OggOpusFile, Closer> file(
      op_open_memory(reinterpret_cast<const unsigned char*>(text.data()), text.size(), &problem));
  std::vector<float> samples;
  if (file == nullptr || op_channel_count(file.get(), -1) != 1) return samples;
  std::vector<float> block(5760);
  for (;;) {
    const int count =
        op_read_float(file.get(), block.data(), static_cast<int>(block.size()), nullptr);
    if (count <= 0) return samples;
    samples.insert(samples.end(), block.begin(), block.begin() + count);
  }
}

// The pitch by counting how often the wave goes up through zero, away from both ends.
double pitch_of(const std::vector<float>& samples) {
  const std::size_t margin = samples.size() / 8;
  double first = -1;
  double last = -1;
  int count = 0;
  for (std::size_t at = margin + 1; at < samples.size() - margin; ++at) {
    if (samples[at - 1] >= 0 || samples[at] < 0) continue;
    last = static_cast<double>(at);
    if (first < 0) {
      first = last;
    } else {
      ++count;
    }
  }
  return count == 0 ? 0 : 48000.0 * count / (last - first);
}

std::string from_base64(std::string text) {
  for (char& letter : text) {
    if (letter == '-') letter = '+';
    if (letter == '_') letter = '/';
  }
  const std::size_t padding = (4 - text.size() % 4) % 4;
  text.append(padding, '=');
  std::string bytes(text.size(), '\0');
  const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                                   reinterpret_cast<const unsigned char*>(text.data()),
                                   static_cast<int>(text.size()));
  REQUIRE(size >= 0);
  bytes.resize(static_cast<std::size_t>(size) - padding);
  return bytes;
}

run::MediaSpec spec_of(const std::string& odd, bool encrypted) {
  run::MediaSpec spec;
  spec.label = "c3";
  spec.sequence = 3;
  spec.encrypted = encrypted;
  if (!odd.empty()) spec.odd = json::Value::object().set("is", odd);
  return spec;
}

// Decrypts what `file` describes, as a client would.
std::string decrypt(const MadeMedia& made) {
  AttachmentKey key;
  const std::string bytes = from_base64(made.file.find({"key", "k"})->text());
  const std::string iv = from_base64(std::string(made.file.string_at("iv")));
  REQUIRE(bytes.size() == key.key.size());
  REQUIRE(iv.size() == key.iv.size());
  std::copy(bytes.begin(), bytes.end(), key.key.begin());
  std::copy(iv.begin(), iv.end(), key.iv.begin());
  return apply_attachment_key(*made.item.bytes, key);
}

std::string hash_of(const std::string& text) {
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(),
         reinterpret_cast<unsigned char*>(digest.data()));
  return unpadded_base64(digest, false);
}

}  // namespace

TEST_CASE("a made file has the declared duration and the tone of its sequence") {
  struct Row {
    std::string name;
    std::int64_t sequence, duration_ms;
    double hz;
  };
  const std::vector<Row> rows = {
      {"first", 1, 200, 440},       {"third", 3, 200, 880}, {"lowest", 24, 200, 220},
      {"highest", 23, 200, 5280},   {"short", 2, 50, 660},  {"long", 2, 3000, 660},
      {"odd length", 5, 333, 1320},
  };
  for (const Row& row : rows) {
    DOCTEST_SUBCASE(row.name.c_str()) {
      CHECK(static_cast<double>(tone_hz(row.sequence)) == row.hz);
      const std::string file = make_ogg_opus(tone_hz(row.sequence), row.duration_ms, 7).value();
      const std::vector<float> samples = decode(file);
      CHECK(samples.size() == static_cast<std::size_t>(row.duration_ms) * 48);
      CHECK(pitch_of(samples) == doctest::Approx(row.hz).epsilon(0.01));
    }
  }
}

TEST_CASE("a file of one millisecond is a file") {
  CHECK(decode(make_ogg_opus(440, 1, 7).value()).size() == 48);
}

TEST_CASE("the same sound is the same bytes, another sequence is another file") {
  CHECK(make_ogg_opus(440, 200, 7).value() == make_ogg_opus(440, 200, 7).value());
  SoundCache sounds;
  const auto first = sounds.sound(1, 200).value();
  CHECK(sounds.sound(1, 200).value() == first);
  CHECK(sounds.made() == 1);
  // The 25th chunk sounds like the first, and is still a file of its own.
  CHECK(*sounds.sound(25, 200).value() != *first);
  CHECK(sounds.made() == 2);
}

TEST_CASE("a cache that is full starts anew") {
  SoundCache sounds(1);
  const auto first = sounds.sound(1, 200).value();
  CHECK(*sounds.sound(1, 200).value() == *first);
  CHECK(sounds.made() == 1);
  CHECK(sounds.sound(2, 200).ok());
  CHECK(sounds.sound(1, 200).ok());
  CHECK(sounds.made() == 3);
}

TEST_CASE("durations that no chunk has are refused") {
  for (const std::int64_t ms : {std::int64_t{0}, std::int64_t{-5}, sound_ms_max + 1}) {
    CAPTURE(ms);
    const Result<std::string> made = make_ogg_opus(440, ms, 7);
    REQUIRE_FALSE(made.ok());
    CHECK(made.error().code == "media.duration");
  }
}

TEST_CASE("an encrypted attachment decrypts to the sound that was encrypted") {
  SoundCache sounds;
  const MadeMedia made =
      make_media(spec_of("", true), "mxc://x/y", Random(5).fork("m"), sounds).value();
  CHECK(made.file.string_at("url") == "mxc://x/y");
  CHECK(made.file.string_at("v") == "v2");
  CHECK(made.file.find({"key", "alg"})->text() == "A256CTR");
  CHECK(made.file.find({"hashes", "sha256"})->text() == hash_of(*made.item.bytes));
  CHECK(from_base64(std::string(made.file.string_at("iv"))).substr(8) == std::string(8, '\0'));
  const std::string sound = decrypt(made);
  CHECK(sound == *sounds.sound(3, 200).value());
  CHECK(*made.item.bytes != sound);
  CHECK(made.size_bytes == static_cast<std::int64_t>(sound.size()));
}

TEST_CASE("the same chance makes the same key, another one another") {
  Random one(5);
  Random same(5);
  Random other(6);
  const AttachmentKey key = make_attachment_key(one);
  CHECK(key == make_attachment_key(same));
  CHECK_FALSE(key == make_attachment_key(other));
}

TEST_CASE("AES in counter mode is that of the published example") {
  // NIST SP 800-38A, F.5.5, first block.
  AttachmentKey key;
  const std::string text = from_base64("a8G+4i5An5bpPX4Rc5MXKg");
  const std::string key_text = from_base64("YD3rEBXKcb4rc67whX13gR81LAc7YQjXLZgQowkU3/Q");
  const std::string iv = from_base64("8PHy8/T19vf4+fr7/P3+/w");
  std::copy(key_text.begin(), key_text.end(), key.key.begin());
  std::copy(iv.begin(), iv.end(), key.iv.begin());
  CHECK(unpadded_base64(apply_attachment_key(text, key), false) == "YB7DE3dXiaW3p/UEu/PSKA");
  CHECK(apply_attachment_key("", key).empty());
}

TEST_CASE("base64 has no padding") {
  CHECK(unpadded_base64("", false).empty());
  CHECK(unpadded_base64("a", false) == "YQ");
  CHECK(unpadded_base64("ab", false) == "YWI");
  CHECK(unpadded_base64("abc", false) == "YWJj");
  CHECK(unpadded_base64("\xff\xef\xfe", false) == "/+/+");
  CHECK(unpadded_base64("\xff\xef\xfe", true) == "_-_-");
}

TEST_CASE("sound with a running clock is the same sound, said to begin later") {
  SoundCache sounds;
  const std::string good = *sounds.sound(3, 200).value();
  run::MediaSpec spec = spec_of("running_clock", false);
  spec.odd.set("at", 120000);
  const MadeMedia made = make_media(spec, "mxc://x/y", Random(5), sounds).value();
  CHECK(made.item.bytes->size() == good.size());
  // What a decoder trims off the end of a stream of one page it cannot tell from a late beginning.
  const std::vector<float> plain = decode(good);
  const std::vector<float> moved = decode(*made.item.bytes);
  CHECK(moved.size() >= plain.size());
  CHECK(moved.size() < plain.size() + 48 * 40);
  CHECK(pitch_of(moved) == doctest::Approx(pitch_of(plain)).epsilon(0.02));
  // The last page of the file ends at the time that its granule position says.
  const std::size_t page = made.item.bytes->rfind("OggS");
  REQUIRE(page == good.rfind("OggS"));
  const auto granule = [page](const std::string& bytes) {
    std::int64_t number = 0;
    for (std::size_t at = 8; at-- > 0;)
      number = number * 256 + static_cast<unsigned char>(bytes[page + 6 + at]);
    return number;
  };
  CHECK(granule(*made.item.bytes) == granule(good) + std::int64_t{120000} * 48);
  CHECK(with_later_clock("no Ogg at all", 48).empty());
}

TEST_CASE("odd media are odd in the way that was asked for") {
  SoundCache sounds;
  const std::string good = *sounds.sound(3, 200).value();
  const auto make = [&](const std::string& odd, bool encrypted = false) {
    return make_media(spec_of(odd, encrypted), "mxc://x/y", Random(5), sounds).value();
  };
  CHECK(*make("good").item.bytes == good);
  CHECK(make("good").item.content_type == "audio/ogg");
  CHECK(make("empty").item.bytes->empty());
  CHECK(decode(*make("garbage").item.bytes).empty());
  CHECK(make("garbage").item.bytes->size() == 512);
  CHECK(*make("cut").item.bytes == good.substr(0, good.size() / 2));
  CHECK(make("missing").item.missing);
  CHECK(*make("wrong_type").item.bytes == good);
  CHECK(make("wrong_type").item.content_type == "text/plain");
  CHECK(make("not_audio").item.bytes->starts_with("<!DOCTYPE html>"));
  const MadeMedia wrong_hash = make("wrong_hash", true);
  CHECK(wrong_hash.file.find({"hashes", "sha256"})->text() != hash_of(*wrong_hash.item.bytes));
  CHECK(decrypt(wrong_hash) == good);
  CHECK(decrypt(make("wrong_key", true)) != good);
  CHECK(decrypt(make("empty", true)).empty());
  const Result<MadeMedia> unknown = make_media(spec_of("loud", false), "", Random(5), sounds);
  REQUIRE_FALSE(unknown.ok());
  CHECK(unknown.error().code == "media.odd");
  for (const OddMedia& odd : odd_media()) {
    CHECK(unknown.error().message.find(odd.name) != std::string::npos);
  }
}

}  // namespace deadair::mock
