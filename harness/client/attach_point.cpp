// Listening, admitting, handing out.
#include "harness/client/attach_point.h"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <utility>

#include "harness/base/check.h"
#include "harness/base/listening.h"
#include "harness/base/quiet_thread.h"

namespace deadair::client {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// Sentences that are told; a scanner of ports must not fill the screen.
constexpr int told_max = 20;
// How soon a system that had no descriptor is asked again.
constexpr int full_ms = 100;

// "127.0.0.1:4455", "[::1]:4455".
std::string in_words(const sockaddr_storage& address, socklen_t size) {
  std::array<char, NI_MAXHOST> host{};
  std::array<char, NI_MAXSERV> port{};
  if (getnameinfo(reinterpret_cast<const sockaddr*>(&address), size, host.data(), host.size(),
                  port.data(), port.size(), NI_NUMERICHOST | NI_NUMERICSERV) != 0) {
    return "an unknown place";
  }
  const std::string name(host.data());
  return (address.ss_family == AF_INET6 ? "[" + name + "]" : name) + ":" + port.data();
}

std::string own_place(const Descriptor& socket) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  getsockname(socket.number(), reinterpret_cast<sockaddr*>(&address), &size);
  return in_words(address, size);
}

}  // namespace

Result<std::unique_ptr<AttachPoint>> AttachPoint::open(AttachOptions options, const Limits& limits,
                                                       Clock& clock) {
  DEADAIR_CHECK(!options.token.empty(), std::string("a token that everybody knows"));
  Result<Descriptor> listener = listen_on(options.address, options.port, connections_max);
  if (!listener) {
    return Error{"attach.listen", listener.error().place,
                 "cannot listen for adapters: " + listener.error().message};
  }
  return std::unique_ptr<AttachPoint>(
      new AttachPoint(std::move(options), limits, clock, std::move(*listener)));
}

AttachPoint::AttachPoint(AttachOptions options, const Limits& limits, Clock& clock,
                         Descriptor listener)
    : options_(std::move(options)),
      limits_(limits),
      clock_(clock),
      listener_(std::move(listener)),
      place_(own_place(listener_)),
      end_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  DEADAIR_CHECK(end_.is_open(), "errno " + std::to_string(errno));
  thread_ = quiet_thread([this] { look_after(); });
}

AttachPoint::~AttachPoint() {
  const std::uint64_t one = 1;
  const ssize_t written = ::write(end_.number(), &one, sizeof one);
  DEADAIR_CHECK(written == ssize_t{sizeof one}, "errno " + std::to_string(errno));
  thread_.join();
}

std::size_t AttachPoint::wait_for_change(std::size_t seen, std::int64_t wait_ms) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, milliseconds(wait_ms),
                    [&] { return stopped_ || waiting_.size() != seen; });
  return waiting_.size();
}

bool AttachPoint::stopped() {
  const std::lock_guard lock(mutex_);
  return stopped_;
}

Result<std::unique_ptr<Adapter>> AttachPoint::start() {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, milliseconds(options_.wait_ms),
                    [&] { return stopped_ || !waiting_.empty(); });
  if (stopped_) return Error{"adapter.start", place_, "the run is over"};
  if (waiting_.empty()) {
    return Error{"adapter.start", place_,
                 "no adapter attached within " + std::to_string(options_.wait_ms) + " ms"};
  }
  Descriptor socket = std::move(waiting_.front().socket);
  waiting_.pop_front();
  lock.unlock();
  return Adapter::with(std::make_unique<Connection>(std::move(socket), connections_), limits_,
                       clock_);
}

void AttachPoint::stop_waiting() {
  const std::lock_guard lock(mutex_);
  stopped_ = true;
  changed_.notify_all();
}

void AttachPoint::cut() {
  stop_waiting();
  connections_.cut();
}

