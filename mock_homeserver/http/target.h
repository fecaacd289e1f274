// The target of a request: path segments and query.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace deadair::http {

struct Target {
  std::vector<std::string> segments;                       // decoded
  std::vector<std::pair<std::string, std::string>> query;  // decoded, in order

  bool operator==(const Target&) const = default;
};

// Splits the path at '/' first and decodes each segment then, so that %2F stays inside its segment.
// "/" and "*" have no segment; "/a/" has two, the second one empty. In the query '+' is a space.
// A '%' that two hexadecimal digits do not follow stands for itself, as on real homeservers.
// Of the absolute form (http://host/path) scheme and host are left out.
[[nodiscard]] Target split_target(std::string_view raw);

// Bytes of a text in which %XX stands for one byte; they may be anything, also NUL.
[[nodiscard]] std::string percent_decoded(std::string_view text, bool plus_is_space);

}  // namespace deadair::http
