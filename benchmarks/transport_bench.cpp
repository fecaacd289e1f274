// The transport against its bars, beside cpp-httplib's own server with the same handler, in one
// run: requests per second, parked polls, idle connections. Prints one line a figure.
#include <fmt/format.h>
#include <httplib.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "harness/base/check.h"
#include "harness/base/clock.h"
#include "mock_homeserver/http/server.h"
#include "mock_homeserver/http/socket.h"

namespace {

using deadair::http::Descriptor;
using Steady = std::chrono::steady_clock;

constexpr std::size_t small_bytes = 60;
constexpr std::size_t large_bytes = 8192;
constexpr std::size_t kept_connections = 16;
constexpr std::size_t polls = 1000;
constexpr std::size_t idle_connections = 500;
constexpr std::chrono::milliseconds round_time(1000);
constexpr int rounds = 3;
constexpr std::chrono::milliseconds idle_time(2000);
constexpr std::chrono::milliseconds booking_time(100);  // several ticks of the kernel's accounts
constexpr std::chrono::seconds deadline_time(30);

constexpr std::size_t threads_max = 8;
constexpr double poll_megabytes_max = 20;
constexpr double woken_ms_max = 100;
constexpr double idle_percent_max = 0.1;  // what rounds to 0 %

double seconds_of(clockid_t clock) {
  timespec time{};
  clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

// CPU of every thread but the calling one, which is the client.
double server_cpu_s() {
  return seconds_of(CLOCK_PROCESS_CPUTIME_ID) - seconds_of(CLOCK_THREAD_CPUTIME_ID);
}

double resident_megabytes() {
  std::ifstream file("/proc/self/statm");
  double total = 0;
  double resident = 0;
  file >> total >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE)) / 1e6;
}

std::size_t other_threads() {
  namespace fs = std::filesystem;
  const auto count = std::distance(fs::directory_iterator("/proc/self/task"), {});
  return static_cast<std::size_t>(count) - 1;
}

Descriptor connected(int port) {
  Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int failed =
      ::connect(socket.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
  DEADAIR_CHECK(failed == 0, "a connection to the server under measurement");
  deadair::http::set_no_delay(socket);
  return socket;
}

void send_request(const Descriptor& socket, std::string_view request) {
  const ssize_t sent = ::send(socket.number(), request.data(), request.size(), MSG_NOSIGNAL);
  DEADAIR_CHECK(sent == static_cast<ssize_t>(request.size()), "a request in one piece");
}

// One request, start to end; how many bytes its answer has.
std::size_t answer_size(int port, std::string_view request) {
  const Descriptor socket = connected(port);
  send_request(socket, request);
  constexpr std::string_view name = "Content-Length: ";
  std::string answer;
  std::size_t size = std::numeric_limits<std::size_t>::max();
  std::array<char, 65536> bytes{};
  while (answer.size() < size) {
    const ssize_t count = ::recv(socket.number(), bytes.data(), bytes.size(), 0);
    DEADAIR_CHECK(count > 0, "a whole answer");
    answer.append(bytes.data(), static_cast<std::size_t>(count));
    const std::size_t head = answer.find("\r\n\r\n");
    const std::size_t length = answer.find(name);
    if (head != std::string::npos && length != std::string::npos) {
      size = head + 4 + std::stoul(answer.substr(length + name.size()));
    }
  }
  return size;
}

// Connections of the client, each waiting for answers of one known size.
class Crowd {
 public:
  Crowd(int port, std::size_t count) : epoll_(epoll_create1(EPOLL_CLOEXEC)) {
    for (std::size_t i = 0; i < count; ++i) {
      sockets_.push_back(connected(port));
      epoll_event event{};
      event.events = EPOLLIN;
      event.data.u64 = i;
      epoll_ctl(epoll_.number(), EPOLL_CTL_ADD, sockets_.back().number(), &event);
    }
    missing_.resize(count);
  }

  void ask(std::size_t index, std::string_view request, std::size_t size) {
    missing_[index] = size;
    send_request(sockets_[index], request);
  }

  // Takes what has come; calls on_answer(index) for each answer that is whole.
  template <class OnAnswer>
  void take(const OnAnswer& on_answer) {
    std::array<epoll_event, 64> events{};
    const int wait_ms = 10000;
    const int count =
        epoll_wait(epoll_.number(), events.data(), static_cast<int>(events.size()), wait_ms);
    DEADAIR_CHECK(count > 0, "answers within 10 s");
    for (int i = 0; i < count; ++i) {
      const std::size_t index = events[static_cast<std::size_t>(i)].data.u64;
      const ssize_t got =
          ::recv(sockets_[index].number(), bytes_.data(), bytes_.size(), MSG_DONTWAIT);
      DEADAIR_CHECK(got > 0 && static_cast<std::size_t>(got) <= missing_[index],
                    "the bytes of one answer");
      missing_[index] -= static_cast<std::size_t>(got);
      if (missing_[index] == 0) on_answer(index);
    }
  }

  [[nodiscard]] std::size_t size() const { return sockets_.size(); }

 private:
  Descriptor epoll_;
  std::vector<Descriptor> sockets_;
  std::vector<std::size_t> missing_;
  std::array<char, 65536> bytes_{};
};

// What both servers answer; /poll is parked by ours until it is asked again.
class Answers final : public deadair::http::Handler {
 public:
  [[nodiscard]] std::string body(std::string_view target) const {
    return target == "/small" ? small_ : large_;
  }

  deadair::http::Outcome handle(const deadair::http::Request& request) override {
    if (request.target == "/poll" && !request.asked_again) {
      const std::lock_guard lock(mutex_);
      ++parked_;
      changed_.notify_all();
      return deadair::http::Park{"poll", 600000};
    }
    deadair::http::Response response;
    response.body = body(request.target);
    return response;
  }
  void ended(std::uint64_t, deadair::http::Ending) override {}
  void refused(std::uint64_t, int, std::string_view) override {}

  void wait_for_parked(std::size_t count) {
    std::unique_lock lock(mutex_);
    const bool there = changed_.wait_for(lock, deadline_time, [&] { return parked_ >= count; });
    DEADAIR_CHECK(there, "the polls were not parked in time");
  }
  // Nothing notifies it: the time of a server that has nothing to do passes.
  void let_pass(std::chrono::milliseconds time) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, time, [] { return false; });
  }

 private:
  const std::string small_ = std::string(small_bytes, 's');
  const std::string large_ = std::string(large_bytes, 'l');
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t parked_ = 0;
};

