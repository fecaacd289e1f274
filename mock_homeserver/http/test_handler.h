// For tests: a handler that does what it is told and keeps what it was told.
#pragma once

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/base/clock.h"
#include "mock_homeserver/http/server.h"
#include "mock_homeserver/http/test_peer.h"
#include "mock_homeserver/http/tls_server.h"

namespace deadair::http {

// A clock that the test moves while the server's thread reads it.
class SharedClock final : public Clock {
 public:
  [[nodiscard]] std::int64_t now_ms() override { return now_ms_; }
  void advance(std::int64_t ms) { now_ms_ += ms; }

 private:
  std::atomic<std::int64_t> now_ms_ = 1000;
};

struct Ended {
  std::uint64_t exchange = 0;
  Ending ending = Ending::answered;

  bool operator==(const Ended&) const = default;
};

class TestHandler final : public Handler {
 public:
  using Answer = std::function<Outcome(const Request&)>;

  explicit TestHandler(Answer answer) : answer_(std::move(answer)) {}

  [[nodiscard]] Outcome handle(const Request& request) override {
    Outcome outcome = answer_(request);
    note([&] { handled_.push_back(request); });
    return outcome;
  }
  void ended(std::uint64_t exchange, Ending ending) override {
    note([&] { ended_.push_back({exchange, ending}); });
  }
  void refused(std::uint64_t /*connection*/, int status, std::string_view /*why*/) override {
    note([&] { refused_.push_back(status); });
  }

  // Each waits until there are so many, with a deadline, and gives a copy.
  [[nodiscard]] std::vector<Request> handled(std::size_t count) {
    return wait_for(handled_, count, "handled requests");
  }
  [[nodiscard]] std::vector<Ended> ended(std::size_t count) {
    return wait_for(ended_, count, "ended exchanges");
  }
  [[nodiscard]] std::vector<int> refused(std::size_t count) {
    return wait_for(refused_, count, "refused requests");
  }

 private:
  template <class Change>
  void note(Change change) {
    const std::lock_guard lock(mutex_);
    change();
    changed_.notify_all();
  }

  template <class T>
  std::vector<T> wait_for(const std::vector<T>& list, std::size_t count, const char* what) {
    std::unique_lock lock(mutex_);
    const bool there =
        changed_.wait_for(lock, std::chrono::seconds(20), [&] { return list.size() >= count; });
    REQUIRE_MESSAGE(there, "waited for " << count << " " << what << ", got " << list.size());
    return list;
  }

  Answer answer_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Request> handled_;
  std::vector<Ended> ended_;
  std::vector<int> refused_;
};

enum class Over { clear, tls };

// A server with its handler and its clock.
struct TestServer {
  explicit TestServer(TestHandler::Answer answer, const Limits& limits = {},
                      Over over = Over::clear)
      : handler(std::move(answer)) {
    Options options;
    options.limits = limits;
    if (over == Over::tls) {
      Result<std::shared_ptr<const TlsIdentity>> made = TlsIdentity::make(options.address);
      REQUIRE(made.ok());
      identity = *made;
    }
    Result<std::unique_ptr<Server>> started = start_over_tls(options, identity, handler, clock);
    REQUIRE(started.ok());
    server = std::move(*started);
  }

  // Moves the clock and makes the server look at it.
  void advance(std::int64_t ms) {
    clock.advance(ms);
    server->wake("");
  }

  // A client that speaks as the server does.
  [[nodiscard]] TestPeer peer() const {
    TestPeer made(server->port());
    if (identity != nullptr) made.secure(identity->authority_pem());
    return made;
  }

  SharedClock clock;
  TestHandler handler;
  std::shared_ptr<const TlsIdentity> identity;  // null in the clear
  std::unique_ptr<Server> server;
};

// After the server has stopped: every exchange that was handled has ended, and ended once.
inline void check_each_ended_once(TestHandler& handler) {
  std::map<std::uint64_t, int> endings;
  for (const Request& request : handler.handled(0)) endings.emplace(request.exchange, 0);
  for (const Ended& ended : handler.ended(0)) ++endings[ended.exchange];
  for (const auto& ending : endings) {
    CHECK_MESSAGE(ending.second == 1, "exchange " << ending.first);
  }
}

// A good answer with that body.
[[nodiscard]] inline Response text(std::string body) {
  Response response;
  response.content_type = "text/plain";
  response.body = std::move(body);
  return response;
}

}  // namespace deadair::http
