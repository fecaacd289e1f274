// Looking things up in a request.
#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mock_homeserver/http/server.h"

namespace deadair::http {
namespace {

std::optional<std::string_view> first_of(
    const std::vector<std::pair<std::string, std::string>>& pairs, std::string_view name) {
  const auto found = std::find_if(pairs.begin(), pairs.end(),
                                  [name](const auto& pair) { return pair.first == name; });
  if (found == pairs.end()) return std::nullopt;
  return found->second;
}

}  // namespace

std::optional<std::string_view> Request::header(std::string_view lower_case_name) const {
  return first_of(headers, lower_case_name);
}

std::optional<std::string_view> Request::parameter(std::string_view name) const {
  return first_of(query, name);
}

}  // namespace deadair::http