// cpp-httplib's own server, set up as well as it can be: a thread for each connection.
class OtherServer {
 public:
  explicit OtherServer(const Answers& answers) {
    server_.new_task_queue = [] { return new httplib::ThreadPool(kept_connections + 8); };
    server_.set_keep_alive_max_count(std::numeric_limits<std::size_t>::max());
    server_.set_tcp_nodelay(true);
    for (const char* target : {"/small", "/large"}) {
      server_.Get(target, [&answers, target](const httplib::Request&, httplib::Response& answer) {
        answer.set_content(answers.body(target), "application/json");
      });
    }
    port_ = server_.bind_to_any_port("127.0.0.1");
    DEADAIR_CHECK(port_ > 0, "a port for the other server");
    thread_ = std::thread([this] { server_.listen_after_bind(); });
  }
  ~OtherServer() {
    server_.stop();
    thread_.join();
  }
  OtherServer(const OtherServer&) = delete;
  OtherServer& operator=(const OtherServer&) = delete;

  [[nodiscard]] int port() const { return port_; }

 private:
  httplib::Server server_;
  int port_ = 0;
  std::thread thread_;
};

struct Speed {
  double requests_per_s = 0;
  double cpu_us = std::numeric_limits<double>::max();  // of the server, a request
  double client_us = std::numeric_limits<double>::max();
};

// One round: each of the kept connections asks again as soon as it has its answer.
Speed measure_speed(int port, std::string_view target) {
  const std::string request = fmt::format("GET {} HTTP/1.1\r\nHost: x\r\n\r\n", target);
  const std::size_t size = answer_size(port, request);
  Crowd crowd(port, kept_connections);
  std::size_t answered = 0;
  bool more = true;
  const auto ask_again = [&](std::size_t index) {
    ++answered;
    if (more) crowd.ask(index, request, size);
  };
  const double cpu_before_s = server_cpu_s();
  const double client_before_s = seconds_of(CLOCK_THREAD_CPUTIME_ID);
  const auto begin = Steady::now();
  for (std::size_t i = 0; i < crowd.size(); ++i) crowd.ask(i, request, size);
  while (Steady::now() - begin < round_time) crowd.take(ask_again);
  const double cpu_s = server_cpu_s() - cpu_before_s;
  const double client_s = seconds_of(CLOCK_THREAD_CPUTIME_ID) - client_before_s;
  const std::chrono::duration<double> passed = Steady::now() - begin;
  Speed speed;
  speed.requests_per_s = static_cast<double>(answered) / passed.count();
  speed.cpu_us = cpu_s / static_cast<double>(answered) * 1e6;
  speed.client_us = client_s / static_cast<double>(answered) * 1e6;
  // The last answers are taken, so that the connections end in order.
  more = false;
  const std::size_t total = answered + crowd.size();
  while (answered < total) crowd.take(ask_again);
  return speed;
}

