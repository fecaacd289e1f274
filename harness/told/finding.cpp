// Which input means what.
#include "harness/told/finding.h"

#include <algorithm>
#include <utility>

#include "harness/scenario/shorthand.h"
#include "harness/told/event_history.h"
#include "harness/told/playlist_history.h"

namespace deadair::told {

namespace {

// Whether the place of an error is a column of the first line.
Error on_first_line(Error error) {
  if (error.code == "scenario.shorthand") error.place.insert(0, "1:");
  return error;
}

}  // namespace

std::vector<std::string> finding_targets() {
  return {"byo_event", "byo_history", "history", "playlist"};
}

Result<History> read_finding(std::string_view target, std::string_view input) {
  const std::vector<std::string> known = finding_targets();
  if (std::find(known.begin(), known.end(), target) == known.end())
    return Error{"finding.target", "", "no scenario is made of " + std::string(target)};
  if (input.size() > finding_bytes_max) {
    return Error{"finding.size", "",
                 std::to_string(input.size()) + " bytes; an input has at most " +
                     std::to_string(finding_bytes_max)};
  }
  if (target == "playlist") {
    History history = playlist_history(input);
    if (count_events(history) > 1) return history;
    return Error{"finding.empty", "", "nothing happens in this input"};
  }
  Result<History> history = target == "byo_event" ? event_history(input) : read_history(input);
  if (!history) return on_first_line(history.error());
  if (history->batches.empty()) return Error{"finding.empty", "", "nothing happens in this input"};
  return history;
}

std::string summary(const History& history) {
  std::vector<scenario::Batch> batches;
  for (const Batch& batch : history.batches) batches.push_back(batch.events);
  std::string text = scenario::to_shorthand(batches);
  std::erase_if(text, [](char letter) { return letter == '{' || letter == '}'; });
  return text;
}

}  // namespace deadair::told
