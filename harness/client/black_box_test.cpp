// What a command is told, and what is told of it.
#include "harness/client/black_box.h"

#include <doctest/doctest.h>

#include <csignal>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/base/no_threads.h"
#include "harness/client/adapter_fixture.h"
#include "harness/client/snapshot.h"

namespace deadair::client {
namespace {

using namespace testing;
using Words = std::vector<std::string>;

json::Value open_params() {
  const auto read = json::read(
      R"~({"homeserver":{"base_url":"http://127.0.0.1:1"},"room":{"room_id":"!r:x"},
      "user":{"user_id":"@u:x","access_token":"t o","device_id":"D","password":"p'{room_id}"}})~");
  REQUIRE(read.ok());
  return *read;
}

struct SplitRow {
  std::string text;
  Words words;
};

TEST_CASE("a command line is split into words, and nothing in it is expanded") {
  const std::vector<SplitRow> rows{
      {"a", {"a"}},
      {"  a\tb\n c  ", {"a", "b", "c"}},
      {"a 'b c' \"d e\"", {"a", "b c", "d e"}},
      {"a'b'\"c\"d", {"abcd"}},
      {"a '' \"\"", {"a", "", ""}},
      {R"(a\ b c\'d 'e\f' "g\"h")", {"a b", "c'd", "e\\f", "g\"h"}},
      {"a $HOME * ~ `x` {room_id}", {"a", "$HOME", "*", "~", "`x`", "{room_id}"}},
  };
  for (const SplitRow& row : rows) {
    CAPTURE(row.text);
    CHECK(*split_command(row.text) == row.words);
  }
  for (const std::string& text : Words{"", "  ", "'' a", "a 'b", "a \"b", "a \\"}) {
    CAPTURE(text);
    CHECK(split_command(text).error().code == "black_box.command");
  }
}

TEST_CASE("placeholders are filled in once, wherever they stand") {
  const Words command{"c",
                      "--to={base_url}/x",
                      "{user_id}{device_id}",
                      "{access_token}",
                      "{password}",
                      "{\"room\": \"{room_id}\"}",
                      "{",
                      "{}",
                      "{Room}",
                      "{broadcast}"};
  REQUIRE(check_placeholders(command).ok());
  CHECK(filled_command(command, open_params(), "$s") ==
        Words{"c", "--to=http://127.0.0.1:1/x", "@u:xD", "t o", "p'{room_id}",
              "{\"room\": \"!r:x\"}", "{", "{}", "{Room}", "$s"});
  const Status wrong = check_placeholders({"c", "{{room}"});
  REQUIRE_FALSE(wrong.ok());
  CHECK(wrong.error().message.starts_with("{room} is not known; there are {base_url} "));
}

struct Box {
  BlackBoxSource source;
  std::unique_ptr<Adapter> adapter;
  explicit Box(const Words& command) : source(command, Limits{}) { adapter = *source.start(); }
  Reply call(std::string_view method, const json::Value& params = json::Value::object()) const {
    return adapter->call(method, params, ample_ms, nullptr);
  }
  [[nodiscard]] Reply play() const {
    return call("act", json::Value::object({{"verb", "play"}, {"broadcast", "$s"}}));
  }
  // Until it has ended by itself.
  [[nodiscard]] Reply last() const {
    Reply reply = call("settle");
    while (reply.ok()) reply = call("settle");
    return reply;
  }
};

TEST_CASE("nothing is declared, and nothing is told") {
  const NothingStays check;
  Recorder recorder;
  const Box box({"/bin/cat"});
  const Reply reply = box.adapter->call("hello", json::Value::object(), ample_ms, &recorder);
  const Result<Hello> hello = read_hello(reply.value);
  REQUIRE(hello.ok());
  CHECK(hello->name == "cat");
  CHECK(hello->features.empty());
  CHECK(hello->reports.empty());
  CHECK(hello->depths.contains("black_box"));
  CHECK(recorder.lines == Words{"called 1 hello", "answered 1"});
  CHECK_FALSE(box.call("settle").value.bool_at("running", true));
  CHECK(box.call("observe").value.find("broadcasts")->items().empty());
  CHECK(box.call("reset").code == method_not_found);
  CHECK(box.adapter->finish() == Exit{});
}

TEST_CASE("a command starts at open, with its input at the end, and its print is kept") {
  const NothingStays check;
  const Box box({"sh", "-c", "cat; echo $0 $1; echo 2 >&2; exit 3", "{room_id}", "{password}"});
  REQUIRE(box.call("open", open_params()).ok());
  CHECK(box.play().code == refused);
  const Reply reply = box.last();
  CHECK(reply.kind == Reply::Kind::ended);
  CHECK(reply.exit == Exit{3, 0});
  CHECK_FALSE(box.adapter->usable());
  CHECK(box.adapter->take_stderr() == "2\n!r:x p'{room_id}\n");
}

TEST_CASE("a command that names the broadcast starts at play, once") {
  const NothingStays check;
  const Box box({"sleep", "600", "{broadcast}"});
  REQUIRE(box.call("open", open_params()).ok());
  CHECK_FALSE(box.call("settle").value.bool_at("running", true));
  CHECK(box.call("act", json::Value::object({{"verb", "stop"}})).code == refused);
  CHECK(box.play().ok());
}

TEST_CASE("one that is alive is told to end, or is killed") {
  const NothingStays check;
  const Box box({"sleep", "600"});
  REQUIRE(box.call("open", open_params()).ok());
  CHECK(box.call("settle").value.bool_at("running", false));
  CHECK(box.adapter->finish() == Exit{-1, SIGTERM, true});
  Box other({"sleep", "600"});
  REQUIRE(other.call("open", open_params()).ok());
  other.source.cut();
  CHECK(other.last().exit == Exit{-1, SIGKILL});
}

TEST_CASE("a command that finds no thread to read it is ended, and its case is told why") {
  const NothingStays check;
  const Box box({"sleep", "600"});
  {
    const NoThreads none;
    const Reply reply = box.call("open", open_params());
    CHECK(reply.code == adapter_fault);
    CHECK(reply.message.find("sleep") != std::string::npos);
    CHECK(reply.message.find("no thread") != std::string::npos);
  }
  CHECK_FALSE(box.call("settle").value.bool_at("running", true));
  CHECK(box.adapter->finish() == Exit{});
}

TEST_CASE("a program that is not there is the fault of whoever named it") {
  const NothingStays check;
  const Box box({"/nonexistent/client"});
  const Reply reply = box.call("open", open_params());
  CHECK(reply.code == adapter_fault);
  CHECK(reply.message.find("/nonexistent/client") != std::string::npos);
}

}  // namespace
}  // namespace deadair::client
