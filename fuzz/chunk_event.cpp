// Property: a chunk event is accepted exactly if a second, naive reading of the text's table finds
// nothing that keeps it from meaning something; what was decoded is what stands there; writing and
// decoding again is a fixed point in each dialect; and telling it otherwise changes nothing.
#include <string>
#include <string_view>

#include "fuzz/naive_event.h"
#include "fuzz/retold.h"
#include "fuzz/target.h"
#include "harness/base/check.h"
#include "harness/msc3888/event.h"

namespace deadair::fuzz {
namespace {

using msc3888::ChunkEvent;

void check_fixed_point(const ChunkEvent& event) {
  for (const msc3888::Dialect dialect : msc3888::all_dialects) {
    const std::string text = json::write(msc3888::encode(event, dialect));
    const Result<json::Value> read = json::read(text);
    DEADAIR_CHECK(read.ok(), text);
    const Result<ChunkEvent> again = msc3888::decode_chunk(*read);
    DEADAIR_CHECK(again.ok(), again.error().text() + " in " + text);
    DEADAIR_CHECK(*again == event, text);
    DEADAIR_CHECK(json::write(msc3888::encode(*again, dialect)) == text, text);
  }
}

void check_retellings(const json::Value& event, const Result<ChunkEvent>& decoded) {
  for (const Retelling& retelling : retellings(event)) {
    const Result<ChunkEvent> again = msc3888::decode_chunk(retelling.event);
    const bool is_same = again.ok() == decoded.ok() && (!again.ok() || *again == *decoded);
    DEADAIR_CHECK(is_same, retelling.how + ": " + json::write(retelling.event));
  }
}

}  // namespace

Outcome run_one(std::string_view input) {
  const Result<ChunkEvent> decoded = msc3888::decode_chunk_text(input);
  json::ReadOptions options;
  options.bytes_max = msc3888::event_bytes_max;
  const Result<json::Value> event = json::read(input, options);
  if (!event) {
    DEADAIR_CHECK(!decoded.ok(), "decoded from what is no JSON");
    return Outcome::rejected;
  }
  const std::string fault = chunk_fault(*event);
  DEADAIR_CHECK(decoded.ok() == fault.empty(),
                decoded.ok() ? fault : decoded.error().text() + " in " + json::write(*event));
  check_retellings(*event, decoded);
  if (!decoded.ok()) return Outcome::rejected;
  const std::string differing = chunk_difference(*event, *decoded);
  DEADAIR_CHECK(differing.empty(), differing);
  check_fixed_point(*decoded);
  return Outcome::accepted;
}

}  // namespace deadair::fuzz
