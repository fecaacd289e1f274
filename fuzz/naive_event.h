// The text's two tables once more, read sentence by sentence and as naively as possible: what an
// info or chunk event must be to be accepted, and what must have been decoded then. Shares nothing
// with the decoders but the JSON value.
#pragma once

#include <string>

#include "harness/base/json.h"
#include "harness/msc3888/event.h"

namespace deadair::fuzz {

// The sentence that the event breaks so badly that it cannot mean anything; empty where none.
[[nodiscard]] std::string info_fault(const json::Value& event);
[[nodiscard]] std::string chunk_fault(const json::Value& event);

// The first member of the decoded event that is not what stands in the JSON; empty where all are.
// The event must be without fault.
[[nodiscard]] std::string info_difference(const json::Value& event,
                                          const msc3888::InfoEvent& decoded);
[[nodiscard]] std::string chunk_difference(const json::Value& event,
                                           const msc3888::ChunkEvent& decoded);

}  // namespace deadair::fuzz
