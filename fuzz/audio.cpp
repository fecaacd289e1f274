// Property: whatever comes in the place of sound, decoding ends, with a duration that so many bytes
// can hold or with a reason; of a plain file it is the one that a naive count of its packets gives.
// The same bytes are the same sound again, remembered or not. A client plays a chunk exactly if its
// bytes sound. Moving the clock inside whatever file ends, and a plain one sounds for as long
// after.
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

// What the user gets of a chunk that says nothing of its duration.
MediaState media_of(const std::string& bytes) {
  HeldNetwork network;
  reference::Timers timers;
  reference::Decoder decoder;
  reference::Media media(network, timers, decoder, reference::Mutant::none);
  msc3888::ChunkEvent chunk;
  chunk.url = "mxc://h/1";
  std::vector<MediaState> states;
  const bool asked =
      media.load(chunk, [&](MediaState state, std::int64_t /*ms*/) { states.push_back(state); });
  for (int left = 2 * reference::tries_max; left > 0 && states.empty(); --left) {
    network.answer(reference::Lane::loads, {200, bytes, {}, "", "audio/ogg"});
    if (timers.next_due_ms()) timers.fire_next();
  }
  DEADAIR_CHECK(asked && states.size() == 1, std::to_string(states.size()));
  return states.front();
}

}  // namespace

Outcome run_one(std::string_view input) {
  const Result<std::int64_t> sound = reference::decode(input);
  check_outcome(sound, input.size());
  reference::Decoder decoder;
  for (int round = 0; round < 2; ++round) {
    DEADAIR_CHECK(told(decoder.decode(input)) == told(sound), told(sound));
  }
  DEADAIR_CHECK((media_of(std::string(input)) == MediaState::ready) == sound.ok(), told(sound));
  const std::string later = mock::with_later_clock(input, later_samples);
  DEADAIR_CHECK(later.size() <= input.size(), std::to_string(later.size()));
  const Result<std::int64_t> sound_later = reference::decode(later);
  check_outcome(sound_later, later.size());
  if (const std::optional<std::int64_t> samples = naive_samples(input); samples && sound.ok()) {
    const std::string expected = std::to_string(*samples / samples_of_a_ms);
    DEADAIR_CHECK(told(sound) == expected, told(sound) + ", and counted " + expected);
    // Where the only page with sound is the last, nothing says what it trims at the end.
    DEADAIR_CHECK(
        sound_later.ok() && *sound_later >= *sound && *sound_later <= *sound + ms_of_a_byte_max,
        told(sound_later) + " on a later clock");
  }
  return sound.ok() ? Outcome::accepted : Outcome::rejected;
}

}  // namespace deadair::fuzz
