// Reading histories word by word, so that each has its event and its label.
#include "harness/scenario/history.h"

#include <optional>
#include <utility>

namespace deadair::scenario {
namespace {

constexpr std::string_view code = "scenario.parameter";

Result<Word> read_word(const Source& source, const json::Value& at, const std::string& text,
                       Labels& labels) {
  Result<std::vector<std::optional<EventSpec>>> events = parse_words(text, labels);
  if (!events) return source.error(code, at, events.error().message);
  if (events->size() != 1 || !events->front())
    return source.error(code, at, "each word of a history is one event; there stands " + text);
  return Word{text, *std::move(events->front())};
}

}  // namespace

std::vector<std::string> split_words(std::string_view text) {
  std::vector<std::string> words;
  while (true) {
    const std::size_t from = text.find_first_not_of(" \t\r\n");
    if (from == std::string_view::npos) return words;
    text.remove_prefix(from);
    words.emplace_back(text.substr(0, text.find_first_of(" \t\r\n")));
    text.remove_prefix(words.back().size());
  }
}

std::string joined(const std::vector<std::string>& texts, std::string_view between) {
  std::string text;
  for (const std::string& one : texts) {
    if (&one != &texts.front()) text.append(between);
    text.append(one);
  }
  return text;
}

std::string name_of_word(std::string_view text) {
  std::string name;
  for (const char letter : text) {
    switch (letter) {
      case '(':
      case ')':
      case ':': break;
      case '\'': name += ".2"; break;
      case '@': name += '.'; break;
      case '-': name += "none"; break;
      default: name += letter;
    }
  }
  return name;
}

Result<History> read_history(const Source& source, const json::Value& item) {
  History history;
  history.carried = json::Value::object();
  const json::Value* words = &item;
  if (item.is_object()) {
    words = item.find("words");
    const json::Value* const name = item.find("name");
    if (name != nullptr && !name->is_string())
      return source.error(code, *name, "a history's name is a word");
    history.name = item.string_at("name");
    for (const json::Member& member : item.members()) {
      if (member.key != "name" && member.key != "words")
        history.carried.add(member.key, member.value);
    }
  }
  if (words == nullptr || !words->is_string())
    return source.error(code, item, "a history is shorthand, or an object with its \"words\"");
  Labels labels;
  history.streams.emplace_back();
  for (const std::string& text : split_words(words->text())) {
    if (text == "/") {
      history.streams.emplace_back();
      continue;
    }
    Result<Word> word = read_word(source, *words, text, labels);
    if (!word) return word.error();
    history.streams.back().push_back(std::move(word).value());
  }
  for (const std::vector<Word>& stream : history.streams) {
    if (stream.empty()) return source.error(code, *words, "a history without a word");
  }
  return history;
}

}  // namespace deadair::scenario
