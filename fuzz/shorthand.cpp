// Property: shorthand that was read is the same when it is written and read
// once more; a line of it means a bounded number of events; what is refused
// says at which column.
#include "harness/scenario/shorthand.h"

#include <string>
#include <string_view>
#include <vector>

#include "fuzz/target.h"
#include "harness/base/check.h"
#include "harness/told/history_text.h"

namespace deadair::fuzz {

Outcome run_one(std::string_view input) {
  const std::string line = told::read_history_text(input).events;
  scenario::Labels labels;
  const Result<std::vector<scenario::Batch>> batches = scenario::parse_shorthand(line, labels);
  if (!batches) {
    const Error& error = batches.error();
    DEADAIR_CHECK(error.code == "scenario.shorthand", error.code);
    DEADAIR_CHECK(
        !error.place.empty() && error.place.find_first_not_of("0123456789") == std::string::npos,
        error.place);
    return Outcome::rejected;
  }
  std::size_t events = 0;
  for (const scenario::Batch& batch : *batches) events += batch.size();
  DEADAIR_CHECK(events <= scenario::events_max, std::to_string(events));

  const std::string text = scenario::to_shorthand(*batches);
  scenario::Labels labels_again;
  const Result<std::vector<scenario::Batch>> again = scenario::parse_shorthand(text, labels_again);
  DEADAIR_CHECK(again.ok(), text + ": " + again.error().text());
  DEADAIR_CHECK(*again == *batches, text);
  return Outcome::accepted;
}

}  // namespace deadair::fuzz
