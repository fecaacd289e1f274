// The folder is the source tree's own, so that an update can be seen and committed.
#include "reports/testing/golden.h"

#include <fmt/format.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

namespace deadair::reports::testing {
namespace {

bool is_set(const char* name) {
  const char* const value = std::getenv(name);
  return value != nullptr && *value != '\0';
}

std::string_view take_line(std::string_view& text) {
  const std::string_view line = text.substr(0, text.find('\n'));
  text.remove_prefix(line.size() == text.size() ? line.size() : line.size() + 1);
  return line;
}

}  // namespace

std::string difference_to_golden(const std::string& name, std::string_view text) {
  const std::string path = std::string(DEADAIR_GOLDEN_FOLDER) + '/' + name;
  if (is_set("DEADAIR_UPDATE_GOLDEN") && !is_set("CI")) {
    std::ofstream(path, std::ios::binary) << text;
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) return path + " cannot be read";
  const std::string golden{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (golden == text) return {};
  std::string_view expected = golden;
  int line = 1;
  while (!expected.empty() && !text.empty()) {
    const std::string_view one = take_line(expected);
    const std::string_view other = take_line(text);
    if (one != other) {
      return fmt::format(
          "{}:{}: expected\n  {}\ngot\n  {}\nIf that is right, run again with "
          "DEADAIR_UPDATE_GOLDEN=1 and look at the difference.",
          name, line, one, other);
    }
    ++line;
  }
  return fmt::format("{}:{}: one of the two ends here", name, line);
}

}  // namespace deadair::reports::testing
