// Stages every batch on a quiet scene.
#include "harness/run/rehearsal.h"

#include <string>

#include "harness/base/random.h"
#include "harness/run/director.h"
#include "harness/run/quiet_scene.h"
#include "harness/scenario/source.h"

namespace deadair::run {

Status rehearse(const scenario::Scenario& file, const scenario::Case& made) {
  const scenario::Source source{file.path, file.text};
  QuietScene scene;
  Director director(scene, msc3888::Dialect::stable, Random(1));
  for (const scenario::Step& step : made.steps) {
    for (const scenario::Batch& batch : step.batches) {
      const Result<std::vector<RoomEvent>> events = director.stage_batch(batch);
      if (events) continue;
      const Error& error = events.error();
      const std::string where =
          made.parameters.empty() ? error.place : error.place + " of " + made.id;
      return source.error(error.code, step.source, "event " + where + ": " + error.message);
    }
  }
  return Done{};
}

}  // namespace deadair::run
