// Command lines of black boxes: words, and what is filled in.
#include <algorithm>
#include <array>
#include <optional>

#include "harness/client/black_box.h"

namespace deadair::client {
namespace {

struct Placeholder {
  std::string_view name;
  std::string_view group;  // the object of `open` that holds it; empty: it is the broadcast
};
constexpr std::array<Placeholder, 7> placeholders{{
    {"base_url", "homeserver"},
    {"user_id", "user"},
    {"access_token", "user"},
    {"device_id", "user"},
    {"password", "user"},
    {"room_id", "room"},
    {"broadcast", ""},
}};

Error wrong(std::string message) { return {"black_box.command", "", std::move(message)}; }

const Placeholder* placeholder_named(std::string_view name) {
  const auto* const found = std::find_if(placeholders.begin(), placeholders.end(),
                                         [&](const Placeholder& one) { return one.name == name; });
  return found == placeholders.end() ? nullptr : found;
}

// What stands at the beginning of the text in braces, if it could be a placeholder.
std::optional<std::string_view> name_in_braces(std::string_view text) {
  if (!text.starts_with('{')) return std::nullopt;
  const std::size_t end = text.find_first_not_of("abcdefghijklmnopqrstuvwxyz_", 1);
  if (end == std::string_view::npos || end == 1 || text[end] != '}') return std::nullopt;
  return text.substr(1, end - 1);
}

std::string filled(std::string_view word, const json::Value& open_params,
                   std::string_view broadcast) {
  std::string text;
  while (!word.empty()) {
    const std::optional<std::string_view> name = name_in_braces(word);
    const Placeholder* const placeholder = name ? placeholder_named(*name) : nullptr;
    if (placeholder == nullptr) {
      text += word.front();
      word.remove_prefix(1);
      continue;
    }
    const json::Value* const value =
        placeholder->group.empty() ? nullptr : open_params.find({placeholder->group, *name});
    text += value == nullptr ? broadcast : std::string_view(value->text());
    word.remove_prefix(name->size() + 2);
  }
  return text;
}

}  // namespace

Result<std::vector<std::string>> split_command(std::string_view text) {
  std::vector<std::string> words;
  bool in_word = false;
  char quote = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char letter = text[at];
    const bool blank = letter == ' ' || letter == '\t' || letter == '\n';
    if (quote == 0 && blank) {
      in_word = false;
      continue;
    }
    if (!in_word) words.emplace_back();
    in_word = true;
    if (letter == '\\' && quote != '\'') {
      if (++at == text.size()) return wrong("the last backslash stands before nothing");
      words.back() += text[at];
    } else if (letter == quote) {
      quote = 0;
    } else if (quote == 0 && (letter == '\'' || letter == '"')) {
      quote = letter;
    } else {
      words.back() += letter;
    }
  }
  if (quote != 0) return wrong(std::string("the last ") + quote + " is not closed");
  if (words.empty() || words.front().empty()) return wrong("no program is named");
  return words;
}

Status check_placeholders(const std::vector<std::string>& command) {
  for (const std::string& word : command) {
    for (std::size_t at = word.find('{'); at != std::string::npos; at = word.find('{', at + 1)) {
      const auto name = name_in_braces(std::string_view(word).substr(at));
      if (!name || placeholder_named(*name) != nullptr) continue;
      std::string known;
      for (const Placeholder& one : placeholders) known += " {" + std::string(one.name) + "}";
      return wrong("{" + std::string(*name) + "} is not known; there are" + known);
    }
  }
  return Done{};
}

std::vector<std::string> filled_command(const std::vector<std::string>& command,
                                        const json::Value& open_params,
                                        std::string_view broadcast) {
  std::vector<std::string> words;
  words.reserve(command.size());
  for (const std::string& word : command) words.push_back(filled(word, open_params, broadcast));
  return words;
}

}  // namespace deadair::client
