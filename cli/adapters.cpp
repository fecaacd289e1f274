// Asking the system, and clearing away.
#include "cli/adapters.h"

#include <sys/resource.h>

#include <algorithm>
#include <csignal>

#include "harness/client/orphans.h"

namespace deadair::cli {
namespace {

// Well above the server's connections. Not more: our children inherit it, and some programs close
// every number up to the limit when they start.
constexpr rlim_t descriptors_wanted = 8192;

}  // namespace

AdapterKeeping::AdapterKeeping() {
  client::adopt_orphans();
  std::signal(SIGPIPE, SIG_IGN);
  // A client may open connections by the thousand; that must not keep others from theirs.
  rlimit descriptors{};
  if (getrlimit(RLIMIT_NOFILE, &descriptors) != 0) return;
  if (descriptors.rlim_cur >= descriptors_wanted) return;
  descriptors.rlim_cur = std::min(descriptors.rlim_max, descriptors_wanted);
  setrlimit(RLIMIT_NOFILE, &descriptors);
}

std::size_t connections_allowed() {
  rlimit descriptors{};
  if (getrlimit(RLIMIT_NOFILE, &descriptors) != 0) return descriptors_wanted / 2;
  return static_cast<std::size_t>(std::min(descriptors.rlim_cur, descriptors_wanted)) / 2;
}

AdapterKeeping::~AdapterKeeping() { client::end_children(); }

}  // namespace deadair::cli
