// Ogg/Opus read a second time, without decoding anything.
#include "fuzz/naive_ogg.h"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace deadair::fuzz {
namespace {

constexpr std::size_t header_bytes = 27;
constexpr std::size_t frame_bytes_max = 1275;
constexpr std::int64_t packet_samples_max = 5760;
constexpr std::uint8_t first_page = 2;
constexpr std::uint8_t last_page = 4;

// A number of so many bytes, the lowest first.
std::uint64_t number_at(std::string_view bytes, std::size_t at, std::size_t size) {
  std::uint64_t number = 0;
  for (std::size_t i = size; i-- > 0;) {
    number = number << 8U | static_cast<unsigned char>(bytes[at + i]);
  }
  return number;
}

// The polynomial 0x04c11db7, bit by bit; the checksum's own place counts as zeros.
std::uint32_t checksum_of(std::string_view page) {
  std::uint32_t sum = 0;
  for (std::size_t at = 0; at < page.size(); ++at) {
    const bool own = at >= 22 && at < 26;
    sum ^= own ? 0U : std::uint32_t{static_cast<unsigned char>(page[at])} << 24U;
    for (int bit = 0; bit < 8; ++bit) {
      sum = (sum & 0x80000000U) != 0 ? sum << 1U ^ 0x04C11DB7U : sum << 1U;
    }
  }
  return sum;
}

struct Page {
  std::uint8_t flags = 0;
  std::int64_t granule = 0;
  std::uint64_t serial = 0, number = 0;
  std::string_view bytes;
  std::vector<std::string_view> packets;  // all whole
};

// Takes a page off the front; nothing where there is none, or a packet goes on behind it.
std::optional<Page> take_page(std::string_view& bytes) {
  if (!bytes.starts_with(std::string_view("OggS\0", 5)) || bytes.size() < header_bytes) return {};
  const std::size_t segments = number_at(bytes, 26, 1);
  std::size_t at = header_bytes + segments;
  if (segments == 0 || at > bytes.size()) return {};
  Page page;
  std::size_t size = 0;
  for (std::size_t segment = 0; segment < segments; ++segment) {
    const std::size_t length = number_at(bytes, header_bytes + segment, 1);
    size += length;
    if (length == 255) continue;
    if (at + size > bytes.size()) return {};
    page.packets.push_back(bytes.substr(at, size));
    at += size;
    size = 0;
  }
  if (number_at(bytes, header_bytes + segments - 1, 1) == 255) return {};
  page.flags = static_cast<std::uint8_t>(number_at(bytes, 5, 1));
  page.granule = static_cast<std::int64_t>(number_at(bytes, 6, 8));
  page.serial = number_at(bytes, 14, 4);
  page.number = number_at(bytes, 18, 4);
  page.bytes = bytes.substr(0, at);
  bytes.remove_prefix(at);
  return page;
}

// Last of all, since it takes the longest.
bool has_right_checksum(const Page& page) {
  return number_at(page.bytes, 22, 4) == checksum_of(page.bytes);
}

// Samples of a packet of one frame or of two that are equally long.
std::optional<std::int64_t> samples_of(std::string_view packet) {
  if (packet.empty()) return {};
  const std::uint64_t toc = number_at(packet, 0, 1);
  const std::uint64_t config = toc >> 3U;
  const std::uint64_t frames = (toc & 3U) + 1;
  const std::size_t bytes = packet.size() - 1;
  if (frames > 2 || bytes % frames != 0 || bytes / frames > frame_bytes_max) return {};
  constexpr std::int64_t silk[] = {480, 960, 1920, 2880};
  constexpr std::int64_t celt[] = {120, 240, 480, 960};
  const std::int64_t frame = config < 12   ? silk[config & 3U]
                             : config < 16 ? silk[config & 1U]
                                           : celt[config & 3U];
  const std::int64_t samples = frame * static_cast<std::int64_t>(frames);
  return samples <= packet_samples_max ? std::optional(samples) : std::nullopt;
}

// How many samples at the beginning are not meant to be heard.
std::optional<std::int64_t> preskip_of(const Page& page) {
  if (page.flags != first_page || page.granule != 0 || page.packets.size() != 1) return {};
  const std::string_view head = page.packets.front();
  if (!head.starts_with("OpusHead") || head.size() != 19) return {};
  const std::uint64_t channels = number_at(head, 9, 1);
  const bool plain =
      number_at(head, 8, 1) == 1 && (channels == 1 || channels == 2) && number_at(head, 18, 1) == 0;
  return plain ? std::optional(static_cast<std::int64_t>(number_at(head, 10, 2))) : std::nullopt;
}

// "OpusTags", the vendor's name and as many comments as are told, each behind its length.
bool are_tags(std::string_view packet) {
  if (!packet.starts_with("OpusTags")) return false;
  packet.remove_prefix(8);
  const auto take = [&](std::uint64_t size) {
    if (size > packet.size()) return false;
    packet.remove_prefix(size);
    return true;
  };
  const auto take_number = [&]() -> std::optional<std::uint64_t> {
    if (packet.size() < 4) return {};
    const std::uint64_t number = number_at(packet, 0, 4);
    packet.remove_prefix(4);
    return number;
  };
  const std::optional<std::uint64_t> vendor = take_number();
  if (!vendor || !take(*vendor)) return false;
  const std::optional<std::uint64_t> comments = take_number();
  for (std::uint64_t left = comments.value_or(0); left > 0; --left) {
    const std::optional<std::uint64_t> comment = take_number();
    if (!comment || !take(*comment)) return false;
  }
  return comments.has_value();
}

std::optional<std::int64_t> samples_in(const Page& page) {
  std::int64_t total = 0;
  for (const std::string_view packet : page.packets) {
    const std::optional<std::int64_t> samples = samples_of(packet);
    if (!samples) return {};
    total += *samples;
  }
  return total;
}

}  // namespace

std::optional<std::int64_t> naive_page_samples(std::string_view bytes) {
  const std::optional<Page> page = take_page(bytes);
  return page && bytes.empty() ? samples_in(*page) : std::nullopt;
}

std::optional<NaiveSound> naive_sound(std::string_view bytes) {
  const std::optional<Page> head = take_page(bytes);
  const std::int64_t preskip = head ? preskip_of(*head).value_or(-1) : -1;
  const std::optional<Page> tags = take_page(bytes);
  if (preskip < 0 || !tags || tags->packets.size() != 1 || tags->flags != 0 || tags->granule != 0) {
    return {};
  }
  if (!are_tags(tags->packets.front()) || tags->serial != head->serial || head->number != 0 ||
      tags->number != 1) {
    return {};
  }
  std::vector<Page> pages = {*head, *tags};
  std::int64_t total = 0;
  std::int64_t clock = 0;
  std::uint64_t number = 1;
  while (!bytes.empty()) {
    const std::optional<Page> page = take_page(bytes);
    if (!page || page->serial != head->serial) return {};
    if (page->number != ++number || page->flags != (bytes.empty() ? last_page : 0)) return {};
    const std::optional<std::int64_t> samples = samples_in(*page);
    if (!samples) return {};
    total += *samples;
    const bool fits =
        bytes.empty() ? page->granule > clock && page->granule <= total : page->granule == total;
    if (!fits) return {};
    clock = page->granule;
    pages.push_back(*page);
  }
  if (clock <= preskip || !std::all_of(pages.begin(), pages.end(), has_right_checksum)) return {};
  return NaiveSound{clock - preskip, (number == 2 ? total : clock) - preskip};
}

}  // namespace deadair::fuzz