bool report(std::string_view what, bool kept) {
  fmt::print("{}  {}\n", kept ? "kept  " : "MISSED", what);
  std::fflush(stdout);
  return kept;
}

// The servers take turns, so that both meet the same machine; the best round of each counts.
bool compare_speed(std::string_view target, int own_port, int other_port) {
  Speed own;
  Speed other;
  const auto keep_best = [](Speed& best, const Speed& speed) {
    best.requests_per_s = std::max(best.requests_per_s, speed.requests_per_s);
    best.cpu_us = std::min(best.cpu_us, speed.cpu_us);
    best.client_us = std::min(best.client_us, speed.client_us);
  };
  for (int i = 0; i < rounds; ++i) {
    keep_best(own, measure_speed(own_port, target));
    keep_best(other, measure_speed(other_port, target));
  }
  return report(fmt::format("{} answers: {:.0f} requests/s at {:.1f} us of CPU (client {:.1f}); "
                            "cpp-httplib {:.0f} at {:.1f} ({:.1f})",
                            target.substr(1), own.requests_per_s, own.cpu_us, own.client_us,
                            other.requests_per_s, other.cpu_us, other.client_us),
                own.requests_per_s >= other.requests_per_s);
}

bool measure_polls(deadair::http::Server& server, Answers& answers) {
  const std::string poll = "GET /poll HTTP/1.1\r\nHost: x\r\n\r\n";
  const std::size_t size = answer_size(server.port(), "GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
  const double before_mb = resident_megabytes();
  Crowd crowd(server.port(), polls);
  for (std::size_t i = 0; i < crowd.size(); ++i) crowd.ask(i, poll, size);
  answers.wait_for_parked(polls);
  const double grown_mb = resident_megabytes() - before_mb;
  const std::size_t threads = other_threads();
  std::size_t answered = 0;
  const auto begin = Steady::now();
  server.wake("poll");
  while (answered < polls) crowd.take([&](std::size_t) { ++answered; });
  const std::chrono::duration<double, std::milli> woken = Steady::now() - begin;
  return report(
      fmt::format("{} parked polls: {} server threads, {:.2f} MB, all woken with {} bytes "
                  "each in {:.1f} ms",
                  polls, threads, grown_mb, size, woken.count()),
      threads <= threads_max && grown_mb <= poll_megabytes_max && woken.count() < woken_ms_max);
}

bool measure_idle(deadair::http::Server& server, Answers& answers) {
  const std::string request = "GET /small HTTP/1.1\r\nHost: x\r\n\r\n";
  const std::size_t size = answer_size(server.port(), request);
  Crowd crowd(server.port(), idle_connections);
  for (std::size_t i = 0; i < crowd.size(); ++i) crowd.ask(i, request, size);
  std::size_t answered = 0;
  while (answered < crowd.size()) crowd.take([&](std::size_t) { ++answered; });
  // The kernel books a running thread's time tick by tick: the last answers would count as idling.
  answers.let_pass(booking_time);
  const double before_s = server_cpu_s();
  const auto begin = Steady::now();
  answers.let_pass(idle_time);
  const std::chrono::duration<double> passed = Steady::now() - begin;
  const double percent = (server_cpu_s() - before_s) / passed.count() * 100;
  return report(fmt::format("{} idle connections: {:.3f} % of a core over {:.1f} s",
                            idle_connections, percent, passed.count()),
                percent <= idle_percent_max);
}

void allow_many_sockets() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, 8192);
  setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

int main() {
  allow_many_sockets();
  Answers answers;
  deadair::SystemClock clock;
  auto server = deadair::http::Server::start({}, answers, clock);
  if (!server.ok()) {
    fmt::print(stderr, "{}\n", server.error().text());
    return EXIT_FAILURE;
  }
  // Polls and idle connections first: the other server's threads are not there yet.
  bool kept = measure_polls(**server, answers);
  kept = measure_idle(**server, answers) && kept;
  const OtherServer other(answers);
  for (const char* target : {"/small", "/large"}) {
    kept = compare_speed(target, (*server)->port(), other.port()) && kept;
  }
  return kept ? EXIT_SUCCESS : EXIT_FAILURE;
}
