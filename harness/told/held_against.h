// What a client shows of a history that it was told, held against the judge's model.
#pragma once

#include <string>
#include <vector>

#include "harness/base/json.h"
#include "harness/client/snapshot.h"
#include "harness/told/staged.h"

namespace deadair::told {

// The batches as the contract's `feed` takes them: {"timeline": […], "state": [], "limited":
// false}; a batch that is delivered again stands there twice. However else a batch is delivered, it
// comes in a timeline: who is fed asks for nothing.
[[nodiscard]] std::vector<json::Value> feed_bodies(const std::vector<StagedBatch>& history);

// The first thing in the snapshot that the model does not allow, once all of the history was fed:
// one line for people that names the broadcast and cites the clause. Empty where there is none.
// Where the text is silent the model allows every reading, and what the snapshot leaves out is not
// judged.
[[nodiscard]] std::string held_against_model(const std::vector<StagedBatch>& history,
                                             const client::Snapshot& snapshot);

}  // namespace deadair::told
