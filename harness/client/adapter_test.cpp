// Calls to adapters: answers, budgets, ends, and what goes on beside them.
#include "harness/client/adapter.h"

#include <doctest/doctest.h>
#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <string>
#include <thread>
#include <vector>

#include "harness/client/adapter_fixture.h"
#include "harness/client/pipe_io.h"

namespace deadair::client {
namespace {

using namespace testing;

TEST_CASE("a well-behaved adapter answers each call and leaves with bye") {
  const NothingStays check;
  Fixture fixture;
  fixture.start(hostile("good"));
  Recorder recorder;
  const Reply hello = fixture.call("hello", ample_ms, &recorder);
  REQUIRE(hello.ok());
  CHECK(hello.value.integer_at("contract", 0) == 1);
  CHECK(fixture.call("settle", ample_ms, &recorder).ok());
  CHECK(recorder.lines ==
        std::vector<std::string>{"called 1 hello", "answered 1", "called 2 settle", "answered 2"});
  CHECK(fixture.adapter->usable());
  CHECK(fixture.adapter->finish() == Exit{0, 0});
  CHECK(fixture.adapter->finish() == Exit{0, 0});
  CHECK_FALSE(fixture.adapter->usable());
  CHECK(fixture.adapter->take_stderr().empty());
}

TEST_CASE("bye may be called like any other method, and is said once") {
  const NothingStays check;
  Fixture fixture;
  fixture.start(hostile("good"));
  CHECK(fixture.call("bye").ok());
  CHECK(fixture.adapter->finish() == Exit{0, 0});
}

TEST_CASE("an error is an answer, and calls go on") {
  const NothingStays check;
  Fixture fixture;
  fixture.start(hostile("refuses"));
  const Reply reply = fixture.call("settle");
  CHECK(reply.kind == Reply::Kind::error);
  CHECK(reply.code == refused);
  CHECK(reply.message == "refused");
  CHECK(fixture.call("observe").ok());
}

TEST_CASE("a program that cannot be started is named with the cause") {
  const NothingStays check;
  SystemClock clock;
  const auto missing = Adapter::start({"/nonexistent/adapter", "--x"}, Limits{}, clock);
  REQUIRE_FALSE(missing.ok());
  CHECK(missing.error().code == "adapter.start");
  CHECK(missing.error().place == "/nonexistent/adapter");
  CHECK(missing.error().message.find("No such file or directory") != std::string::npos);
  const auto forbidden = Adapter::start({"/etc/passwd"}, Limits{}, clock);
  REQUIRE_FALSE(forbidden.ok());
  CHECK(forbidden.error().message.find("Permission denied") != std::string::npos);
  const auto folder = Adapter::start({"/etc"}, Limits{}, clock);
  REQUIRE_FALSE(folder.ok());
  CHECK(folder.error().message.find("it is a folder") != std::string::npos);
  CHECK(Adapter::start({}, Limits{}, clock).error().code == "adapter.start");
}

TEST_CASE("a process that ends between two calls has ended at the next one") {
  const NothingStays check;
  Fixture fixture;
  fixture.start(hostile("answer_and_exit"));
  CHECK(fixture.call("settle").ok());
  const Reply reply = fixture.call("observe");
  CHECK(reply.kind == Reply::Kind::ended);
  CHECK(reply.exit == Exit{0, 0});
}

TEST_CASE("a program that does nothing has ended at the first call") {
  const NothingStays check;
  Fixture fixture;
  fixture.start({"true"});
  CHECK(fixture.call("hello").kind == Reply::Kind::ended);
}

TEST_CASE("a grandchild that writes for ever does not keep us") {
  const NothingStays check;
  Fixture fixture;
  fixture.limits.notices_max = 200;
  fixture.start(hostile("grandchild_writes_and_exit"));
  const Reply reply = fixture.call("settle");
  // Its lines come first where it was faster than the end of its parent.
  if (reply.kind == Reply::Kind::ended) {
    CHECK(reply.exit == Exit{6, 0});
  } else {
    CHECK(reply.fault == "adapter.flood");
  }
  fixture.adapter->finish();
}

TEST_CASE("a call that hangs is over with its budget, at whatever method") {
  const std::vector<std::string> methods{"hello", "open", "act", "settle", "observe", "reset"};
  for (const std::string& method : methods) {
    DOCTEST_SUBCASE(method.c_str()) {
      const NothingStays check;
      Fixture fixture;
      fixture.start(hostile("hang", method));
      const Reply reply = fixture.call(method, 200);
      CHECK(reply.kind == Reply::Kind::timeout);
      CHECK(reply.detail == "no answer in 200 ms");
      CHECK(fixture.adapter->finish() == Exit{-1, SIGTERM, true});
    }
  }
}

TEST_CASE("an adapter that does not read cannot hold us up") {
  const NothingStays check;
  Fixture fixture;
  fixture.start(hostile("never_reads"));
  json::Value params = json::Value::object();
  params.set("padding", std::string(std::size_t{4} * 1024 * 1024, 'p'));
  CHECK(fixture.adapter->call("hello", params, 200, nullptr).kind == Reply::Kind::timeout);
}

TEST_CASE("a long line of ours arrives whole") {
  const NothingStays check;
  Fixture fixture;
  fixture.start(hostile("length"));
  json::Value params = json::Value::object();
  params.set("padding", std::string(std::size_t{4} * 1024 * 1024, 'p'));
  const Reply reply = fixture.adapter->call("settle", params, ample_ms, nullptr);
  CHECK(reply.value.integer_at("bytes", 0) == std::int64_t{4} * 1024 * 1024);
}

TEST_CASE("an answer in single bytes is an answer") {
  const NothingStays check;
  Fixture fixture;
  fixture.start(hostile("slowly"));
  CHECK(fixture.call("settle").ok());
}

TEST_CASE("an adapter that ignores SIGTERM and bye is killed") {
  const NothingStays check;
  Fixture fixture;
  fixture.start(hostile("stubborn"));
  REQUIRE(fixture.call("settle").ok());
  CHECK(fixture.call("observe", 100).kind == Reply::Kind::timeout);
  CHECK(fixture.adapter->finish() == Exit{-1, SIGKILL, true});
}

TEST_CASE("an adapter that hangs at bye is ended after the grace time") {
  const NothingStays check;
  Fixture fixture;
  fixture.limits.bye_ms = 200;
  fixture.start(hostile("hang", "bye"));
  REQUIRE(fixture.call("settle").ok());
  CHECK(fixture.adapter->finish() == Exit{-1, SIGTERM, true});
}

TEST_CASE("dropping an adapter ends it") {
  const NothingStays check;
  Fixture fixture;
  fixture.start(hostile("good"));
  REQUIRE(fixture.call("hello").ok());
}

TEST_CASE("a grandchild ends with its group") {
  const NothingStays check;
  Fixture fixture;
  fixture.start(hostile("grandchild"));
  const Reply reply = fixture.call("settle");
  const auto grandchild = reply.value.integer_at("grandchild", 0);
  REQUIRE(grandchild > 0);
  Descriptor watch(static_cast<int>(syscall(SYS_pidfd_open, grandchild, 0)));
  REQUIRE(watch.is_open());
  CHECK(fixture.adapter->finish() == Exit{0, 0});
  pollfd ended{watch.number(), POLLIN, 0};
  CHECK(poll(&ended, 1, ample_ms) == 1);
}

TEST_CASE("progress that moves renews the budget") {
  const NothingStays check;
  FakeClock clock;
  Recorder recorder(&clock, 80);
  auto adapter = Adapter::start(hostile("progress_moves"), Limits{}, clock);
  REQUIRE(adapter.ok());
  CHECK((*adapter)->call("settle", json::Value::object(), 100, &recorder).ok());
  CHECK(std::count(recorder.lines.begin(), recorder.lines.end(), "noticed progress") == 5);
  CHECK(clock.now_ms() == 400);
}

TEST_CASE("progress that moves for ever is not waited for") {
  const NothingStays check;
  FakeClock clock;
  Recorder recorder(&clock, 80);
  Limits limits;
  limits.budgets_max = 2;
  auto adapter = Adapter::start(hostile("progress_and_hang"), limits, clock);
  REQUIRE(adapter.ok());
  const Reply reply = (*adapter)->call("settle", json::Value::object(), 100, &recorder);
  CHECK(reply.kind == Reply::Kind::timeout);
  CHECK(reply.budget_ms == 200);
  CHECK(clock.now_ms() >= 200);
}

TEST_CASE("progress that stands still does not") {
  const NothingStays check;
  FakeClock clock;
  Recorder recorder(&clock, 80);
  auto adapter = Adapter::start(hostile("progress_stuck"), Limits{}, clock);
  REQUIRE(adapter.ok());
  CHECK((*adapter)->call("settle", json::Value::object(), 100, &recorder).kind ==
        Reply::Kind::timeout);
}

TEST_CASE("progress does not put off the end that `bye` asks for") {
  const NothingStays check;
  FakeClock clock;
  Recorder recorder(&clock, 80);
  auto adapter = Adapter::start(hostile("progress_and_hang", "bye"), Limits{}, clock);
  REQUIRE(adapter.ok());
  CHECK((*adapter)->call("bye", json::Value::object(), 100, &recorder).kind ==
        Reply::Kind::timeout);
}

TEST_CASE("stderr is read while nobody asks, and its end is kept") {
  const NothingStays check;
  Fixture fixture;
  fixture.start(hostile("stderr"));
  CHECK(fixture.call("settle").ok());
  CHECK(fixture.call("observe").ok());
  fixture.adapter->finish();
  const std::string text = fixture.adapter->take_stderr();
  CHECK(text.ends_with("the last words\n"));
  CHECK(text.starts_with("["));
  CHECK(text.find("bytes before this are not kept") < 30);
  CHECK(text.size() < fixture.limits.stderr_bytes_max + 100);
  CHECK(fixture.adapter->take_stderr().empty());
}

TEST_CASE("stderr between two calls holds nobody up, and is shown as valid text") {
  const NothingStays check;
  Fixture fixture;
  fixture.limits.stderr_bytes_max = 4096;
  fixture.start(hostile("stderr_unasked"));
  CHECK(fixture.call("settle").ok());
  CHECK(fixture.call("observe").ok());
  CHECK(fixture.adapter->take_stderr().ends_with("\xEF\xBF\xBD"));
}

TEST_CASE("what it wrote last on stderr is there when it has died") {
  const NothingStays check;
  Fixture fixture;
  fixture.start(hostile("abort"));
  CHECK(fixture.call("settle").kind == Reply::Kind::ended);
  CHECK(fixture.adapter->take_stderr() == "assertion failed: sequence > 0\n");
}

TEST_CASE("adapters beside each other share no descriptor") {
  const NothingStays check;
  constexpr int rounds = 5;
  std::vector<std::thread> threads;
  std::vector<std::string> seen(4);
  threads.reserve(seen.size());
  for (std::string& mine : seen) {
    threads.emplace_back([&mine] {
      for (int round = 0; round < rounds; ++round) {
        SystemClock clock;
        auto adapter = Adapter::start(hostile("descriptors"), Limits{}, clock);
        if (!adapter) continue;
        const Reply reply = (*adapter)->call("settle", json::Value::object(), ample_ms, nullptr);
        mine += json::write(reply.value);
        if ((*adapter)->finish() != Exit{0, 0}) mine += "not ended";
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::string all;
  for (int round = 0; round < rounds; ++round) all += R"({"descriptors":[0,1,2]})";
  for (const std::string& mine : seen) CHECK(mine == all);
}

}  // namespace
}  // namespace deadair::client
