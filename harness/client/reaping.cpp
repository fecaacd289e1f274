// Killing, and looking who holds on to what was killed.
#include "harness/client/reaping.h"

#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <fstream>
#include <string>
#include <string_view>

#include "harness/client/pipe_io.h"

namespace deadair::client {
namespace {

// How long the end of one process is waited for before it is looked again who holds on to it.
constexpr std::chrono::milliseconds look_again{50};
// Steps up from a process to us; who nests deeper is not found to be ours.
constexpr int generations_max = 10000;

// A number of /proc/PID/status; 0 where there is none. PID may be that of a thread.
pid_t number_of(pid_t process, std::string_view name) {
  std::ifstream status("/proc/" + std::to_string(process) + "/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with(name)) return std::atoi(line.c_str() + name.size());
  }
  return 0;
}

bool descends_from_us(pid_t process) {
  for (int i = 0; i < generations_max && process > 1; ++i) {
    process = number_of(process, "PPid:");
    if (process == getpid()) return true;
  }
  return false;
}

// Becomes readable when the process has ended. The C library has no wrapper in glibc 2.36.
Descriptor end_of(pid_t process) {
  return Descriptor(static_cast<int>(syscall(SYS_pidfd_open, process, 0)));
}

// That process and no other, whoever has its number by now; where no descriptor was to be had, by
// its number all the same.
void kill_by(const Descriptor& end, pid_t process) {
  if (end.is_open()) {
    syscall(SYS_pidfd_send_signal, end.number(), SIGKILL, nullptr, 0);
  } else {
    kill(process, SIGKILL);
  }
}

void await(const Descriptor& end, const Patience& patience) {
  pollfd watched{end.number(), POLLIN, 0};
  poll(&watched, 1, static_cast<int>(std::clamp(patience.left(), {}, look_again).count()));
}

enum class Child { there, ended, none };

// Ended: waitpid() would hand it over now; it stays there. None: another thread has reaped it.
Child look_at(pid_t child) {
  siginfo_t told{};
  if (waitid(P_PID, static_cast<id_t>(child), &told, WEXITED | WNOHANG | WNOWAIT) != 0) {
    return errno == ECHILD ? Child::none : Child::there;
  }
  return told.si_pid == child ? Child::ended : Child::there;
}

}  // namespace

bool kill_and_await(pid_t child, const Patience& patience) {
  const Descriptor end = end_of(child);
  do {
    const Child now = look_at(child);
    if (now != Child::there) return now == Child::ended;
    kill(child, SIGKILL);
    // While it is traced it is handed to its tracer and not to us; and a tracer can hold it back
    // on its way out. What dies lets go.
    const pid_t tracer = number_of(number_of(child, "TracerPid:"), "Tgid:");
    if (tracer == 0) {
      await(end, patience);
    } else {
      const Descriptor end_of_tracer = end_of(tracer);
      if (descends_from_us(tracer)) kill_by(end_of_tracer, tracer);
      await(end_of_tracer, patience);
    }
  } while (!patience.over());
  return look_at(child) == Child::ended;
}

std::optional<int> kill_and_reap(pid_t child, const Patience& patience) {
  int status = 0;
  if (!kill_and_await(child, patience)) return std::nullopt;
  if (waitpid(child, &status, WNOHANG) != child) return std::nullopt;
  return status;
}

}  // namespace deadair::client
