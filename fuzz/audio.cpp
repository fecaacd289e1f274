// Property: whatever comes in the place of sound, decoding ends, with a duration that so many bytes
// can hold or with a reason; a plain file sounds, for as long as a naive count of its packets says.
// The same bytes are the same sound again, remembered or not. A client plays a chunk exactly if its
// bytes sound, and for so long. Moving the clock inside whatever file ends, and a plain one sounds
// for as long after, but for what a single page trims at its end.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "clients/reference/media.h"
#include "clients/reference/retry.h"
#include "fuzz/held_network.h"
#include "fuzz/naive_ogg.h"
#include "fuzz/target.h"
#include "harness/base/check.h"
#include "mock_homeserver/media/ogg_clock.h"

namespace deadair::fuzz {
namespace {

using reference::MediaState;

// For engines that have no bound of their own: a sound is decoded four times, and a byte may be a
// packet of 120 ms.
constexpr std::size_t input_max = 4096;
// No packet of Opus is longer, and none takes less than the byte that tells its length.
// Source: RFC 6716, section 2.1.4; RFC 3533, section 6.
constexpr std::int64_t ms_of_a_byte_max = 120;
constexpr std::int64_t ms_max = 3600000;
constexpr std::int64_t samples_of_a_ms = 48;
constexpr std::int64_t later_samples = 48000 * 60;

void check_outcome(const Result<std::int64_t>& sound, std::size_t bytes) {
  if (!sound.ok()) {
    DEADAIR_CHECK(sound.error().code.starts_with("decode."), sound.error().code);
    return;
  }
  DEADAIR_CHECK(*sound > 0 && *sound <= ms_max, std::to_string(*sound));
  DEADAIR_CHECK(*sound <= static_cast<std::int64_t>(bytes) * ms_of_a_byte_max,
                std::to_string(*sound) + " ms in " + std::to_string(bytes) + " bytes");
}

std::string told(const Result<std::int64_t>& sound) {
  return sound.ok() ? std::to_string(*sound) : sound.error().code;
}

// As told() of the samples of a plain file.
std::string told_of(std::int64_t samples) {
  if (samples > ms_max * samples_of_a_ms) return "decode.length";
  const std::int64_t ms = samples / samples_of_a_ms;
  return ms == 0 ? "decode.empty" : std::to_string(ms);
}

struct Loaded {
  MediaState state = MediaState::pending;
  std::int64_t ms = 0;
};

// What the user gets of a chunk that says nothing of its duration.
Loaded loaded(const std::string& bytes) {
  HeldNetwork network;
  reference::Timers timers;
  reference::Decoder decoder;
  reference::Media media(network, timers, decoder, reference::Mutant::none);
  msc3888::ChunkEvent chunk;
  chunk.url = "mxc://h/1";
  std::vector<Loaded> all;
  const bool asked = media.load(chunk, [&](MediaState state, std::int64_t ms) {
    all.push_back(Loaded{state, ms});
  });
  for (int left = 2 * reference::tries_max; left > 0 && all.empty(); --left) {
    network.answer(reference::Lane::loads, {200, bytes, {}, "", "audio/ogg"});
    if (timers.next_due_ms()) timers.fire_next();
  }
  DEADAIR_CHECK(asked && all.size() == 1, std::to_string(all.size()));
  return all.front();
}

}  // namespace

Outcome run_one(std::string_view input) {
  if (input.size() > input_max) return Outcome::rejected;
  const Result<std::int64_t> sound = reference::decode(input);
  check_outcome(sound, input.size());
  reference::Decoder decoder;
  for (int round = 0; round < 2; ++round) {
    DEADAIR_CHECK(told(decoder.decode(input)) == told(sound), told(sound));
  }
  const Loaded got = loaded(std::string(input));
  DEADAIR_CHECK((got.state == MediaState::ready) == sound.ok(), told(sound));
  if (sound.ok()) DEADAIR_CHECK(got.ms == *sound, std::to_string(got.ms) + ", not " + told(sound));
  const std::string later = mock::with_later_clock(input, later_samples);
  DEADAIR_CHECK(later.size() <= input.size(), std::to_string(later.size()));
  const Result<std::int64_t> sound_later = reference::decode(later);
  check_outcome(sound_later, later.size());
  if (const std::optional<NaiveSound> plain = naive_sound(input)) {
    const std::string expected = told_of(plain->samples);
    DEADAIR_CHECK(told(sound) == expected, told(sound) + ", and counted " + expected);
    const std::string expected_later = told_of(plain->samples_later);
    DEADAIR_CHECK(told(sound_later) == expected_later,
                  told(sound_later) + " on a later clock, and counted " + expected_later);
  }
  return sound.ok() ? Outcome::accepted : Outcome::rejected;
}

}  // namespace deadair::fuzz
