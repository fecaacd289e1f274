// What the targets of single events hold an event to.
#pragma once

#include <string>
#include <string_view>

#include "fuzz/retold.h"
#include "fuzz/target.h"
#include "harness/base/check.h"
#include "harness/msc3888/event.h"

namespace deadair::fuzz {

// Writing and decoding again is a fixed point in each dialect. Kind: one kind of event, as
// check_event takes it. All but the writing of text is done in each.
template <class Kind>
void check_fixed_point(const typename Kind::Event& event) {
  for (const msc3888::Dialect dialect : msc3888::all_dialects) {
    const json::Value encoded = msc3888::encode(event, dialect);
    const Result<typename Kind::Event> again = Kind::decode(encoded);
    DEADAIR_CHECK(again.ok(), again.error().text() + " in " + json::write(encoded));
    DEADAIR_CHECK(*again == event, json::write(encoded));
    if (dialect != msc3888::Dialect::stable) continue;
    const std::string text = json::write(encoded);
    const Result<json::Value> read = json::read(text);
    DEADAIR_CHECK(read.ok() && *read == encoded, text);
  }
}

// Telling it otherwise changes nothing.
template <class Kind>
void check_retelling(const json::Value& event, const Result<typename Kind::Event>& decoded) {
  const json::Value told = retold(event);
  const Result<typename Kind::Event> again = Kind::decode(told);
  const bool is_same = again.ok() == decoded.ok() && (!again.ok() || *again == *decoded);
  DEADAIR_CHECK(is_same, json::write(told));
}

// One input. Kind names the type Event and has, as static functions, decode (from JSON) and the
// naive reading: fault (why it means nothing, empty if it does) and difference (what was decoded
// otherwise than it stands there).
template <class Kind>
Outcome check_event(std::string_view input) {
  const Result<json::Value> event = msc3888::read_event(input);
  if (!event) return Outcome::rejected;
  const Result<typename Kind::Event> decoded = Kind::decode(*event);
  const std::string fault = Kind::fault(*event);
  DEADAIR_CHECK(decoded.ok() == fault.empty(),
                decoded.ok() ? fault : decoded.error().text() + " in " + json::write(*event));
  check_retelling<Kind>(*event, decoded);
  if (!decoded.ok()) return Outcome::rejected;
  const std::string differing = Kind::difference(*event, *decoded);
  DEADAIR_CHECK(differing.empty(), differing);
  check_fixed_point<Kind>(*decoded);
  return Outcome::accepted;
}

}  // namespace deadair::fuzz
