// Sound as a real file: Ogg/Opus, mono, 48 kHz, one tone.
#pragma once

#include <cstdint>
#include <string>

#include "harness/base/result.h"

namespace deadair::mock {

inline constexpr std::int64_t sound_ms_max = 120000;

// The pitch that tells a chunk's sequence by ear and by machine: 220 Hz to 5,280 Hz in steps of
// 220 Hz.
[[nodiscard]] std::int64_t tone_hz(std::int64_t sequence);

// A self-contained file of exactly that duration. The same arguments give the same bytes. `serial`
// is the number of its logical stream.
// Errors: media.duration (not from 1 to sound_ms_max), media.encoder.
[[nodiscard]] Result<std::string> make_ogg_opus(std::int64_t hz, std::int64_t duration_ms,
                                                std::int32_t serial);

}  // namespace deadair::mock
