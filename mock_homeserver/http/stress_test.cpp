// Many small requests from several threads, with wakes between them: none may be forgotten.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "mock_homeserver/http/server.h"
#include "mock_homeserver/http/test_handler.h"
#include "mock_homeserver/http/test_peer.h"

namespace deadair::http {
namespace {

constexpr int requests_each = 400;
constexpr int polls_each = 200;
constexpr int answer_ms_max = 5000;

// Keys that are to be woken, from the server's thread to those that wake.
class WakeOrders {
 public:
  void put(std::string key) {
    const std::lock_guard lock(mutex_);
    keys_.push_back(std::move(key));
    changed_.notify_one();
  }
  void close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    changed_.notify_all();
  }
  [[nodiscard]] std::optional<std::string> take() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return closed_ || !keys_.empty(); });
    if (keys_.empty()) return std::nullopt;
    std::string key = std::move(keys_.front());
    keys_.pop_front();
    return key;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::string> keys_;
  bool closed_ = false;
};

// Asks so many times on one connection; a new one now and then. Counts answers as they should be.
void ask(int port, const std::string& name, int count, int a_connection,
         std::atomic<int>& answered) {
  std::unique_ptr<TestPeer> peer;
  for (int i = 0; i < count; ++i) {
    if (i % a_connection == 0) peer = std::make_unique<TestPeer>(port, answer_ms_max);
    const std::string target = fmt::format("/{}/{}", name, i);
    if (!peer->try_send(fmt::format("GET {} HTTP/1.1\r\n\r\n", target))) return;
    const std::optional<std::string> answer = peer->try_receive_answer();
    if (!answer || body_of(*answer) != target) return;
    ++answered;
  }
}

// The clock stands still: nothing that was forgotten is found again by a deadline.
TEST_CASE("no request and no wake is forgotten among many threads") {
  WakeOrders orders;
  TestServer server([&orders](const Request& request) {
    if (request.segments[0] == "poll" && !request.asked_again) {
      orders.put(request.target);
      return Outcome(Park{request.target, 60000});
    }
    return Outcome(text(request.target));
  });
  const int port = server.server->port();
  std::atomic<int> answered = 0;
  std::vector<std::thread> clients;
  clients.reserve(6);
  for (int i = 0; i < 4; ++i) {
    clients.emplace_back(
        [&, i] { ask(port, fmt::format("get/{}", i), requests_each, 100, answered); });
  }
  for (int i = 0; i < 2; ++i) {
    clients.emplace_back(
        [&, i] { ask(port, fmt::format("poll/{}", i), polls_each, 10, answered); });
  }
  std::vector<std::thread> wakers;
  wakers.reserve(2);
  for (int i = 0; i < 2; ++i) {
    wakers.emplace_back([&] {
      while (const std::optional<std::string> key = orders.take()) server.server->wake(*key);
    });
  }
  for (std::thread& client : clients) client.join();
  orders.close();
  for (std::thread& waker : wakers) waker.join();

  CHECK(answered == 4 * requests_each + 2 * polls_each);
  CHECK(server.handler.ended(4 * requests_each + 2 * polls_each).size() ==
        4 * requests_each + 2 * polls_each);
  server.server.reset();
  check_each_ended_once(server.handler);
}

}  // namespace
}  // namespace deadair::http
