// An adapter that has connected to us, and the set of those that must be cut off together.
#pragma once

#include <mutex>
#include <optional>
#include <set>
#include <string_view>

#include "harness/client/adapter.h"
#include "harness/client/peer.h"
#include "harness/client/pipe_io.h"

namespace deadair::client {

// All from any thread.
class ConnectionSet {
 public:
  // An open socket. Behind cut() it is cut at once.
  void add(int socket);
  // Before it is closed.
  void remove(int socket);
  // Ends every connection in both directions: whoever reads or writes there is told.
  void cut();

 private:
  std::mutex mutex_;
  std::set<int> sockets_;
  bool cut_ = false;
};

// Owns the socket, which must not block. It is in the set for as long as it is open; the set must
// outlive it. What ends it is its end of file: a connection has no exit status.
class Connection final : public Peer {
 public:
  Connection(Descriptor socket, ConnectionSet& open);
  ~Connection() override;

  [[nodiscard]] const Descriptor& input() const override { return socket_; }
  [[nodiscard]] const Descriptor& output() const override { return socket_; }
  [[nodiscard]] const Descriptor& errors() const override { return none_; }
  [[nodiscard]] const Descriptor& exit_event() const override { return none_; }
  [[nodiscard]] std::string_view place_of_lines() const override { return "on the connection"; }
  [[nodiscard]] std::optional<int> process_id() const override { return std::nullopt; }

  void close_input() override;
  void terminate() override;
  void kill() override { terminate(); }
  Exit reap() override;

 private:
  Descriptor socket_;
  Descriptor none_;
  ConnectionSet& open_;
};

}  // namespace deadair::client
