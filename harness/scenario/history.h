// Histories: the words that a generator puts into other orders, batches and deliveries.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/result.h"
#include "harness/scenario/scenario.h"
#include "harness/scenario/shorthand.h"
#include "harness/scenario/source.h"

namespace deadair::scenario {

// One word of the shorthand, which stands for one event.
struct Word {
  std::string text;  // "P(2)", "B:c1@S2"
  EventSpec event;   // with the label that the word has in its history
};

struct History {
  std::string name;                        // as the item says; empty where it says none
  std::vector<std::vector<Word>> streams;  // one, or several that "/" parts
  json::Value carried;                     // an object: the item's other members

  [[nodiscard]] const std::vector<Word>& words() const { return streams.front(); }
};

// Reads "S c1 X(1)" or {"name": …, "words": "S c1 X(1)", …}. Error scenario.parameter.
[[nodiscard]] Result<History> read_history(const Source& source, const json::Value& item);

// The word as it stands in an id: "P(2)" is P2, "c2'" is c2.2, "B:c1@S2" is Bc1.S2.
[[nodiscard]] std::string name_of_word(std::string_view text);

// The texts in a row, with something between them.
[[nodiscard]] std::string joined(const std::vector<std::string>& texts, std::string_view between);

// "c1 c2 P(2)" cut at blanks.
[[nodiscard]] std::vector<std::string> split_words(std::string_view text);

}  // namespace deadair::scenario
