// The target of a request: path segments and query.
#include "mock_homeserver/http/target.h"

#include <cstddef>
#include <optional>

namespace deadair::http {
namespace {

std::optional<int> hex_digit(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
  return std::nullopt;
}

std::optional<char> escaped_byte(std::string_view text, std::size_t percent) {
  if (percent + 2 >= text.size()) return std::nullopt;
  const std::optional<int> high = hex_digit(text[percent + 1]);
  const std::optional<int> low = hex_digit(text[percent + 2]);
  if (!high || !low) return std::nullopt;
  return static_cast<char>(static_cast<unsigned char>(*high * 16 + *low));
}

// Everything before the mark; the text is left with what follows it, or empty.
std::string_view cut_piece(std::string_view& text, char mark) {
  const std::size_t end = text.find(mark);
  const std::string_view piece = text.substr(0, end);
  text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  return piece;
}

std::string_view without_authority(std::string_view raw) {
  const std::size_t scheme = raw.find("://");
  if (raw.starts_with('/') || scheme == std::string_view::npos) return raw;
  const std::size_t path = raw.find_first_of("/?", scheme + 3);
  return path == std::string_view::npos ? std::string_view() : raw.substr(path);
}

}  // namespace

std::string percent_decoded(std::string_view text, bool plus_is_space) {
  std::string bytes;
  bytes.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char here = text[at];
    const std::optional<char> byte = here == '%' ? escaped_byte(text, at) : std::nullopt;
    if (byte) {
      bytes.push_back(*byte);
      at += 2;
    } else {
      bytes.push_back(here == '+' && plus_is_space ? ' ' : here);
    }
  }
  return bytes;
}

Target split_target(std::string_view raw) {
  Target target;
  std::string_view query = without_authority(raw);
  std::string_view path = cut_piece(query, '?');
  if (path.starts_with('/')) {
    path.remove_prefix(1);
    bool more = !path.empty();
    while (more) {
      more = path.find('/') != std::string_view::npos;
      target.segments.push_back(percent_decoded(cut_piece(path, '/'), false));
    }
  }
  while (!query.empty()) {
    std::string_view value = cut_piece(query, '&');
    if (value.empty()) continue;
    const std::string_view name = cut_piece(value, '=');
    target.query.emplace_back(percent_decoded(name, true), percent_decoded(value, true));
  }
  return target;
}

}  // namespace deadair::http
