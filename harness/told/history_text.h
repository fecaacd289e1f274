// The text of a history: three lines that people and mutators can change.
#pragma once

#include <string>
#include <string_view>

namespace deadair::told {

// A line of shorthand, a line with a letter a batch (how it is delivered), and the name of a
// dialect. Each line may be missing.
struct HistoryText {
  std::string events, deliveries, dialect;
};

// Total: every text means three lines. Here and not in a .cpp, so that what only mutates text links
// nothing else.
[[nodiscard]] inline HistoryText read_history_text(std::string_view input) {
  const auto take_line = [&input] {
    const std::string_view line = input.substr(0, input.find('\n'));
    input.remove_prefix(line.size() == input.size() ? input.size() : line.size() + 1);
    return std::string(line);
  };
  HistoryText text;
  text.events = take_line();
  text.deliveries = take_line();
  text.dialect = take_line();
  return text;
}

[[nodiscard]] inline std::string write_history_text(const HistoryText& text) {
  return text.events + "\n" + text.deliveries + "\n" + text.dialect + "\n";
}

}  // namespace deadair::told
