// Where a value of a scenario file stands: turns what is wrong with it into an Error with a place.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "harness/base/json.h"
#include "harness/base/result.h"

namespace deadair::scenario {

// The file that values were read from. Both views live at least as long as this. Without a text (a
// case read from a trace) errors have no place.
struct Source {
  std::string_view path;
  std::string_view text;

  [[nodiscard]] Error error(std::string_view code, const json::Value& at,
                            std::string message) const;
  [[nodiscard]] Error error_at(std::string_view code, std::size_t offset,
                               std::string message) const;
};

// The value as JSON, shortened to what fits a message.
[[nodiscard]] std::string shown(const json::Value& value);

}  // namespace deadair::scenario
