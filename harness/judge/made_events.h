// Room events for tests, from the words of a scenario.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/base/json.h"
#include "harness/scenario/shorthand.h"

namespace deadair::judge {

// JSON that a test has written; it must be readable.
[[nodiscard]] json::Value parsed(std::string_view text);

// Objects are merged member by member, everything else is replaced.
void lay_over(json::Value& base, const json::Value& top);

// The user of a letter: A the broadcaster, B another member, L the listener.
[[nodiscard]] std::string user_of(char sender);

// The value of an `emit` step: shorthand, or an array in the long form.
[[nodiscard]] json::Value emit_value(std::string_view emit);

// An event with its label. The event ID is "$" and the label: "$S", "$c1", "$c3'".
struct MadeEvent {
  std::string label;
  json::Value event;
};

// The events of an `emit`, in the stable dialect.
[[nodiscard]] std::vector<MadeEvent> events_of(std::string_view emit, scenario::Labels& labels);
[[nodiscard]] std::vector<MadeEvent> events_of(std::string_view emit);

}  // namespace deadair::judge
