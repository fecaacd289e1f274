// The other side of an adapter's lines: a child process, or a connection that was accepted.
#pragma once

#include <optional>
#include <string_view>

#include "harness/client/adapter.h"
#include "harness/client/pipe_io.h"

namespace deadair::client {

// What it takes to exchange lines with an adapter and to end it. Ended at the latest by its
// destructor.
class Peer {
 public:
  Peer() = default;
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;
  virtual ~Peer() = default;

  // Our ends of its streams; they do not block. One and the same where it reads and writes one
  // stream. Without a stderr the last is not open.
  [[nodiscard]] virtual const Descriptor& input() const = 0;
  [[nodiscard]] virtual const Descriptor& output() const = 0;
  [[nodiscard]] virtual const Descriptor& errors() const = 0;
  // Becomes readable when it has ended, whoever still holds its streams. Not open where only the
  // end of its output tells.
  [[nodiscard]] virtual const Descriptor& exit_event() const = 0;
  // Where its lines stand, for messages: "on stdout".
  [[nodiscard]] virtual std::string_view place_of_lines() const = 0;
  // Nothing where it is no process of ours.
  [[nodiscard]] virtual std::optional<int> process_id() const = 0;

  // Behind what was written it reads the end of the file.
  virtual void close_input() = 0;
  // Tells it to end, or ends it, with everything that it started. Nothing once it is reaped.
  virtual void terminate() = 0;
  virtual void kill() = 0;
  // Ends what is left of it and tells how it ended.
  virtual Exit reap() = 0;
};

}  // namespace deadair::client
