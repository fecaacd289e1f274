// The mutator of targets that read Ogg: whole pages are changed, dropped, doubled, swapped and cut
// in two, and each gets its checksum anew, since readers pass over pages whose checksum is wrong.
// Every other time the pages then are numbered and get a clock that agrees with their packets,
// since most of what sounds is such a file. At times bytes. Linked into each of them.
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
#include "fuzz/naive_ogg.h"
#include "harness/base/random.h"

namespace {

using deadair::Random;
using Pages = std::vector<std::string>;

constexpr std::uint64_t bytes_one_in = 16;
// Source: RFC 3533, section 6: capture pattern, version, flags, granule position, serial number,
// sequence, checksum, number of segments, and as many lengths.
constexpr std::string_view capture = "OggS";
constexpr std::size_t flags_at = 5;
constexpr std::size_t granule_at = 6;
constexpr std::size_t serial_at = 14;
constexpr std::size_t number_at = 18;
constexpr std::size_t segments_at = 26;
constexpr std::size_t lengths_at = 27;
constexpr std::size_t first_page_of_sound = 2;  // behind the head and the tags

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

bool is_page(std::string_view text) {
  return header_bytes(text) != 0 && page_bytes(text) == text.size();
}

void set_number(std::string& page, std::size_t at, std::size_t bytes, std::uint64_t number) {
  for (std::size_t i = 0; i < bytes; ++i) {
    page[at + i] = static_cast<char>(number >> (8 * i));
  }
}

void set_checksum(std::string& text) {
  if (!is_page(text)) return;
  const std::size_t header = header_bytes(text);
  auto* const bytes = reinterpret_cast<unsigned char*>(text.data());
  ogg_page page{bytes, static_cast<long>(header), bytes + header,
                static_cast<long>(text.size() - header)};
  ogg_page_checksum_set(&page);
}

// A clock at a border of its range; whoever counts with it can overflow there.
void set_border_granule(std::string& page, Random& random) {
  constexpr std::array<std::uint64_t, 6> borders = {
      0, 1, ~0ULL, ~0ULL >> 1, (~0ULL >> 1) - 48'000, (~0ULL >> 1) + 1};
  set_number(page, granule_at, 8, borders[random.below(borders.size())]);
}

// Of one packet of sound how long it is and how many frames it has: one or two.
void set_length_of_a_packet(std::string& page, Random& random) {
  const std::size_t header = header_bytes(page);
  std::vector<std::size_t> begins;
  bool begins_here = true;
  std::size_t at = header;
  for (std::size_t i = lengths_at; i < header; ++i) {
    const std::size_t length = byte_at(page, i);
    if (begins_here && length > 0 && at < page.size()) begins.push_back(at);
    begins_here = length < 255;
    at += length;
  }
  if (begins.empty()) return;
  const std::uint64_t drawn = random.below(256);
  page[begins[random.below(begins.size())]] = static_cast<char>(drawn & ~std::uint64_t{2});
}

// Behind a packet that ends within the page, if one does.
void cut_in_two(Pages& pages, std::size_t which, Random& random) {
  const std::string page = pages[which];
  const std::size_t header = header_bytes(page);
  if (!is_page(page) || header < lengths_at + 2) return;
  const std::size_t segments = header - lengths_at;
  const std::size_t first = 1 + random.below(segments - 1);
  if (byte_at(page, lengths_at + first - 1) == 255) return;
  std::size_t cut = header;
  for (std::size_t i = 0; i < first; ++i) cut += byte_at(page, lengths_at + i);
  const auto part = [&](std::size_t from, std::size_t count, const std::string& packets) {
    std::string text = page.substr(0, lengths_at) + page.substr(lengths_at + from, count) + packets;
    text[segments_at] = static_cast<char>(count);
    set_checksum(text);
    return text;
  };
  pages[which] = part(0, first, page.substr(header, cut - header));
  pages.insert(pages.begin() + static_cast<std::ptrdiff_t>(which) + 1,
               part(first, segments - first, page.substr(cut)));
}

// One stream, page behind page, on a clock that counts the packets; at times trimmed at the end.
void put_in_order(Pages& pages, Random& random) {
  std::uint64_t clock = 0;
  for (std::size_t i = 0; i < pages.size(); ++i) {
    std::string& page = pages[i];
    if (!is_page(page)) continue;
    const bool last = i + 1 == pages.size();
    const auto here = static_cast<std::uint64_t>(
        i < first_page_of_sound ? 0 : deadair::fuzz::naive_page_samples(page).value_or(0));
    clock += here;
    const std::uint64_t trimmed = last && here > 0 && random.below(3) == 0 ? random.below(here) : 0;
    set_number(page, flags_at, 1, i == 0 ? 2 : last ? 4 : 0);
    set_number(page, granule_at, 8, clock - trimmed);
    if (is_page(pages.front())) page.replace(serial_at, 4, pages.front(), serial_at, 4);
    set_number(page, number_at, 4, i);
    set_checksum(page);
  }
}

// A byte of the header, the clock, a length of a segment or of a packet, or the packets.
void change(std::string& page, Random& random) {
  const std::size_t header = header_bytes(page);
  const std::uint64_t verb = random.below(7);
  if (header == 0 || verb == 0) {
    if (page.empty()) return;
    page[random.below(page.size())] = static_cast<char>(random.below(256));
  } else if (verb == 1) {
    page[4 + random.below(header - 4)] =
        static_cast<char>(random.below(4) == 0 ? 255 : random.below(12));
  } else if (verb == 2) {
    set_border_granule(page, random);
  } else if (verb <= 4) {
    set_length_of_a_packet(page, random);
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
  switch (random.below(9)) {
    case 0: pages.erase(pages.begin() + at); return;
    case 1: {
      std::string copy = page;
      pages.insert(pages.begin() + at, std::move(copy));
      return;
    }
    case 2: std::swap(page, pages[random.below(pages.size())]); return;
    case 3: cut_in_two(pages, static_cast<std::size_t>(at), random); return;
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
  if (random.below(2) == 0) put_in_order(pages, random);
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
  if (random.below(2) == 0) put_in_order(one, random);
  return put(one, out, max_out_size);
}
