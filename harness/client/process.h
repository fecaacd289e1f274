// A child process in a process group of its own, with pipes on its standard streams.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "harness/base/result.h"
#include "harness/client/adapter.h"
#include "harness/client/orphans.h"
#include "harness/client/peer.h"
#include "harness/client/pipe_io.h"

namespace deadair::client {

// Owns the child until it is reaped; the destructor kills the group. All descriptors are closed in
// other children, whatever thread starts them.
class Process final : public Peer {
 public:
  // Starts `command` (program and arguments, looked up in PATH). Error adapter.start: the place is
  // the program, the message the cause.
  [[nodiscard]] static Result<std::unique_ptr<Process>> start(
      const std::vector<std::string>& command);
  // The same error, where there is no thread for what reads it.
  [[nodiscard]] static Error without_thread(const std::vector<std::string>& command,
                                            const std::system_error& cause);
  ~Process() override;

  [[nodiscard]] int id() const { return id_; }
  [[nodiscard]] const Descriptor& input() const override { return input_; }
  [[nodiscard]] const Descriptor& output() const override { return output_; }
  [[nodiscard]] const Descriptor& errors() const override { return errors_; }
  [[nodiscard]] const Descriptor& exit_event() const override { return exit_event_; }
  [[nodiscard]] std::string_view place_of_lines() const override { return "on stdout"; }
  [[nodiscard]] std::optional<int> process_id() const override { return id_; }

  void close_input() override { input_.close(); }
  // Both reach everything that it started in its group.
  void terminate() override;
  void kill() override;
  // Kills whatever is left of the group, waits for the child and tells how it ended. What it left
  // behind elsewhere is ended too, where this process adopts orphans. Gives up after some seconds.
  Exit reap() override;

 private:
  Process() = default;
  void signal_group(int signal) const;

  int id_ = -1;
  Mark mark_;
  Descriptor input_, output_, errors_, exit_event_;
  std::optional<Exit> exit_;
};

}  // namespace deadair::client
