// Text that people write as JSON with comments, read a second time and naively.
#include "fuzz/commented.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace deadair::fuzz {
namespace {

enum class Kind { text, comment, mark, other };

struct Token {
  Kind kind = Kind::other;
  std::size_t begin = 0;
  std::string_view text;
};

std::size_t end_of_text(std::string_view text, std::size_t at) {
  for (++at; at < text.size() && text[at] != '"'; ++at) at += text[at] == '\\' ? 1U : 0U;
  return at + 1;
}

std::size_t end_of(std::string_view text, std::size_t at, std::string_view mark) {
  const std::size_t end = text.find(mark, at);
  return end == std::string_view::npos ? text.size() : end + mark.size();
}

std::vector<Token> tokens_of(std::string_view text) {
  std::vector<Token> tokens;
  for (std::size_t at = 0; at < text.size();) {
    const std::string_view two = text.substr(at, 2);
    Kind kind = Kind::other;
    std::size_t end = at + 1;
    if (text[at] == '"') {
      kind = Kind::text;
      end = end_of_text(text, at);
    } else if (two == "//") {
      kind = Kind::comment;
      end = std::min(text.find('\n', at), text.size());
    } else if (two == "/*") {
      kind = Kind::comment;
      end = end_of(text, at + 2, "*/");
    } else if (std::string_view("{}[],:").find(text[at]) != std::string_view::npos) {
      kind = Kind::mark;
    }
    tokens.push_back({kind, at, text.substr(at, end - at)});
    at = end;
  }
  return tokens;
}

// A number from 1 that begins the text, and the text behind it.
std::optional<std::size_t> take_number(std::string_view& text) {
  if (!text.starts_with(':')) return std::nullopt;
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data() + 1, text.data() + text.size(), number);
  if (error != std::errc() || number == 0) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

}  // namespace

std::string with_comments(std::string_view text) {
  std::string made;
  std::size_t count = 0;
  for (const Token& token : tokens_of(text)) {
    made += token.text;
    if (token.kind != Kind::mark) continue;
    const std::string number = std::to_string(++count);
    made += count % 2 == 0 ? "/* ]},\" " + number + " */" : " // {[\" " + number + "\n";
  }
  return made;
}

std::vector<std::string> comments_in(std::string_view text) {
  std::vector<std::string> comments;
  for (const Token& token : tokens_of(text)) {
    if (token.kind == Kind::comment) comments.emplace_back(token.text);
  }
  return comments;
}

std::string_view value_at(std::string_view text, std::size_t begin) {
  int depth = 0;
  for (const Token& token : tokens_of(text.substr(begin))) {
    if (token.kind != Kind::mark) continue;
    if (token.text == "{" || token.text == "[") ++depth;
    if (token.text == "}" || token.text == "]") --depth;
    if (depth == 0) return text.substr(begin, token.begin + 1);
  }
  return text.substr(begin);
}

bool names_place_in(std::string_view place, std::string_view text) {
  const std::optional<std::size_t> line = take_number(place);
  const std::optional<std::size_t> column = take_number(place);
  if (!line || !column || !place.empty()) return false;
  for (std::size_t left = *line; left > 1; --left) {
    const std::size_t feed = text.find('\n');
    if (feed == std::string_view::npos) return false;
    text.remove_prefix(feed + 1);
  }
  return *column <= std::min(text.find('\n'), text.size()) + 1;
}

}  // namespace deadair::fuzz
