// The mutator of targets that read Ogg: whole pages are changed, dropped, doubled and swapped, and
// each gets its checksum anew, since readers pass over pages whose checksum is wrong. At times
// bytes. Linked into each of them.
#include <ogg/ogg.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <numeric>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fuzz/engine.h"
#include "harness/base/random.h"

namespace {

using deadair::Random;
using Pages = std::vector<std::string>;

constexpr std::uint64_t bytes_one_in = 16;
// Source: RFC 3533, section 6: capture pattern, version, flags, granule position, serial number,
// sequence, checksum, number of segments, and as many lengths.
constexpr std::string_view capture = "OggS";
constexpr std::size_t granule_at = 6;
constexpr std::size_t segments_at = 26;
constexpr std::size_t lengths_at = 27;

std::size_t byte_at(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]);
}

// Bytes of the page that begins the text, 0 where none does or it is cut off.
std::size_t header_bytes(std::string_view text) {
  if (!text.starts_with(capture) || text.size() < lengths_at) return 0;
  const std::size_t bytes = lengths_at + byte_at(text, segments_at);
  return bytes <= text.size() ? bytes : 0;
}

std::size_t page_bytes(std::string_view text) {
  const std::size_t header = header_bytes(text);
  std::size_t bytes = header;
  for (std::size_t at = lengths_at; at < header; ++at) bytes += byte_at(text, at);
  return bytes <= text.size() ? bytes : 0;
}

// What is no page stands as one part too.
Pages pages_of(std::string_view text) {
  Pages pages;
  while (!text.empty()) {
    std::size_t bytes = page_bytes(text);
    if (bytes == 0) bytes = std::min(text.find(capture, 1), text.size());
    pages.emplace_back(text.substr(0, bytes));
    text.remove_prefix(bytes);
  }
  return pages;
}

void set_checksum(std::string& text) {
  const std::size_t header = header_bytes(text);
  if (header == 0 || page_bytes(text) != text.size()) return;
  auto* const bytes = reinterpret_cast<unsigned char*>(text.data());
  ogg_page page{bytes, static_cast<long>(header), bytes + header,
                static_cast<long>(text.size() - header)};
  ogg_page_checksum_set(&page);
}

// A clock at a border of its range; whoever counts with it can overflow there.
void set_border_granule(std::string& page, Random& random) {
  constexpr std::array<std::uint64_t, 6> borders = {
      0, 1, ~0ULL, ~0ULL >> 1, (~0ULL >> 1) - 48'000, (~0ULL >> 1) + 1};
  const std::uint64_t granule = borders[random.below(borders.size())];
  for (std::size_t at = 0; at < 8; ++at) {
    page[granule_at + at] = static_cast<char>(granule >> (8 * at));
  }
}

// A byte of the header, the clock, a length of a segment, or the packets.
void change(std::string& page, Random& random) {
  const std::size_t header = header_bytes(page);
  const std::uint64_t verb = random.below(5);
  if (header == 0 || verb == 0) {
    if (page.empty()) return;
    page[random.below(page.size())] = static_cast<char>(random.below(256));
  } else if (verb == 1) {
    page[4 + random.below(header - 4)] =
        static_cast<char>(random.below(4) == 0 ? 255 : random.below(12));
  } else if (verb == 2) {
    set_border_granule(page, random);
  } else if (page.size() > header) {
    std::string body = page.substr(header);
    const std::size_t size =
        LLVMFuzzerMutate(reinterpret_cast<std::uint8_t*>(body.data()), body.size(), body.size());
    std::copy_n(body.begin(), size, page.begin() + static_cast<std::ptrdiff_t>(header));
  }
}

void mutate(Pages& pages, Random& random) {
  const auto at = static_cast<std::ptrdiff_t>(random.below(pages.size()));
  std::string& page = pages[static_cast<std::size_t>(at)];
  switch (random.below(8)) {
    case 0: pages.erase(pages.begin() + at); return;
    case 1: {
      std::string copy = page;
      pages.insert(pages.begin() + at, std::move(copy));
      return;
    }
    case 2: std::swap(page, pages[random.below(pages.size())]); return;
    default: change(page, random); set_checksum(page);
  }
}

std::size_t put(const Pages& pages, std::uint8_t* out, std::size_t max_size) {
  const std::string text = std::accumulate(pages.begin(), pages.end(), std::string());
  const std::size_t size = std::min(text.size(), max_size);
  std::copy_n(text.begin(), size, out);
  return size;
}

}  // namespace

std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                    unsigned int seed) {
  Random random(seed);
  Pages pages = pages_of({deadair::fuzz::as_text(data), size});
  if (pages.empty() || random.below(bytes_one_in) == 0) {
    return LLVMFuzzerMutate(data, size, max_size);
  }
  mutate(pages, random);
  // Engines want no empty input: the only page was taken out.
  if (const std::size_t made = put(pages, data, max_size); made > 0) return made;
  return LLVMFuzzerMutate(data, size, max_size);
}

std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* data1, std::size_t size1,
                                      const std::uint8_t* data2, std::size_t size2,
                                      std::uint8_t* out, std::size_t max_out_size,
                                      unsigned int seed) {
  using deadair::fuzz::as_text;
  Random random(seed);
  Pages one = pages_of({as_text(data1), size1});
  const Pages other = pages_of({as_text(data2), size2});
  if (one.empty() || other.empty()) return 0;
  one.resize(1 + random.below(one.size()));
  one.insert(one.end(), other.begin() + static_cast<std::ptrdiff_t>(random.below(other.size())),
             other.end());
  return put(one, out, max_out_size);
}