void AttachPoint::look_after() {
  for (;;) {
    std::vector<pollfd> watched{{end_.number(), POLLIN, 0},
                                // A negative number makes poll() pass over the entry.
                                {full_ ? -1 : listener_.number(), POLLIN, 0}};
    for (const Guest& guest : guests_) {
      watched.push_back({guest.greeting.socket().number(), POLLIN, 0});
    }
    const std::size_t first_waiting = watched.size();
    {
      const std::lock_guard lock(mutex_);
      for (const Waiting& one : waiting_) watched.push_back({one.socket.number(), POLLRDHUP, 0});
    }
    if (poll(watched.data(), watched.size(), patience_ms()) < 0) continue;  // a signal
    if (watched[0].revents != 0) return;
    std::vector<int> left;
    for (std::size_t at = first_waiting; at < watched.size(); ++at) {
      if (watched[at].revents != 0) left.push_back(watched[at].fd);
    }
    drop_those_who_left(left);
    read_greetings();
    full_ = false;
    if (watched[1].revents != 0) take_connections();
  }
}

// Until the first guest's time is over, or a full system is asked again.
int AttachPoint::patience_ms() const {
  std::int64_t least = full_ ? full_ms : -1;
  for (const Guest& guest : guests_) {
    const auto left = std::chrono::ceil<milliseconds>(guest.deadline - steady_clock::now());
    const std::int64_t ms = std::max<std::int64_t>(0, left.count());
    if (least < 0 || ms < least) least = ms;
  }
  return static_cast<int>(least);
}

// One that was handed out meanwhile is somebody else's by now, and not touched.
void AttachPoint::drop_those_who_left(const std::vector<int>& left) {
  std::vector<Waiting> gone;
  {
    const std::lock_guard lock(mutex_);
    for (const int socket : left) {
      const auto at = std::find_if(waiting_.begin(), waiting_.end(), [&](const Waiting& one) {
        return one.socket.number() == socket;
      });
      if (at == waiting_.end()) continue;
      gone.push_back(std::move(*at));
      waiting_.erase(at);
    }
    if (!gone.empty()) changed_.notify_all();
  }
  for (const Waiting& one : gone) tell(one.from + " attached and left before it was called");
}

void AttachPoint::read_greetings() {
  std::vector<Guest> still;
  for (Guest& guest : guests_) {
    Greeting& greeting = guest.greeting;
    const Greeting::State state = greeting.read_on(options_.token);
    const bool late = steady_clock::now() >= guest.deadline;
    if (state == Greeting::State::admitted) {
      admit(greeting);
    } else if (state == Greeting::State::open && !late) {
      still.push_back(std::move(guest));
    } else {
      const std::string why =
          state == Greeting::State::rejected
              ? greeting.flaw()
              : "no first line within " + std::to_string(options_.greeting_ms) + " ms";
      greeting.turn_away(why);
      tell(greeting.from() + " was turned away: " + why);
    }
  }
  guests_ = std::move(still);
}

void AttachPoint::admit(Greeting& greeting) {
  const std::lock_guard lock(mutex_);
  waiting_.push_back({greeting.take(), greeting.from()});
  changed_.notify_all();
}

void AttachPoint::take_connections() {
  for (std::size_t count = 0; count < connections_max; ++count) {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    Descriptor socket(::accept4(listener_.number(), reinterpret_cast<sockaddr*>(&address), &size,
                                SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (!socket.is_open()) {
      full_ = errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM;
      return;
    }
    // Lines go back and forth one at a time: none of them shall wait for another.
    const int one = 1;
    setsockopt(socket.number(), IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    Greeting greeting(std::move(socket), in_words(address, size));
    std::size_t here = guests_.size();
    {
      const std::lock_guard lock(mutex_);
      here += waiting_.size();
    }
    if (here >= connections_max) {
      const std::string why = std::to_string(connections_max) + " connections wait already";
      greeting.turn_away(why);
      tell(greeting.from() + " was turned away: " + why);
      continue;
    }
    guests_.push_back(
        {std::move(greeting), steady_clock::now() + milliseconds(options_.greeting_ms)});
  }
}

void AttachPoint::tell(const std::string& sentence) {
  if (!options_.tell || told_ > told_max) return;
  options_.tell(++told_ > told_max ? "further connections that come to nothing are not told of"
                                   : sentence);
}

}  // namespace deadair::client
