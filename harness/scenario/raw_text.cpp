// Raw text from its pieces.
#include "harness/scenario/raw_text.h"

#include <charconv>
#include <string_view>

namespace deadair::scenario {
namespace {

constexpr std::string_view code = "scenario.step";

bool append_bytes(std::string& text, std::string_view digits) {
  std::string packed;
  for (const char digit : digits) {
    if (digit != ' ') packed += digit;
  }
  if (packed.empty() || packed.size() % 2 != 0) return false;
  for (std::size_t at = 0; at < packed.size(); at += 2) {
    unsigned byte = 0;
    const char* const end = packed.data() + at + 2;
    const auto read = std::from_chars(packed.data() + at, end, byte, 16);
    if (read.ec != std::errc() || read.ptr != end) return false;
    text += static_cast<char>(byte);
  }
  return true;
}

// False for what is no piece.
bool append_piece(std::string& text, const json::Value& piece) {
  if (piece.is_string()) {
    text += piece.text();
    return true;
  }
  if (piece.members().size() == 1) return append_bytes(text, piece.string_at("bytes"));
  const std::string_view repeated = piece.string_at("repeat");
  const std::int64_t times = piece.integer_at("times", 0);
  if (piece.members().size() != 2 || repeated.empty() || times < 1) return false;
  const auto count = static_cast<std::size_t>(times);
  if (count > raw_bytes_max / repeated.size()) return false;
  for (std::size_t turn = 0; turn < count; ++turn) text += repeated;
  return true;
}

// From pieces, or as it stands.
Result<std::string> whole_text(const Source& source, const json::Value& value) {
  if (value.is_string() && value.text().size() <= raw_bytes_max) return value.text();
  if (value.is_string()) {
    return source.error(code, value,
                        "raw text is at most " + std::to_string(raw_bytes_max) + " bytes");
  }
  std::string text;
  if (!value.is_array())
    return source.error(code, value, "expected JSON text in a string, or a list of pieces of it");
  for (const json::Value& piece : value.items()) {
    if (!append_piece(text, piece) || text.size() > raw_bytes_max) {
      return source.error(code, piece,
                          "a piece of raw text is a string, {\"repeat\": …, \"times\": …} or "
                          "{\"bytes\": …}, and all of them are at most " +
                              std::to_string(raw_bytes_max) + " bytes");
    }
  }
  return text;
}

}  // namespace

Result<std::string> raw_text(const Source& source, const json::Value& value) {
  Result<std::string> text = whole_text(source, value);
  if (!text || json::is_one_value(*text)) return text;
  return source.error(code, value,
                      "no JSON value: no client could read the answer around it; for that there is "
                      "the fault sync.bad_json");
}

}  // namespace deadair::scenario
