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
// check_event takes it.
template <class Kind>
void check_fixed_point(const typename Kind::Event& event) {
  for (const msc3888::Dialect dialect : msc3888::all_dialects) {
    const std::string text = json::write(msc3888::encode(event, dialect));
    const Result<json::Value> read = json::read(text);
    DEADAIR_CHECK(read.ok(), text);
    const Result<typename Kind::Event> again = Kind::decode(*read);
    DEADAIR_CHECK(again.ok(), again.error().text() + " in " + text);
    DEADAIR_CHECK(*again == event, text);
    DEADAIR_CHECK(json::write(msc3888::encode(*again, dialect)) == text, text);
  }
}

// Telling it otherwise changes nothing.
template <class Kind>
void check_retellings(const json::Value& event, const Result<typename Kind::Event>& decoded) {
  for (const Retelling& retelling : retellings(event)) {
    const Result<typename Kind::Event> again = Kind::decode(retelling.event);
    const bool is_same = again.ok() == decoded.ok() && (!again.ok() || *again == *decoded);
    DEADAIR_CHECK(is_same, retelling.how + ": " + json::write(retelling.event));
  }
}

// One input. Kind names the type Event and has, as static functions, decode (from JSON),
// decode_text, and the naive reading: fault (why it means nothing, empty if it does) and difference
// (what was decoded otherwise than it stands there).
template <class Kind>
Outcome check_event(std::string_view input) {
  const Result<typename Kind::Event> decoded = Kind::decode_text(input);
  json::ReadOptions options;
  options.bytes_max = msc3888::event_bytes_max;
  const Result<json::Value> event = json::read(input, options);
  if (!event) {
    DEADAIR_CHECK(!decoded.ok(), "decoded from what is no JSON");
    return Outcome::rejected;
  }
  const std::string fault = Kind::fault(*event);
  DEADAIR_CHECK(decoded.ok() == fault.empty(),
                decoded.ok() ? fault : decoded.error().text() + " in " + json::write(*event));
  check_retellings<Kind>(*event, decoded);
  if (!decoded.ok()) return Outcome::rejected;
  const std::string differing = Kind::difference(*event, *decoded);
  DEADAIR_CHECK(differing.empty(), differing);
  check_fixed_point<Kind>(*decoded);
  return Outcome::accepted;
}

}  // namespace deadair::fuzz
