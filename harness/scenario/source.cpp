// Errors that name file, line and column.
#include "harness/scenario/source.h"

#include <utility>

namespace deadair::scenario {

Error Source::error_at(std::string_view code, std::size_t offset, std::string message) const {
  std::string place;
  if (!text.empty()) place = std::string(path) + ":" + json::line_and_column(text, offset);
  return Error{std::string(code), std::move(place), std::move(message)};
}

Error Source::error(std::string_view code, const json::Value& at, std::string message) const {
  return error_at(code, at.offset(), std::move(message));
}

std::string shown(const json::Value& value) {
  constexpr std::size_t shown_max = 60;
  std::string text = json::write(value);
  if (text.size() <= shown_max) return text;
  std::size_t cut = shown_max;
  // Not within a character of several bytes.
  while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0U) == 0x80U) --cut;
  return text.substr(0, cut) + "…";
}

}  // namespace deadair::scenario
