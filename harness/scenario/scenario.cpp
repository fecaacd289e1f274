// Names of a scenario's enumerations, as the files spell them.
#include "harness/scenario/scenario.h"

namespace deadair::scenario {

std::string_view name_of(Via via) {
  switch (via) {
    case Via::sync: return "sync";
    case Via::state: return "state";
    case Via::gap: return "gap";
    case Via::unsynced: return "unsynced";
  }
  return "?";
}

std::optional<Via> via_named(std::string_view name) {
  for (const Via via : {Via::sync, Via::state, Via::gap, Via::unsynced}) {
    if (name_of(via) == name) return via;
  }
  return std::nullopt;
}

std::string_view name_of(StepKind kind) {
  switch (kind) {
    case StepKind::open: return "open";
    case StepKind::emit: return "emit";
    case StepKind::act: return "act";
    case StepKind::settle: return "settle";
    case StepKind::advance: return "advance";
    case StepKind::restart: return "restart";
    case StepKind::fault: return "fault";
    case StepKind::release: return "release";
    case StepKind::redeliver: return "redeliver";
    case StepKind::session: return "session";
    case StepKind::expect: return "expect";
  }
  return "?";
}

}  // namespace deadair::scenario
