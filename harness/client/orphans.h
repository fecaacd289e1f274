// Descendants of an adapter that got out of its process group.
#pragma once

#include <sys/types.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "harness/client/reaping.h"

namespace deadair::client {

// What a child and all that it starts inherit in their environment, so that they can be told from
// the descendants of other children.
class Mark {
 public:
  // Another one each time.
  Mark();

  // Our own environment with the mark in it, as exec() takes it: ends with a null pointer. Holds
  // for as long as this and the environment do.
  [[nodiscard]] std::vector<char*> environment() const;
  // Kills the group of `leader`, a child that has ended and is not reaped yet, kills and reaps our
  // other children that are of this group or carry the mark, and theirs; those that have ended are
  // reaped, whoever left them. What it left behind is our child only if we adopt orphans.
  void end_orphans(pid_t leader, const Patience& patience) const;

 private:
  std::string variable_;  // NAME=value
};

// Children that somebody waits for: those that were started here, and what is just being ended of
// what they left behind. Nobody else reaps these. What else has ended and came to us is reaped when
// an adapter goes, so that a client whose helpers come and go does not fill the table of processes.
class Leaders {
 public:
  // Starts one: `spawn` returns its number, or none above 0. It is known before it can have ended.
  static pid_t start(const std::function<pid_t()>& spawn);
  // kill_and_reap() of one that was started here.
  static std::optional<int> reap(pid_t leader, const Patience& patience);
  static void reap_others();
};

// From here on, what a descendant leaves behind becomes a child of this process. False where the
// system cannot do that; then what leaves its process group gets away.
bool adopt_orphans();

// Kills and reaps all children of this process, marked or not, and what they leave behind, as far
// as the kernel lets them go. For a program that is done with its adapters and has no other
// children.
void end_children();

}  // namespace deadair::client
