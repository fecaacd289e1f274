// Ogg/Opus read a second time, without decoding anything: how long the plainest of files sounds.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace deadair::fuzz {

// Samples of 48 kHz.
struct NaiveSound {
  std::int64_t samples = 0;
  // When all clocks are later by the same: of a single page nothing says any more what of its last
  // packet is not meant to be heard.
  std::int64_t samples_later = 0;
};

// By the lengths of packets and by the clock of the pages, which must agree. Nothing where the file
// is not of the plainest: one stream of mono or stereo with its tags, page behind page with good
// checksums and numbers, whole packets of one or two frames, and a clock that begins at 0. Source:
// RFC 3533, section 6; RFC 6716, section 3.1; RFC 7845, sections 4 and 5.2.
[[nodiscard]] std::optional<NaiveSound> naive_sound(std::string_view bytes);

// What the packets of one page of sound last, whatever its clock and its checksum.
[[nodiscard]] std::optional<std::int64_t> naive_page_samples(std::string_view page);

}  // namespace deadair::fuzz
