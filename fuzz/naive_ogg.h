// Ogg/Opus read a second time, without decoding anything: how long the plainest of files sounds.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace deadair::fuzz {

// Samples of 48 kHz, by the lengths of packets and by the clock of the pages, which must agree.
// Nothing where the file is not of the plainest: one stream of mono or stereo, page behind page
// with good checksums and numbers, whole packets of one or two frames, and a clock that begins at
// 0. Source: RFC 3533, section 6; RFC 6716, section 3.1; RFC 7845, section 4.
[[nodiscard]] std::optional<std::int64_t> naive_samples(std::string_view bytes);

}  // namespace deadair::fuzz
