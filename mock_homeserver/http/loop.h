// The loop behind the server: all sockets, all connections, one thread.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "harness/base/clock.h"
#include "harness/base/result.h"
#include "mock_homeserver/http/codec.h"
#include "mock_homeserver/http/connection.h"
#include "mock_homeserver/http/mailbox.h"
#include "mock_homeserver/http/server.h"
#include "mock_homeserver/http/socket.h"
#include "mock_homeserver/http/timers.h"
#include "mock_homeserver/http/wire.h"

namespace deadair::http {

// An epoll loop. It sleeps until a socket, the mailbox or a deadline has something for it. The
// clock is asked at each turn, and every wake makes a turn: a clock moved by hand is noticed then.
class Loop {
 public:
  // Clients come over TLS unless `identity` is null.
  Loop(Descriptor listener, const Limits& limits, std::shared_ptr<const TlsIdentity> identity,
       Handler& handler, Clock& clock);

  // Before run(). Error http.listen: the cause.
  [[nodiscard]] Status open();
  // Serves until stop(), then ends every exchange and closes every connection.
  void run();

  // From any thread:
  void wake(std::string_view key) { mailbox_.put_key(key); }
  void stop() { mailbox_.put_stop(); }
  [[nodiscard]] std::size_t connections() const { return connection_count_; }
  [[nodiscard]] std::size_t parked() const { return parked_count_; }

 private:
  // loop.cpp: sockets and time.
  [[nodiscard]] bool turn();
  [[nodiscard]] int wait_ms();
  void on_event(std::uint64_t id, std::uint32_t events);
  void accept_some();
  void welcome(Descriptor socket);
  // Ends the oldest connection that has not made a whole request; false if there is none.
  bool make_room();
  // Gives up answers that are not read until the others, and that of this connection, may be held.
  void make_room_for_answers(const Connection& newest);
  void pause_accepting();
  void resume_accepting();
  void read_some(Connection& connection);
  void discard_some(Connection& connection);
  void on_broken_input(Connection& connection);
  void on_deadline(Connection& connection);
  void drain(Connection& connection);
  void close(Connection& connection, Ending ending);
  void settle(Connection& connection);
  void count_bytes(Connection& connection);
  void forget_closed();
  void watch(Connection& connection, std::uint32_t interest);
  [[nodiscard]] std::int64_t deadline_of(const Connection& connection) const;
  [[nodiscard]] Connection* find(std::uint64_t id);

  // loop_exchanges.cpp: requests and answers.
  void advance(Connection& connection);
  void dispatch(Connection& connection);
  void ask(Connection& connection);
  void ask_again(Connection& connection);
  void wake_parked(const std::string& key);
  void park(Connection& connection, Park park);
  void unpark(Connection& connection);
  void answer(Connection& connection, Response response);
  void refuse(Connection& connection, const Refusal& refusal, bool keep_alive);
  void write(Connection& connection, Sending sending);
  void flush(Connection& connection);
  void finish(Connection& connection);

  const Limits limits_;
  const std::shared_ptr<const TlsIdentity> identity_;  // null in the clear
  Handler& handler_;
  Clock& clock_;
  Codec codec_;
  Descriptor listener_;
  Descriptor epoll_;
  Mailbox mailbox_;
  Timers timers_;
  Timers::Entry accept_timer_;
  bool accepting_ = true;
  std::int64_t now_ms_ = 0;
  std::uint64_t connections_made_ = 0;
  std::uint64_t exchanges_made_ = 0;
  std::uint64_t sends_made_ = 0;
  std::size_t held_bytes_ = 0;
  std::size_t answer_bytes_ = 0;  // those of them that are answers
  std::vector<char> scratch_;
  std::unordered_map<std::uint64_t, std::unique_ptr<Connection>> connections_;
  std::set<std::uint64_t> silent_;  // those that have not made a whole request
  // By key, then in the order of their exchanges: the connection.
  std::map<std::string, std::map<std::uint64_t, std::uint64_t>> parked_;
  std::vector<std::uint64_t> ready_;   // have requests left to be handled in the next turn
  std::vector<std::uint64_t> closed_;  // to be forgotten at the end of the turn
  std::atomic<std::size_t> connection_count_ = 0;
  std::atomic<std::size_t> parked_count_ = 0;
};

}  // namespace deadair::http
