// Adapters that break the contract: each breach is named, and nothing of them stays behind.
#include "harness/client/adapter.h"

#include <doctest/doctest.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

#include "harness/client/descriptor.h"

namespace deadair::client {
namespace {

// For calls whose outcome does not wait for time to pass; a slow machine may take long over them.
constexpr std::int64_t ample_ms = 60000;

std::vector<std::string> hostile(const std::string& mode, const std::string& method = "settle") {
  return {"python3", DEADAIR_HOSTILE_ADAPTER, mode, method};
}

std::ptrdiff_t open_descriptors() {
  return std::distance(std::filesystem::directory_iterator("/proc/self/fd"),
                       std::filesystem::directory_iterator());
}

bool has_children() {
  siginfo_t nobody{};
  return waitid(P_ALL, 0, &nobody, WEXITED | WNOHANG | WNOWAIT) == 0 || errno != ECHILD;
}

// Fails the test where anything of an adapter is left behind.
class NothingStays {
 public:
  NothingStays() = default;
  NothingStays(const NothingStays&) = delete;
  NothingStays& operator=(const NothingStays&) = delete;
  ~NothingStays() {
    CHECK(open_descriptors() == before_);
    CHECK_FALSE(has_children());
  }

 private:
  std::ptrdiff_t before_ = open_descriptors();
};

class Recorder final : public Observer {
 public:
  explicit Recorder(FakeClock* clock = nullptr, std::int64_t step_ms = 0)
      : clock_(clock), step_ms_(step_ms) {}
  void called(std::int64_t id, std::string_view method, const json::Value& /*params*/) override {
    lines.push_back("called " + std::to_string(id) + " " + std::string(method));
  }
  void answered(std::int64_t id, const json::Value& /*message*/) override {
    lines.push_back("answered " + std::to_string(id));
  }
  void noticed(const json::Value& message) override {
    lines.push_back("noticed " + std::string(message.string_at("method")));
    if (clock_ != nullptr) clock_->advance(step_ms_);
  }

  std::vector<std::string> lines;

 private:
  FakeClock* clock_;
  std::int64_t step_ms_;
};

struct Fixture {
  Limits limits;
  SystemClock clock;
  std::unique_ptr<Adapter> adapter;

