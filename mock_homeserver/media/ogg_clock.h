// The clock inside an Ogg file: where its stream time begins.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace deadair::mock {

// The same sound in a stream whose time begins `samples` (of 48 kHz) later, as a recorder writes it
// that cuts one long stream into files. `file` must be a sound Ogg file; what is none comes back
// empty. Where the only page with sound is also the last, nothing says any more what it trims at
// its end, so that it sounds for up to a packet longer.
[[nodiscard]] std::string with_later_clock(std::string_view file, std::int64_t samples);

}  // namespace deadair::mock
