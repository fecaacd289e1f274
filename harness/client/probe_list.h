// The probes by group: each is a function over one process.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "harness/client/probe_session.h"

namespace deadair::client {

// How far a process is brought before the probe runs.
enum class Readiness {
  started,   // nothing was called yet
  greeted,   // hello was called
  can_play,  // and the client is a listener for which a room can be made; the probe opens it
  opened,    // and a room is open
};

struct Probe {
  std::string_view id;
  std::string_view sentence;
  Readiness readiness;
  std::vector<std::string_view> needs;  // features and reports; skipped where one is not declared
  Finding (*run)(ProbeSession& session);
};

// Of the lines themselves: hello, errors, odd parameters, bye.
[[nodiscard]] std::vector<Probe> channel_probes();
// Of what the client does and tells.
[[nodiscard]] std::vector<Probe> client_probes();
// Of an adapter that tells something else than what its client does.
[[nodiscard]] std::vector<Probe> honesty_probes();

}  // namespace deadair::client
