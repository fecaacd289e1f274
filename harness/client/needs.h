// Whether a client has what a case needs.
#pragma once

#include <algorithm>
#include <array>
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

}  // namespace deadair::client
