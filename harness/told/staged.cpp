// From a history's words to room events.
#include "harness/told/staged.h"

#include <utility>

#include "harness/base/random.h"
#include "harness/run/director.h"
#include "harness/run/quiet_scene.h"

namespace deadair::told {

Result<std::vector<StagedBatch>> stage(const History& history) {
  run::QuietScene scene;
  run::Director director(scene, history.dialect, Random(1));
  std::vector<StagedBatch> staged;
  for (const Batch& batch : history.batches) {
    Result<std::vector<run::RoomEvent>> events = director.stage_batch(batch.events);
    if (!events) return events.error();
    StagedBatch made;
    made.delivery = batch.delivery;
    for (std::size_t i = 0; i < batch.events.size(); ++i) {
      made.events.push_back({batch.events[i], std::move((*events)[i].event)});
    }
    staged.push_back(std::move(made));
  }
  return staged;
}

Result<std::vector<StagedBatch>> stage_history(std::string_view input) {
  const Result<History> history = read_history(input);
  if (!history) return history.error();
  return stage(*history);
}

}  // namespace deadair::told
