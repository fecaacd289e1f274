// The loop behind the server: sockets and time.
#include "mock_homeserver/http/loop.h"

#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>
#include <system_error>
#include <utility>

namespace deadair::http {
namespace {

constexpr std::uint64_t listener_id = 0;  // connections count from 1
constexpr std::uint64_t mailbox_id = ~std::uint64_t{0};
constexpr std::size_t scratch_bytes = std::size_t{64} * 1024;
constexpr std::size_t events_max = 256;
constexpr int accepts_per_turn_max = 256;
constexpr int reads_per_turn_max = 4;
// Beyond connections_max so many are told that there are too many; further ones are just closed.
constexpr std::size_t turned_away_max = 64;
constexpr std::int64_t drain_ms_max = 2000;
constexpr std::int64_t accept_pause_ms = 100;
constexpr std::int64_t wait_ms_max = 3600000;

Status watch_new(const Descriptor& epoll, int number, std::uint64_t id, std::uint32_t events) {
  epoll_event event{};
  event.events = events;
  event.data.u64 = id;
  if (epoll_ctl(epoll.number(), EPOLL_CTL_ADD, number, &event) == 0) return Done{};
  return Error{"http.listen", "", "cannot watch: " + std::generic_category().message(errno)};
}

}  // namespace

Loop::Loop(Descriptor listener, const Limits& limits, std::shared_ptr<const TlsIdentity> identity,
           Handler& handler, Clock& clock)
    : limits_(limits),
      identity_(std::move(identity)),
      handler_(handler),
      clock_(clock),
      listener_(std::move(listener)),
      scratch_(scratch_bytes) {}

Status Loop::open() {
  epoll_ = Descriptor(epoll_create1(EPOLL_CLOEXEC));
  if (!epoll_.is_open()) {
    return Error{"http.listen", "", "no epoll: " + std::generic_category().message(errno)};
  }
  if (Status opened = mailbox_.open(); !opened) return opened;
  Status watched = watch_new(epoll_, mailbox_.readable().number(), mailbox_id, EPOLLIN);
  if (!watched) return watched;
  return watch_new(epoll_, listener_.number(), listener_id, EPOLLIN);
}

void Loop::run() {
  while (turn()) {
  }
  for (const auto& [id, connection] : connections_) {
    close(*connection, Ending::closed_by_fault);
  }
  forget_closed();
}

bool Loop::turn() {
  std::array<epoll_event, events_max> events{};
  const int count =
      epoll_wait(epoll_.number(), events.data(), static_cast<int>(events.size()), wait_ms());
  now_ms_ = clock_.now_ms();
  for (int i = 0; i < count; ++i) {
    const epoll_event& event = events[static_cast<std::size_t>(i)];
    if (event.data.u64 != mailbox_id) on_event(event.data.u64, event.events);
  }
  const Mailbox::Contents mail = mailbox_.take();
  // Once more: who moves the clock and wakes then must find it moved.
  now_ms_ = clock_.now_ms();
  for (const std::string& key : mail.keys) wake_parked(key);
  for (const std::uint64_t id : timers_.take(now_ms_)) {
    if (id == listener_id) {
      accept_timer_.in_set = false;
      resume_accepting();
    } else if (Connection* connection = find(id)) {
      connection->timer.in_set = false;
      on_deadline(*connection);
    }
  }
  for (const std::uint64_t id : std::exchange(ready_, {})) {
    if (Connection* connection = find(id)) {
      connection->queued = false;
      advance(*connection);
      settle(*connection);
    }
  }
  forget_closed();
  return !mail.stop;
}

int Loop::wait_ms() {
  if (!ready_.empty()) return 0;
  const std::optional<std::int64_t> next = timers_.next_ms();
  if (!next) return -1;
  return static_cast<int>(std::clamp<std::int64_t>(*next - clock_.now_ms(), 0, wait_ms_max));
}

Connection* Loop::find(std::uint64_t id) {
  const auto found = connections_.find(id);
  const bool there = found != connections_.end() && found->second->transport.open();
  return there ? found->second.get() : nullptr;
}

void Loop::on_event(std::uint64_t id, std::uint32_t events) {
  if (id == listener_id) return accept_some();
  Connection* found = find(id);
  if (found == nullptr) return;
  Connection& connection = *found;
  const bool gone = (events & (EPOLLERR | EPOLLHUP)) != 0;
  const bool half_gone = (events & EPOLLRDHUP) != 0;
  // While a request is parked, a client that has ended its side cannot be told from one that is
  // gone; long polls are given up then. An answer that is on its way is still delivered.
  if (gone || (half_gone && connection.phase == Connection::Phase::parked)) {
    close(connection, Ending::closed_by_client);
    return;
  }
  const bool writing = connection.phase == Connection::Phase::writing;
  if ((events & EPOLLIN) != 0 || ((events & EPOLLOUT) != 0 && !writing)) read_some(connection);
  if ((events & EPOLLOUT) != 0 && writing) {
    flush(connection);
    advance(connection);
  }
  settle(connection);
}

void Loop::accept_some() {
  for (int i = 0; i < accepts_per_turn_max; ++i) {
    Descriptor socket(accept4(listener_.number(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (socket.is_open()) {
      welcome(std::move(socket));
    } else if (errno != ECONNABORTED && errno != EINTR) {
      const bool nothing_left = errno == EAGAIN || errno == EWOULDBLOCK;
      // Out of descriptors or memory: the listener stays readable, so asking on would spin.
      if (!nothing_left) pause_accepting();
      return;
    }
  }
}

void Loop::welcome(Descriptor socket) {
  const std::uint64_t id = ++connections_made_;
  if (connections_.size() - closed_.size() >= limits_.connections_max + turned_away_max) {
    handler_.refused(id, 0, "far too many connections");
    return;
  }
  set_no_delay(socket);
  if (!watch_new(epoll_, socket.number(), id, EPOLLIN)) return;
  // One client that opens connections and asks nothing does not shut out the others.
  const bool full = connections_.size() - closed_.size() >= limits_.connections_max;
  const bool too_many = full && !make_room();
  Connection& connection = *connections_
                                .emplace(id, std::make_unique<Connection>(id, std::move(socket),
                                                                          identity_.get(), limits_))
                                .first->second;
  connection.opened_ms = now_ms_;
  connection.interest = EPOLLIN;
  silent_.insert(id);
  connection_count_ = connections_.size();
  if (too_many) refuse(connection, {503, "too many connections"}, false);
  settle(connection);
}

bool Loop::make_room() {
  if (silent_.empty()) return false;
  Connection* const oldest = find(*silent_.begin());
  handler_.refused(oldest->id, 0, "asked nothing, and others need the room");
  close(*oldest, Ending::closed_by_client);
  return true;
}

void Loop::make_room_for_answers(const Connection& newest) {
  while (answer_bytes_ > limits_.answer_bytes_max) {
    Connection* unread = nullptr;
    for (const auto& [id, connection] : connections_) {
      if (connection->counted_out_bytes == 0 || id == newest.id) continue;
      if (unread == nullptr || connection->out_moved < unread->out_moved) unread = connection.get();
    }
    if (unread == nullptr) return;  // a single answer may be as large as it is
    handler_.refused(unread->id, 0, "does not read its answer, and others need the room");
    close(*unread, Ending::closed_by_client);
  }
}

void Loop::pause_accepting() {
  if (!accepting_) return;
  accepting_ = false;
  epoll_ctl(epoll_.number(), EPOLL_CTL_DEL, listener_.number(), nullptr);
  timers_.set(listener_id, accept_timer_, now_ms_ + accept_pause_ms);
}

void Loop::resume_accepting() {
  if (accepting_) return;
  timers_.remove(listener_id, accept_timer_);
  accepting_ = watch_new(epoll_, listener_.number(), listener_id, EPOLLIN).ok();
  if (!accepting_) timers_.set(listener_id, accept_timer_, now_ms_ + accept_pause_ms);
}

void Loop::read_some(Connection& connection) {
  if (connection.phase == Connection::Phase::draining) return discard_some(connection);
  for (int i = 0; i < reads_per_turn_max; ++i) {
    const Moved moved = connection.transport.receive(scratch_.data(), scratch_.size());
    if (moved.state == Moved::State::would_block) return;
    if (moved.state == Moved::State::failed) return on_broken_input(connection);
    connection.input_ended = moved.state == Moved::State::ended;
    // Over TLS a client says so before its FIN is here.
    if (connection.input_ended && connection.phase == Connection::Phase::parked) {
      return close(connection, Ending::closed_by_client);
    }
    connection.in.append(std::string_view(scratch_.data(), moved.bytes));
    // Answers go out in their order: a long poll would hold up what its client wants meanwhile.
    if (connection.phase == Connection::Phase::parked) return ask_again(connection);
    advance(connection);
    const bool more = moved.bytes == scratch_.size() && !connection.queued;
    if (connection.phase != Connection::Phase::reading || !more) return;
  }
}

void Loop::discard_some(Connection& connection) {
  for (int i = 0; i < reads_per_turn_max; ++i) {
    const Moved moved = connection.transport.discard(scratch_.data(), scratch_.size());
    if (moved.state == Moved::State::would_block) return;
    if (moved.state == Moved::State::failed) return close(connection, Ending::closed_by_client);
    if (moved.state == Moved::State::ended) return close(connection, Ending::answered);
  }
}

// The socket failed, or what came is no TLS.
void Loop::on_broken_input(Connection& connection) {
  if (!connection.transport.shaking_hands()) return close(connection, Ending::closed_by_client);
  const std::string complaint = connection.transport.complaint();
  if (connection.transport.falls_back_to_clear_text()) {
    return refuse(connection, {400, "this port speaks TLS: its address begins with https://"},
                  false);
  }
  silent_.erase(connection.id);
  handler_.refused(connection.id, 0, "no TLS: " + complaint);
  drain(connection);  // so that OpenSSL's alert arrives
}

void Loop::on_deadline(Connection& connection) {
  const bool due = connection.timer.due_ms <= now_ms_;
  if (due) {
    switch (connection.phase) {
      case Connection::Phase::reading:
        if (connection.request_began_ms) {
          refuse(connection, {408, "the request did not come to its end in time"}, false);
        } else if (connection.transport.shaking_hands()) {
          handler_.refused(connection.id, 0, "no TLS handshake in time");
          close(connection, Ending::closed_by_client);
        } else {
          close(connection, Ending::answered);
        }
        break;
      case Connection::Phase::parked: ask_again(connection); break;
      case Connection::Phase::writing: close(connection, Ending::closed_by_client); break;
      case Connection::Phase::draining:
      case Connection::Phase::closed: close(connection, Ending::answered); break;
    }
  }
  settle(connection);
}

std::int64_t Loop::deadline_of(const Connection& connection) const {
  switch (connection.phase) {
    case Connection::Phase::reading:
      if (connection.request_began_ms) {
        return *connection.request_began_ms + std::max<std::int64_t>(limits_.request_ms_max, 1);
      }
      if (connection.transport.shaking_hands()) {
        return connection.opened_ms + std::max<std::int64_t>(limits_.request_ms_max, 1);
      }
      break;
    case Connection::Phase::parked:
    case Connection::Phase::draining: return connection.timer.due_ms;  // set when the phase began
    case Connection::Phase::writing:
    case Connection::Phase::closed: break;
  }
  return now_ms_ + std::max<std::int64_t>(limits_.idle_ms_max, 1);
}

void Loop::drain(Connection& connection) {
  if (connection.input_ended) return close(connection, Ending::answered);
  connection.transport.end_output();
  connection.phase = Connection::Phase::draining;
  connection.in = ByteBuffer();
  timers_.set(connection.id, connection.timer, now_ms_ + drain_ms_max);
}

// `ending` is for the exchange that is open, if one is.
void Loop::close(Connection& connection, Ending ending) {
  if (connection.phase == Connection::Phase::closed) return;
  unpark(connection);
  connection.phase = Connection::Phase::closed;
  silent_.erase(connection.id);
  timers_.remove(connection.id, connection.timer);
  if (connection.transport.open()) {
    // A child process that is just being made may hold the socket for a moment longer.
    const int number = connection.transport.socket().number();
    epoll_ctl(epoll_.number(), EPOLL_CTL_DEL, number, nullptr);
    connection.transport.close();
  }
  held_bytes_ -= std::exchange(connection.counted_bytes, 0);
  answer_bytes_ -= std::exchange(connection.counted_out_bytes, 0);
  std::exchange(connection.out, {});  // an assignment would keep its memory
  closed_.push_back(connection.id);
  if (!connection.exchange) return;
  const std::uint64_t exchange = connection.exchange->request.exchange;
  connection.exchange.reset();
  handler_.ended(exchange, ending);
}

// After everything that happened to a connection: what it waits for, until when, what it holds.
void Loop::settle(Connection& connection) {
  using Phase = Connection::Phase;
  if (connection.phase == Phase::closed) return;
  if (connection.phase == Phase::reading && connection.input_ended && !connection.queued) {
    return close(connection, Ending::closed_by_client);
  }
  count_bytes(connection);
  if (connection.phase == Phase::reading && connection.request_began_ms &&
      held_bytes_ > limits_.held_bytes_max) {
    refuse(connection, {503, "requests hold too much memory"}, false);
    if (connection.phase == Phase::closed) return;
    count_bytes(connection);
  }
  // TLS may have to send something of its own before it can read on.
  const std::uint32_t input = connection.transport.waits_to_send() ? EPOLLOUT : EPOLLIN;
  std::uint32_t interest = 0;
  if (connection.phase == Phase::reading && !connection.queued) interest = input;
  if (connection.phase == Phase::parked) {
    interest = EPOLLRDHUP | (connection.in.empty() ? input : 0U);
  }
  if (connection.phase == Phase::writing) interest = EPOLLOUT;
  if (connection.phase == Phase::draining) interest = EPOLLIN;
  watch(connection, interest);
  timers_.set(connection.id, connection.timer, deadline_of(connection));
}

void Loop::count_bytes(Connection& connection) {
  const std::size_t held = connection.held_bytes();
  held_bytes_ = held_bytes_ - std::exchange(connection.counted_bytes, held) + held;
  const std::size_t out = connection.out.bytes.size();
  answer_bytes_ = answer_bytes_ - std::exchange(connection.counted_out_bytes, out) + out;
}

void Loop::watch(Connection& connection, std::uint32_t interest) {
  if (connection.interest == interest) return;
  epoll_event event{};
  event.events = interest;
  event.data.u64 = connection.id;
  epoll_ctl(epoll_.number(), EPOLL_CTL_MOD, connection.transport.socket().number(), &event);
  connection.interest = interest;
}

void Loop::forget_closed() {
  if (closed_.empty()) return;
  for (const std::uint64_t id : closed_) connections_.erase(id);
  closed_.clear();
  connection_count_ = connections_.size();
  resume_accepting();
}

}  // namespace deadair::http
