// Property: whatever the history of a room, what your client shows of it after
// each batch is something that the judge's model allows. Where the text is silent the model
// allows every reading, so that an open difference is no finding; what your
// view leaves out is not judged.
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/byo/client.h"
#include "fuzz/target.h"
#include "harness/base/check.h"
#include "harness/told/feeding.h"
#include "harness/told/held_against.h"
#include "harness/told/staged.h"

namespace deadair::fuzz {

Outcome run_one(std::string_view input) {
  const Result<std::vector<told::StagedBatch>> history = told::stage_history(input);
  if (!history || history->empty()) return Outcome::rejected;
  const told::Feeding feeding(*history);
  ByoClient client;
  for (std::size_t fed = 0; fed < feeding.bodies().size();) {
    client.feed_batch(json::write(feeding.bodies()[fed++]));
    const std::string difference = told::held_against_model(feeding, fed, client.view());
    DEADAIR_CHECK(difference.empty(), client.name() + ": " + difference);
  }
  return Outcome::accepted;
}

}  // namespace deadair::fuzz
