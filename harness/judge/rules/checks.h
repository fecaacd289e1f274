// One check of an expectation: what was seen, and whether that is what is allowed.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/json.h"
#include "harness/judge/timeline.h"

namespace deadair::judge::rules {

// Where a check looks: one observation, and the broadcast that the expectation is about.
struct CheckPoint {
  const Timeline& timeline;
  const Look& look;                   // its snapshot can be read
  const client::BroadcastView* view;  // nullptr where the client does not list the broadcast
  std::string broadcast_id;
  std::size_t at = 0;  // the position of the observation
};

// The reports of the contract that a check needs, if any: "heard", "position" …
[[nodiscard]] std::vector<std::string_view> reports_for(std::string_view check);

// Whether the client declined the last wish of that verb before the observation.
[[nodiscard]] bool declined(std::string_view verb, const CheckPoint& point);

// Whether what was seen is this value (its form has been checked by the scenario's reader).
[[nodiscard]] bool holds(std::string_view check, const json::Value& is, const CheckPoint& point);

// What was seen, and what would have been right, as people read it.
[[nodiscard]] std::string seen_text(std::string_view check, const json::Value& is,
                                    const CheckPoint& point);
[[nodiscard]] std::string wanted_text(std::string_view check, const json::Value& is);

}  // namespace deadair::judge::rules
