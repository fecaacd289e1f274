// What a run saw, as lines of words.
#include "fuzz/seen_cases.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "harness/base/utf8.h"
#include "harness/msc3888/dialect.h"

namespace deadair::fuzz {
namespace {

constexpr std::size_t lines_max = 64;

std::vector<std::string> words_of(std::string_view line) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at < line.size();) {
    const std::size_t begin = std::min(line.find_first_not_of(' ', at), line.size());
    at = std::min(line.find(' ', begin), line.size());
    if (at > begin) words.emplace_back(line.substr(begin, at - begin));
  }
  return words;
}

bool is_dialect(std::string_view word) {
  return std::any_of(msc3888::all_dialects.begin(), msc3888::all_dialects.end(),
                     [&](msc3888::Dialect one) { return msc3888::name_of(one) == word; });
}

// As schemas/results.schema.json has it: words with dots between them.
bool is_code(std::string_view word) {
  const bool letters = std::all_of(word.begin(), word.end(), [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '_' ||
           letter == '.';
  });
  return letters && word.find('.') != std::string_view::npos && !word.starts_with('.') &&
         !word.ends_with('.') && word.find("..") == std::string_view::npos;
}

}  // namespace

SeenCases read_seen(std::string_view text) {
  SeenCases read;
  std::set<std::pair<std::string, std::string>> keys;
  for (std::size_t left = lines_max; left > 0 && !text.empty(); --left) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    const std::vector<std::string> words = words_of(line);
    if (words.empty() || run::is_glob(words[0]) || valid_utf8(words[0]) != words[0]) continue;
    read.suite_ids.insert(words[0]);
    const std::optional<judge::Kind> kind =
        words.size() < 3 ? std::nullopt : judge::kind_named(words[2]);
    if (!kind || !is_dialect(words[1])) continue;
    const std::string code = words.size() < 4 ? std::string() : words[3];
    if (*kind == judge::Kind::fail && !is_code(code)) continue;
    if (!keys.emplace(words[0], words[1]).second) continue;
    read.seen.push_back({words[0], words[1], *kind, code, "expected 1, got \"2\""});
  }
  return read;
}

}  // namespace deadair::fuzz
