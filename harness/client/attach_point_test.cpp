// Adapters over real sockets on loopback: who gets in, who is called, and how each one ends.
#include "harness/client/attach_point.h"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "harness/client/adapter_fixture.h"

namespace deadair::client {
namespace {

using namespace testing;

// An adapter of a test, on a blocking socket.
class Caller {
 public:
  explicit Caller(const std::string& place)
      : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port =
        htons(static_cast<std::uint16_t>(std::stoi(place.substr(place.find(':') + 1))));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(connect(socket_.number(), reinterpret_cast<const sockaddr*>(&address),
                    sizeof address) == 0);
  }
  void say(std::string_view text) const {
    REQUIRE(::send(socket_.number(), text.data(), text.size(), MSG_NOSIGNAL) ==
            static_cast<ssize_t>(text.size()));
  }
  void attach(std::string_view token = "secret") const { say(attach_line(token) + "\n"); }
  // Up to the next line feed, or to the end.
  [[nodiscard]] std::string line() const {
    std::string line;
    for (char letter = 0; ::recv(socket_.number(), &letter, 1, 0) == 1 && letter != '\n';) {
      line += letter;
    }
    return line;
  }
  [[nodiscard]] bool at_end() const { return line().empty(); }
  void close() { socket_.close(); }

 private:
  Descriptor socket_;
};

struct Desk {
  SystemClock clock;
  std::mutex mutex;
  std::vector<std::string> told;
  std::unique_ptr<AttachPoint> point;

  explicit Desk(AttachOptions options = {.token = "secret", .wait_ms = ample_ms},
                const Limits& limits = {}) {
    options.tell = [this](const std::string& sentence) {
      const std::lock_guard lock(mutex);
      told.push_back(sentence);
    };
    Result<std::unique_ptr<AttachPoint>> opened = AttachPoint::open(options, limits, clock);
    REQUIRE_MESSAGE(opened.ok(), opened.error().text());
    point = std::move(opened).value();
  }
  [[nodiscard]] std::unique_ptr<Adapter> start() const {
    Result<std::unique_ptr<Adapter>> started = point->start();
    REQUIRE_MESSAGE(started.ok(), started.error().text());
    return std::move(started).value();
  }
  // What was told by the end, from a thread that has ended.
  std::vector<std::string> end() {
    point.reset();
    return told;
  }
};

constexpr std::string_view good_answer = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}\n";

Reply call(Adapter& adapter, std::string_view method = "settle", std::int64_t budget_ms = ample_ms,
           Observer* observer = nullptr) {
  return adapter.call(method, json::Value::object(), budget_ms, observer);
}

TEST_CASE("an adapter that shows the token is called, and leaves with bye") {
  const NothingStays check;
  Desk desk;
  Caller caller(desk.point->place());
  caller.attach();
  std::unique_ptr<Adapter> adapter = desk.start();
  CHECK_FALSE(adapter->process_id());
  CHECK(adapter->take_stderr().empty());
  std::thread other([&] {
    CHECK(caller.line() == R"({"jsonrpc":"2.0","id":1,"method":"settle","params":{}})");
    caller.say(good_answer);
    CHECK(caller.line() == R"({"jsonrpc":"2.0","id":2,"method":"bye","params":{}})");
    caller.say("{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{}}\n");
    CHECK(caller.at_end());
    caller.close();
  });
  CHECK(call(*adapter).ok());
  CHECK(adapter->finish() == Exit::of_connection());
  other.join();
  CHECK(desk.end().empty());
}

TEST_CASE("what stands behind the first line is read like everything else") {
  Desk desk;
  Caller caller(desk.point->place());
  caller.say(attach_line("secret") +
             "\n{\"jsonrpc\":\"2.0\",\"method\":\"log\",\"params\":{\"text\":\"here\"}}\n" +
             std::string(good_answer));
  const std::unique_ptr<Adapter> adapter = desk.start();
  // The answer came before its call.
  Recorder recorder;
  const Reply reply = call(*adapter, "settle", ample_ms, &recorder);
  CHECK(reply.fault == "adapter.wrong_id");
  CHECK(recorder.lines == std::vector<std::string>{"noticed log", "called 1 settle"});
}

struct HostileRow {
  std::string name;
  std::string says;  // "" and then the end
  bool leaves = false;
  std::string told;
};

TEST_CASE("who does not show the token is turned away, and nobody waits for that") {
  const std::vector<HostileRow> rows{
      {"a wrong token", attach_line("secret0") + "\n", false, "the token is wrong"},
      {"HTTP", "GET / HTTP/1.1\r\nHost: x\r\n\r\n", false, "no attach notification: GET /"},
      {"binary", std::string("\x16\x03\x01\x00\n", 5), false, "no attach notification"},
      {"silence", "", false, "no first line within 50 ms"},
      {"half a line", "{\"jsonrpc\":", false, "no first line within 50 ms"},
      {"an endless line", std::string(5000, 'x'), false, "longer than 4096 bytes"},
      {"gone at once", "", true, "went away"},
      {"gone in the line", "{\"jsonrpc\":", true, "went away"},
  };
  for (const HostileRow& row : rows) {
    DOCTEST_SUBCASE(row.name.c_str()) {
      const NothingStays check;
      Desk desk({.token = "secret", .wait_ms = ample_ms, .greeting_ms = 50});
      Caller hostile_one(desk.point->place());
      hostile_one.say(row.says);
      if (row.leaves) {
        hostile_one.close();
      } else {
        while (!hostile_one.at_end()) {
        }
      }
      Caller good(desk.point->place());
      good.attach();
      std::unique_ptr<Adapter> adapter = desk.start();
      std::thread other([&] {
        CHECK_FALSE(good.line().empty());
        good.say(good_answer);
      });
      CHECK(call(*adapter).ok());
      other.join();
      good.close();
      adapter.reset();
      const std::vector<std::string> told = desk.end();
      REQUIRE(told.size() == 1);
      CHECK(told.front().starts_with("127.0.0.1:"));
      CHECK(told.front().find(row.told) != std::string::npos);
    }
  }
}

