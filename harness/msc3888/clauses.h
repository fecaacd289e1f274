// The clauses: what deadair holds to be true about a broadcast, each with its level and its source.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace deadair::msc3888 {

// must    the text says so
// should  the text says "should"
// robust  follows from "clients should be robust enough …", from the Matrix spec, or from not
//         being a trap for the user
// open    the text says nothing: recorded and reported, can never fail
enum class Level { must, should, robust, open };

[[nodiscard]] std::string_view name_of(Level level);
[[nodiscard]] std::optional<Level> level_named(std::string_view name);

struct Clause {
  std::string_view id;  // "gap_late"
  Level level = Level::must;
  std::string_view ruling;  // one sentence: what holds
  std::string_view source;  // where the text says it, or why it follows
};

[[nodiscard]] std::span<const Clause> clauses();
[[nodiscard]] const Clause* find_clause(std::string_view id);  // nullptr if there is none

}  // namespace deadair::msc3888