  void start(const std::vector<std::string>& command) {
    Result<std::unique_ptr<Adapter>> started = Adapter::start(command, limits, clock);
    REQUIRE_MESSAGE(started.ok(), started.error().text());
    adapter = std::move(started).value();
  }
  Reply call(std::string_view method, std::int64_t budget_ms = ample_ms,
             Observer* observer = nullptr) {
    return adapter->call(method, json::Value::object(), budget_ms, observer);
  }
};

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
  CHECK(Adapter::start({}, Limits{}, clock).error().code == "adapter.start");
}

struct BreachRow {
  std::string mode;
  std::string fault;
  std::string detail;
  bool at_next_call = false;  // the breach lies behind the answer
};

TEST_CASE("breaches of the contract are named") {
  const std::vector<BreachRow> rows{
      {"noise", "adapter.noise", "Starting player\\x1b[0m …"},
      {"empty_line", "adapter.noise", "not a JSON-RPC object"},
      {"many_lines", "adapter.noise", "yyyy"},
      {"long_line", "adapter.line_too_long", "longer than 2097152 bytes: xxxx"},
      {"long_answer", "adapter.line_too_long", "{\"jsonrpc\""},
      {"invalid_utf8", "adapter.noise", "not valid Unicode"},
      {"deep", "adapter.too_deep", "nested deeper than 64"},
      {"deep_open", "adapter.too_deep", "nested deeper than 64"},
      {"wrong_id", "adapter.wrong_id", "in place of 1"},
      {"text_id", "adapter.wrong_id", "in place of 1"},
      {"no_id", "adapter.wrong_id", "parse error"},
      {"doubled", "adapter.wrong_id", "no call waits for", true},
      {"early", "adapter.wrong_id", "no call waits for", true},
      {"garbage", "adapter.garbage", "both \"result\" and \"error\""},
      {"neither", "adapter.garbage", "neither \"result\" nor \"error\""},
      {"calls", "adapter.garbage", "a call by the adapter"},
      {"closes_stdout", "adapter.closed_stdout", "lives on"},
      {"closes_stdin", "adapter.closed_stdin", "lives on", true},
      {"flood", "adapter.flood", "more than 200 notifications"},
      {"flood_unasked", "adapter.flood", "more than 200 notifications", true},
      {"banner", "adapter.noise", "example adapter 1.0"},
  };
  for (const BreachRow& row : rows) {
    DOCTEST_SUBCASE(row.mode.c_str()) {
      const NothingStays check;
      Fixture fixture;
      fixture.limits.line_bytes_max = std::size_t{2} * 1024 * 1024;
      fixture.limits.notices_max = 200;
      fixture.start(hostile(row.mode));
      if (row.at_next_call) REQUIRE(fixture.call("settle").ok());
      const Reply reply = fixture.call(row.at_next_call ? "observe" : "settle");
      CHECK(reply.kind == Reply::Kind::broken);
      CHECK(reply.fault == row.fault);
      CHECK_MESSAGE(reply.detail.find(row.detail) != std::string::npos, reply.detail);
      CHECK(reply.detail.size() < 600);
      CHECK_FALSE(fixture.adapter->usable());
      fixture.adapter->finish();
    }
  }
}

TEST_CASE("an answer that was written before any call is a wrong id") {
  const NothingStays check;
  Fixture fixture;
  fixture.start(hostile("early", "hello"));
  REQUIRE(fixture.call("hello").ok());
  CHECK(fixture.call("observe").fault == "adapter.wrong_id");
}

TEST_CASE("an adapter that answers ahead of the first call is found out") {
  const NothingStays check;
  Fixture fixture;
  fixture.start(hostile("ahead"));
  CHECK(fixture.call("hello").fault == "adapter.wrong_id");
}

struct EndRow {
  std::string mode;
  Exit exit;
};

void check_end(const EndRow& row, const std::string& method) {
  const NothingStays check;
  Fixture fixture;
  fixture.start(hostile(row.mode, method));
  const Reply reply = fixture.call(method);
  CHECK(reply.kind == Reply::Kind::ended);
  CHECK(reply.exit == row.exit);
  CHECK(reply.detail == row.exit.text());
  CHECK_FALSE(fixture.adapter->usable());
  CHECK(fixture.adapter->finish() == row.exit);
}

TEST_CASE("the end of the process is told with its status") {
  const std::vector<EndRow> rows{
      {"exit_0", {0, 0}},
      {"exit_3", {3, 0}},
      {"exit_99", {99, 0}},
      {"half_a_line_and_exit", {4, 0}},
      {"closes_stdout_and_exits", {5, 0}},
      {"grandchild_and_exit", {6, 0}},
  };
  for (const EndRow& row : rows) {
    DOCTEST_SUBCASE(row.mode.c_str()) { check_end(row, "settle"); }
  }
}

TEST_CASE("a crash is told at whatever call") {
  const std::vector<std::string> methods{"hello",   "open",    "act",   "settle", "observe",
                                         "advance", "restart", "reset", "bye"};
  for (const std::string& method : methods) {
    DOCTEST_SUBCASE(method.c_str()) { check_end({"abort", {-1, SIGABRT}}, method); }
  }
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
  CHECK((reply.kind == Reply::Kind::ended || reply.fault == "adapter.flood"));
  CHECK(fixture.adapter->finish() == Exit{6, 0});
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
      CHECK(fixture.adapter->finish() == Exit{-1, SIGTERM});
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
  fixture.limits.bye_ms = 100;
  CHECK(fixture.call("observe", 100).kind == Reply::Kind::timeout);
  CHECK(fixture.adapter->finish() == Exit{-1, SIGKILL});
}

TEST_CASE("an adapter that hangs at bye is ended after the grace time") {
  const NothingStays check;
  Fixture fixture;
  fixture.limits.bye_ms = 200;
  fixture.start(hostile("hang", "bye"));
  REQUIRE(fixture.call("settle").ok());
  CHECK(fixture.adapter->finish() == Exit{-1, SIGTERM});
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

TEST_CASE("progress that stands still does not") {
  const NothingStays check;
  FakeClock clock;
  Recorder recorder(&clock, 80);
  auto adapter = Adapter::start(hostile("progress_stuck"), Limits{}, clock);
  REQUIRE(adapter.ok());
  CHECK((*adapter)->call("settle", json::Value::object(), 100, &recorder).kind ==
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

TEST_CASE("what an adapter pours out does not pile up here") {
  const NothingStays check;
  rusage before{};
  getrusage(RUSAGE_SELF, &before);
  for (const std::string mode : {"long_line", "flood", "many_lines", "flood_unasked"}) {
    Fixture fixture;
    fixture.limits.line_bytes_max = std::size_t{1} * 1024 * 1024;
    fixture.start(hostile(mode));
    (void)fixture.call("settle");
    fixture.adapter->finish();
  }
  rusage after{};
  getrusage(RUSAGE_SELF, &after);
  constexpr long growth_max_kib = 128 * 1024;
  CHECK(after.ru_maxrss - before.ru_maxrss < growth_max_kib);
}

}  // namespace
}  // namespace deadair::client
