// What deadair run is told.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/attach.h"
#include "cli/homeserver.h"
#include "cli/run_report.h"
#include "cli/shard_choice.h"
#include "cli/verbs.h"
#include "harness/base/result.h"
#include "harness/run/run.h"

namespace deadair::cli {

struct RunArguments {
  Choice choice;
  run::RunOptions run;
  ReportOptions report;
  ServerArguments server;
  AttachArguments attach;
  std::string black_box;    // a command with placeholders; empty: none
  std::string expect;       // the file of known failures; empty: none
  std::string shard;        // "2/5"; empty: what the environment says
  bool until_fail = false;  // round after round
  int rounds_max = 0;       // of those; 0: no end
  std::optional<std::uint64_t> shuffle_seed;
  bool debug = false;
  bool spread = false;  // jobs keep to no core

  // As said; settle() makes the options above of them.
  std::optional<int> repeat;
  std::optional<std::size_t> ran_min;
  double timeout_multiplier = 1;
  std::string traces = "failed";
  bool no_timings = false;

  void add_to(CLI::App& verb);
  // Makes what follows from what was said, and from the shard that this machine has.
  void settle(const std::vector<std::string>& adapter, const ShardChoice& part);
};

}  // namespace deadair::cli
