// A child process in a process group of its own, with pipes on its standard streams.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/base/result.h"
#include "harness/client/adapter.h"
#include "harness/client/descriptor.h"
#include "harness/client/orphans.h"

namespace deadair::client {

// Owns the child until it is reaped; the destructor kills the group. All descriptors are closed in
// other children, whatever thread starts them.
class Process {
 public:
  // Starts `command` (program and arguments, looked up in PATH). Error adapter.start: the place is
  // the program, the message the cause.
  [[nodiscard]] static Result<std::unique_ptr<Process>> start(
      const std::vector<std::string>& command);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  [[nodiscard]] int id() const { return id_; }
  // Our ends of its streams; they do not block.
  [[nodiscard]] Descriptor& input() { return input_; }
  [[nodiscard]] Descriptor& output() { return output_; }
  [[nodiscard]] Descriptor& errors() { return errors_; }
  // Becomes readable when the child has ended, whoever still holds its pipes.
  [[nodiscard]] const Descriptor& exit_event() const { return exit_event_; }

  // Sends a signal to the child and everything it started in its group. Nothing once it is reaped.
  void signal_group(int signal) const;
  // Kills whatever is left of the group, waits for the child and tells how it ended. What it left
  // behind elsewhere is ended too, where this process adopts orphans.
  Exit reap();

 private:
  Process() = default;

  int id_ = -1;
  Mark mark_;
  Descriptor input_, output_, errors_, exit_event_;
  std::optional<Exit> exit_;
};

}  // namespace deadair::client
