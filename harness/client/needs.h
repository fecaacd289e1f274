// Whether a client has what a case needs.
#pragma once

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>

#include "harness/client/snapshot.h"

namespace deadair::client {

// `need` is a feature or a report. A black box reports nothing and is played all the same: that it
// lives and syncs is seen without.
[[nodiscard]] inline bool meets(const Hello& hello, std::string_view need) {
  constexpr std::array<std::string_view, 10> reports{"state",  "live",         "chunks",   "heard",
                                                     "player", "position",     "duration", "error",
                                                     "tiles",  "notifications"};
  if (hello.has(need)) return true;
  return hello.depths.contains("black_box") &&
         std::find(reports.begin(), reports.end(), need) != reports.end();
}

// What a case asks for and the client has not declared; empty where it has all. Such a case is not
// played, and its verdict says what is missing.
[[nodiscard]] inline std::string unmet_need(const Hello& hello, const std::string& role,
                                            const std::string& dialect,
                                            std::span<const std::string> needs) {
  if (!hello.roles.contains(role)) return "role " + role;
  if (!hello.dialects.contains(dialect)) return "dialect " + dialect;
  if (!hello.depths.contains("client")) return "depth client";
  for (const std::string& need : needs) {
    if (!meets(hello, need)) return need;
  }
  return {};
}

}  // namespace deadair::client
