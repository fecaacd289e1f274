// Verdicts: what came of one case.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/json.h"
#include "harness/judge/trace.h"
#include "harness/msc3888/clauses.h"

namespace deadair::judge {

// pass          everything that had to be seen was seen
// fail          the client departs from the text
// unsupported   the case needs what the client says it has not
// inconclusive  could not be judged
// broken        the adapter or deadair itself is at fault
enum class Kind { pass, fail, unsupported, inconclusive, broken };
enum class Owner { none, client, adapter, harness, environment };

[[nodiscard]] std::string_view name_of(Kind kind);
[[nodiscard]] std::optional<Kind> kind_named(std::string_view name);
[[nodiscard]] std::string_view name_of(Owner owner);
[[nodiscard]] std::optional<Owner> owner_named(std::string_view name);

// One thing found: a departure, a fault of the adapter, or something that could not be judged.
struct Finding {
  Kind kind = Kind::fail;
  Owner owner = Owner::client;
  std::string code;  // stable: "heard.order", "live.differs", "client.exited", "adapter.noise" …
  msc3888::Level level = msc3888::Level::must;
  std::vector<std::string> clauses;
  int step = -1;         // index into the steps; their number for the end
  std::string expected;  // one line
  // One line; never holds ports, times or anything that differs between equal runs.
  std::string got;

  bool operator==(const Finding&) const = default;
};

// What a client does where the text is silent.
struct Observation {
  std::string clause;
  std::string check;  // "heard"
  std::string label;  // the label of the alternative that was seen, or "other"
  std::string got;

  bool operator==(const Observation&) const = default;
};

// The verdict on one case: its worst finding (broken before fail before inconclusive before
// unsupported, and then the first in time), and all of them.
struct Verdict {
  Kind kind = Kind::pass;
  Finding worst;                  // meaningless for pass
  std::vector<Finding> findings;  // in order of time
  std::vector<Observation> observations;

  bool operator==(const Verdict&) const = default;
};

// Judges a trace. Pure: the same trace gives the same verdict, here and anywhere. A trace that is
// not whole or makes no sense gives broken, owner harness, code "trace.…".
[[nodiscard]] Verdict judge(const Trace& trace);

}  // namespace deadair::judge
