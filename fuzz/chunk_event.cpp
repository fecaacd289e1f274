// Property: a chunk event is accepted exactly if a second, naive reading of the text's table finds
// nothing that keeps it from meaning something; what was decoded is what stands there; writing and
// decoding again is a fixed point in each dialect; and telling it otherwise changes nothing.
#include <string>
#include <string_view>

#include "fuzz/event_property.h"
#include "fuzz/naive_event.h"
#include "fuzz/target.h"
#include "harness/msc3888/event.h"

namespace deadair::fuzz {
namespace {

struct Kind {
  using Event = msc3888::ChunkEvent;

  static Result<Event> decode(const json::Value& event) { return msc3888::decode_chunk(event); }
  static std::string fault(const json::Value& event) { return chunk_fault(event); }
  static std::string difference(const json::Value& event, const Event& decoded) {
    return chunk_difference(event, decoded);
  }
};

}  // namespace

Outcome run_one(std::string_view input) { return check_event<Kind>(input); }

}  // namespace deadair::fuzz
