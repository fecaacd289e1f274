// The real network against a server on loopback.
#include <doctest/doctest.h>
#include <httplib.h>
#include <poll.h>

#include <future>
#include <string>
#include <thread>

#include "clients/reference/network.h"

namespace deadair::reference {
namespace {

// Answers /hello, never answers /wait before it is told to end.
class Server {
 public:
  Server() : port_(server_.bind_to_any_port("127.0.0.1")) {
    server_.Get("/hello", [](const httplib::Request& request, httplib::Response& response) {
      response.set_header("Retry-After", "3");
      response.set_content(request.get_header_value("Authorization"), "text/plain");
    });
    server_.Get("/wait", [this](const httplib::Request&, httplib::Response&) {
      waiting_.set_value();
      end_.get_future().wait();
    });
    thread_ = std::thread([this] { server_.listen_after_bind(); });
  }
  ~Server() {
    end_.set_value();
    server_.stop();
    thread_.join();
  }
  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  void wait_for_poll() { waiting_.get_future().wait(); }

 private:
  httplib::Server server_;
  int port_;
  std::promise<void> waiting_, end_;
  std::thread thread_;
};

constexpr std::int64_t wait_ms = 5000;

TEST_CASE("an answer is handed over by deliver, and the token was sent") {
  Server server;
  const auto network = make_http_network(server.url(), "secret");
  Answer answer;
  network->send(Lane::loads, {"GET", "/hello", ""}, [&](const Answer& got) { answer = got; });
  CHECK(network->open_requests(Lane::loads) == 1);
  CHECK(network->deliver(wait_ms));
  CHECK(network->open_requests(Lane::loads) == 0);
  CHECK(answer.status == 200);
  CHECK(answer.body == "Bearer secret");
  CHECK(answer.retry_after_ms == 3000);
  CHECK_FALSE(network->deliver(0));
}

TEST_CASE("an answer that has arrived and was not handed over is known of") {
  Server server;
  const auto network = make_http_network(server.url(), "secret");
  CHECK_FALSE(network->answering(Lane::loads));
  for (int i = 0; i < 2; ++i) {  // on a new connection, and on one that was used before
    network->send(Lane::loads, {"GET", "/hello", ""}, [](const Answer&) {});
    pollfd watched{network->descriptor(), POLLIN, 0};
    CHECK(poll(&watched, 1, static_cast<int>(wait_ms)) == 1);
    CHECK(network->answering(Lane::loads));
    CHECK(network->deliver(0));
    CHECK_FALSE(network->answering(Lane::loads));
  }
  network->send(Lane::poll, {"GET", "/wait", ""}, [](const Answer&) {});
  server.wait_for_poll();
  CHECK_FALSE(network->answering(Lane::poll));
}

TEST_CASE("a long poll does not stand in the way of loads, and goes with the network") {
  Server server;
  bool poll_answered = false;
  int loads = 0;
  {
    const auto network = make_http_network(server.url(), "secret");
    network->send(Lane::poll, {"GET", "/wait", ""}, [&](const Answer&) { poll_answered = true; });
    server.wait_for_poll();
    for (int i = 0; i < 3; ++i) {
      network->send(Lane::loads, {"GET", "/hello", ""}, [&](const Answer&) { ++loads; });
    }
    while (loads < 3 && network->deliver(wait_ms)) continue;
    CHECK(loads == 3);
    CHECK(network->open_requests(Lane::poll) == 1);
  }
  CHECK_FALSE(poll_answered);
}

TEST_CASE("where nobody listens there is a failure and no status") {
  const auto network = make_http_network("http://127.0.0.1:1", "secret");
  Answer answer{200, "", {}, ""};
  network->send(Lane::loads, {"GET", "/hello", ""}, [&](const Answer& got) { answer = got; });
  CHECK(network->deliver(wait_ms));
  CHECK(answer.status == 0);
  CHECK_FALSE(answer.failure.empty());
}

TEST_CASE("a network that is made and dropped at once ends its threads") {
  for (int i = 0; i < 20; ++i) {
    const auto network = make_http_network("http://127.0.0.1:1", "secret");
    network->send(Lane::poll, {"GET", "/wait", ""}, [](const Answer&) {});
  }
}

}  // namespace
}  // namespace deadair::reference
