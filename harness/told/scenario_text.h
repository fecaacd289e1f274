// A history as a scenario file.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "harness/base/result.h"
#include "harness/told/history.h"

namespace deadair::told {

// What the file says of itself.
struct Origin {
  std::string id;                    // theme.name
  std::string title;                 // cut to what a title may have
  std::vector<std::string> comment;  // lines
};

// When the listener presses play.
//   afterwards  once all was told: of each broadcast in turn
//   early       as soon as a broadcast is there; what is heard then depends on what comes
enum class Listening { afterwards, early };

struct ScenarioText {
  std::string text;
  std::size_t events = 0;  // that it emits, those of the good broadcast behind it too
};

// Writes the scenario: the events in shorthand, what the judge's model demands at the end, and,
// where that demands no sound, a good broadcast behind it that must be heard. What refers to
// nothing refers to an event that was never sent. The history is relabelled.
// scenario::read_scenario and scenario::lint take what is returned.
// Errors: those of stage; told.scenario (the linter's first complaint: a mistake of ours).
[[nodiscard]] Result<ScenarioText> write_scenario(History history, Listening listening,
                                                  const Origin& origin);

}  // namespace deadair::told
