// Reading the list of retired ids, and holding scenarios to it.
#include "harness/scenario/retired.h"

#include <algorithm>
#include <cstddef>

#include "harness/scenario/history.h"

namespace deadair::scenario {
namespace {

constexpr std::string_view code = "scenario.retired";

bool is_id(std::string_view text) {
  const auto good = [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '_' ||
           letter == '.';
  };
  const std::size_t dot = text.find('.');
  const bool in_two = dot != std::string_view::npos && dot != 0 && dot + 1 < text.size();
  return in_two && std::all_of(text.begin(), text.end(), good);
}

}  // namespace

Result<RetiredIds> read_retired(std::string_view path, std::string_view text) {
  RetiredIds retired;
  std::size_t number = 0;
  while (!text.empty()) {
    ++number;
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::vector<std::string> words = split_words(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (words.empty() || words.front().starts_with('#')) continue;
    const std::string& id = words.front();
    const std::string place = std::string(path) + ":" + std::to_string(number);
    const bool remark = words.size() == 1 || words[1].starts_with('#');
    if (!is_id(id) || !remark)
      return Error{std::string(code), place, "expected an id, and # before a remark"};
    if (!retired.insert(id).second)
      return Error{std::string(code), place, "the id " + id + " stands there twice"};
  }
  return retired;
}

Status check_retired(const RetiredIds& retired, const Scenario& scenario) {
  if (!retired.contains(scenario.id)) return Done{};
  return Error{std::string(code), scenario.path,
               "the id " + scenario.id + " was retired, and is never used again"};
}

}  // namespace deadair::scenario
