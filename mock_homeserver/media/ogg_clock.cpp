// Moving the clock page by page, each with its checksum made anew.
#include "mock_homeserver/media/ogg_clock.h"

#include <ogg/ogg.h>

#include <cstring>
#include <limits>
#include <memory>

namespace deadair::mock {

namespace {

// Where a page's header keeps its granule position: 64 bits, the lowest byte first (RFC 3533).
constexpr std::size_t granule_at = 6;

struct Closer {
  void operator()(ogg_sync_state* state) const {
    ogg_sync_clear(state);
    delete state;
  }
};

void set_granule(ogg_page& page, std::int64_t granule) {
  for (std::size_t at = 0; at < 8; ++at) {
    page.header[granule_at + at] =
        static_cast<unsigned char>(static_cast<std::uint64_t>(granule) >> (8 * at));
  }
  ogg_page_checksum_set(&page);
}

// At the end of its range the clock stands still.
std::int64_t later(std::int64_t granule, std::int64_t samples) {
  constexpr std::int64_t last = std::numeric_limits<std::int64_t>::max();
  return samples > 0 && granule > last - samples ? last : granule + samples;
}

void append(std::string& out, const unsigned char* bytes, long size) {
  out.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
}

}  // namespace

std::string with_later_clock(std::string_view file, std::int64_t samples) {
  const std::unique_ptr<ogg_sync_state, Closer> state(new ogg_sync_state());
  ogg_sync_init(state.get());
  char* const buffer = ogg_sync_buffer(state.get(), static_cast<long>(file.size()));
  if (buffer == nullptr) return {};
  std::memcpy(buffer, file.data(), file.size());
  ogg_sync_wrote(state.get(), static_cast<long>(file.size()));
  std::string out;
  ogg_page page{};
  while (ogg_sync_pageout(state.get(), &page) == 1) {
    // The pages of the header stand at 0; -1 is a page in which no packet ends.
    const std::int64_t granule = ogg_page_granulepos(&page);
    if (granule > 0) set_granule(page, later(granule, samples));
    append(out, page.header, page.header_len);
    append(out, page.body, page.body_len);
  }
  return out;
}

}  // namespace deadair::mock