TEST_CASE("nobody came in time") {
  Desk desk({.token = "secret", .wait_ms = 20});
  const auto started = desk.point->start();
  REQUIRE_FALSE(started.ok());
  CHECK(started.error().code == "adapter.start");
  CHECK(started.error().place == desk.point->place());
  CHECK(started.error().message == "no adapter attached within 20 ms");
}

TEST_CASE("a connection that closes between or in calls has ended, like a process") {
  for (const bool asked : {false, true}) {
    const NothingStays check;
    Desk desk;
    Caller caller(desk.point->place());
    caller.attach();
    const std::unique_ptr<Adapter> adapter = desk.start();
    std::thread other([&] {
      if (asked) CHECK_FALSE(caller.line().empty());
      caller.close();
    });
    const Reply reply = call(*adapter);
    other.join();
    CHECK(reply.kind == Reply::Kind::ended);
    CHECK(reply.exit == Exit::of_connection());
    CHECK(reply.detail == "closed its connection");
    CHECK_FALSE(adapter->usable());
  }
}

TEST_CASE("lines are bounded and held to the contract as those of a process are") {
  const std::vector<std::pair<std::string, std::string>> rows{
      {"noise\n", "a line on the connection is not a JSON-RPC object: noise"},
      {std::string(5000, 'x'), "a line on the connection is longer than 4096 bytes"},
  };
  for (const auto& [says, detail] : rows) {
    Desk desk({.token = "secret", .wait_ms = ample_ms}, {.line_bytes_max = 4096});
    Caller caller(desk.point->place());
    caller.attach();
    const std::unique_ptr<Adapter> adapter = desk.start();
    caller.say(says);
    const Reply reply = call(*adapter);
    CHECK(reply.kind == Reply::Kind::broken);
    CHECK(reply.detail.starts_with(detail));
    CHECK(adapter->finish() == (Exit{-1, 0, true}));
    CHECK(caller.at_end());
  }
}

TEST_CASE("one that does not answer is over with its budget, and is cut off") {
  Desk desk;
  Caller caller(desk.point->place());
  caller.attach();
  std::unique_ptr<Adapter> adapter = desk.start();
  CHECK(call(*adapter, "settle", 50).kind == Reply::Kind::timeout);
  adapter.reset();
  CHECK_FALSE(caller.line().empty());
  CHECK(caller.at_end());
}

TEST_CASE("those who wait are taken in the order of coming, and forgotten when they leave") {
  Desk desk;
  Caller first(desk.point->place());
  first.attach();
  CHECK(desk.point->wait_for_change(0, ample_ms) == 1);
  Caller second(desk.point->place());
  second.attach();
  CHECK(desk.point->wait_for_change(1, ample_ms) == 2);
  first.close();
  CHECK(desk.point->wait_for_change(2, ample_ms) == 1);
  const std::unique_ptr<Adapter> adapter = desk.start();
  CHECK(desk.point->wait_for_change(1, ample_ms) == 0);
  CHECK(call(*adapter, "settle", 1).kind == Reply::Kind::timeout);
  CHECK_FALSE(second.line().empty());
}

TEST_CASE("more connections than can be needed are turned away") {
  Desk desk;
  std::vector<Caller> callers;
  for (std::size_t count = 0; count < AttachPoint::connections_max; ++count) {
    callers.emplace_back(desk.point->place()).attach();
  }
  for (std::size_t seen = 0; seen < AttachPoint::connections_max;) {
    seen = desk.point->wait_for_change(seen, ample_ms);
  }
  const Caller late(desk.point->place());
  CHECK(late.line().find("64 connections wait already") != std::string::npos);
  CHECK(late.at_end());
}

TEST_CASE("an end from outside wakes who waits and cuts off who is called") {
  Desk desk;
  Caller caller(desk.point->place());
  caller.attach();
  const std::unique_ptr<Adapter> adapter = desk.start();
  std::thread waits([&] {
    const auto none = desk.point->start();
    CHECK(none.error().message == "the run is over");
  });
  std::thread ends([&] {
    CHECK_FALSE(caller.line().empty());
    desk.point->cut();
  });
  CHECK(call(*adapter).kind == Reply::Kind::ended);
  ends.join();
  waits.join();
  CHECK(caller.at_end());
}

TEST_CASE("a port that is taken, or is none, is named") {
  Desk desk;
  const std::string& place = desk.point->place();
  SystemClock clock;
  const int port = std::stoi(place.substr(place.find(':') + 1));
  const auto taken = AttachPoint::open({.port = port, .token = "x"}, {}, clock);
  REQUIRE_FALSE(taken.ok());
  CHECK(taken.error().code == "attach.listen");
  CHECK(taken.error().place == place);
  CHECK(taken.error().message.find("in use") != std::string::npos);
  CHECK_FALSE(AttachPoint::open({.port = 65536, .token = "x"}, {}, clock).ok());
  CHECK_FALSE(AttachPoint::open({.address = "a phone", .token = "x"}, {}, clock).ok());
}

}  // namespace
}  // namespace deadair::client
