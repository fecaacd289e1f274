// Starting, watching and reaping one child process.
#include "harness/client/process.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <system_error>

#include "harness/client/reaping.h"

namespace deadair::client {
namespace {

// A pipe whose ends are numbered above the standard streams, so that moving one of them onto a
// standard stream of the child never meets another.
struct Pipe {
  Descriptor reads, writes;
};

std::optional<Descriptor> above_standard_streams(Descriptor descriptor) {
  if (descriptor.number() > STDERR_FILENO) return descriptor;
  Descriptor moved(fcntl(descriptor.number(), F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
  if (!moved.is_open()) return std::nullopt;
  return moved;
}

std::optional<Pipe> make_pipe() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return std::nullopt;
  std::optional<Descriptor> reads = above_standard_streams(Descriptor(ends[0]));
  std::optional<Descriptor> writes = above_standard_streams(Descriptor(ends[1]));
  if (!reads || !writes) return std::nullopt;
  return Pipe{std::move(*reads), std::move(*writes)};
}

void never_block(const Descriptor& descriptor) {
  const int flags = fcntl(descriptor.number(), F_GETFL);
  fcntl(descriptor.number(), F_SETFL, flags | O_NONBLOCK);
}

// What posix_spawn shall do in the child: our pipes on its standard streams, a group of its own,
// signals as a fresh program expects them.
class SpawnPlan {
 public:
  SpawnPlan(const Pipe& input, const Pipe& output, const Pipe& errors) {
    posix_spawn_file_actions_init(&actions_);
    posix_spawn_file_actions_adddup2(&actions_, input.reads.number(), STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions_, output.writes.number(), STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions_, errors.writes.number(), STDERR_FILENO);
    // Whatever others left open without the close-on-exec flag is not for the child either.
    posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1);
    posix_spawnattr_init(&attributes_);
    posix_spawnattr_setpgroup(&attributes_, 0);
    sigset_t signals;
    sigemptyset(&signals);
    posix_spawnattr_setsigmask(&attributes_, &signals);
    sigaddset(&signals, SIGPIPE);
    posix_spawnattr_setsigdefault(&attributes_, &signals);
    posix_spawnattr_setflags(
        &attributes_, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;
  ~SpawnPlan() {
    posix_spawnattr_destroy(&attributes_);
    posix_spawn_file_actions_destroy(&actions_);
  }

  // Returns 0 or an errno value. The C library reports a program that cannot be executed here
  // too: it learns of it over memory that it shares with the child until that moment.
  [[nodiscard]] int run(const std::vector<std::string>& command, const Mark& mark,
                        pid_t& id) const {
    std::vector<char*> arguments;
    arguments.reserve(command.size() + 1);
    // posix_spawn takes the arguments as char* for the sake of old C; it does not write to them.
    for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    return posix_spawnp(&id, arguments.front(), &actions_, &attributes_, arguments.data(),
                        mark.environment().data());
  }

 private:
  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
};

Error start_error(const std::string& program, const std::string& what, int cause) {
  std::error_code problem;
  if (std::filesystem::is_directory(program, problem)) {
    return Error{"adapter.start", program, what + ": it is a folder"};
  }
  return Error{"adapter.start", program, what + ": " + std::system_category().message(cause)};
}

}  // namespace

Result<std::unique_ptr<Process>> Process::start(const std::vector<std::string>& command) {
  if (command.empty() || command.front().empty()) {
    return Error{"adapter.start", "", "no program is named"};
  }
  const std::string& program = command.front();
  std::optional<Pipe> input = make_pipe();
  std::optional<Pipe> output = make_pipe();
  std::optional<Pipe> errors = make_pipe();
  if (!input || !output || !errors) return start_error(program, "no pipe can be made", errno);

  std::unique_ptr<Process> process(new Process());
  const SpawnPlan plan(*input, *output, *errors);
  int cause = 0;
  const pid_t id = Leaders::start([&] {
    pid_t made = -1;
    cause = plan.run(command, process->mark_, made);
    return cause == 0 ? made : -1;
  });
  if (cause != 0) return start_error(program, "the program cannot be started", cause);
  process->id_ = id;
  process->input_ = std::move(input->writes);
  process->output_ = std::move(output->reads);
  process->errors_ = std::move(errors->reads);
  never_block(process->input_);
  never_block(process->output_);
  never_block(process->errors_);
  // The C library's own wrapper cannot be linked from C++ in glibc 2.36.
  process->exit_event_ = Descriptor(static_cast<int>(syscall(SYS_pidfd_open, id, 0)));
  if (!process->exit_event_.is_open()) {
    return start_error(program, "its end cannot be watched (Linux 5.3 or later is needed)", errno);
  }
  return process;
}

Error Process::without_thread(const std::vector<std::string>& command,
                              const std::system_error& cause) {
  return Error{"adapter.start", command.front(), std::string("no thread: ") + cause.what()};
}

Process::~Process() {
  if (id_ > 0) reap();
}

void Process::terminate() { signal_group(SIGTERM); }

void Process::kill() { signal_group(SIGKILL); }

void Process::signal_group(int signal) const {
  // Until the child is reaped its number, and so its group's, belongs to nobody else.
  if (id_ > 0 && !exit_) ::kill(-id_, signal);
}

Exit Process::reap() {
  if (exit_) return *exit_;
  const Patience patience;
  signal_group(SIGKILL);
  // As long as it is not reaped, its group's number is nobody else's: those who join the group
  // meanwhile, and others of it that are our children by now, end before it goes.
  const bool ended = kill_and_await(id_, patience);
  mark_.end_orphans(id_, patience);
  const std::optional<int> status = ended ? Leaders::reap(id_, patience) : std::nullopt;
  if (!status) {
    exit_ = Exit::untold();
  } else if (WIFEXITED(*status)) {
    exit_ = Exit{WEXITSTATUS(*status), 0};
  } else {
    exit_ = Exit{-1, WIFSIGNALED(*status) ? WTERMSIG(*status) : 0};
  }
  return *exit_;
}

}  // namespace deadair::client
