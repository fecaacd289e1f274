// What a client shows of a history that it was told, held against the judge's model.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "harness/client/snapshot.h"
#include "harness/told/feeding.h"
#include "harness/told/staged.h"

namespace deadair::told {

// The first thing in the snapshot that the model does not allow once so many bodies were fed: one
// line for people that names the broadcast and cites the clause. Empty where there is none. Where
// the text is silent, or the client was not told of an event, the model allows every reading, and
// what the snapshot leaves out is not judged.
[[nodiscard]] std::string held_against_model(const Feeding& feeding, std::size_t fed,
                                             const client::Snapshot& snapshot);

// The same once all was fed.
[[nodiscard]] std::string held_against_model(const std::vector<StagedBatch>& history,
                                             const client::Snapshot& snapshot);

}  // namespace deadair::told
