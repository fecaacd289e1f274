// One line from an adapter is told apart, and shown shortened.
#include "harness/client/messages.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace deadair::client {
namespace {

struct FaultRow {
  std::string name;
  std::string line;
  std::string fault;
  std::string detail;
};

TEST_CASE("lines that break the contract are named") {
  const std::string deep =
      R"({"jsonrpc":"2.0","id":1,"result":)" + std::string(64, '[') + std::string(64, ']') + "}";
  const std::vector<FaultRow> rows{
      {"an empty line", "", "adapter.noise", "not a JSON-RPC object"},
      {"a banner", "Listening on port 8080", "adapter.noise", "Listening on port 8080"},
      {"JSON that is no object", "[1,2]", "adapter.noise", "[1,2]"},
      {"half an object", R"({"jsonrpc":"2.0",)", "adapter.noise", R"({"jsonrpc")"},
      {"two objects", R"({"jsonrpc":"2.0"}{})", "adapter.noise", "}{}"},
      {"invalid UTF-8", "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"\xFF\"}", "adapter.noise",
       "not valid Unicode"},
      {"65 levels", deep, "adapter.too_deep", "nested deeper than 64"},
      {"no version", R"({"id":1,"result":{}})", "adapter.garbage", R"("jsonrpc": "2.0")"},
      {"the old version", R"({"jsonrpc":"1.0","id":1,"result":{}})", "adapter.garbage", "1.0"},
      {"nothing else", R"({"jsonrpc":"2.0"})", "adapter.garbage", "neither an answer"},
      {"result and error", R"({"jsonrpc":"2.0","id":1,"result":{},"error":{}})", "adapter.garbage",
       "both"},
      {"neither", R"({"jsonrpc":"2.0","id":1})", "adapter.garbage", "neither"},
      {"an error without code", R"({"jsonrpc":"2.0","id":1,"error":{"message":"x"}})",
       "adapter.garbage", "\"code\""},
      {"an error that is no object", R"({"jsonrpc":"2.0","id":1,"error":"x"})", "adapter.garbage",
       "\"code\""},
      {"an error without message", R"({"jsonrpc":"2.0","id":1,"error":{"code":1}})",
       "adapter.garbage", "\"message\""},
      {"a call", R"({"jsonrpc":"2.0","id":1,"method":"log"})", "adapter.garbage", "only answers"},
      {"a method that is a number", R"({"jsonrpc":"2.0","method":1})", "adapter.garbage",
       "no string"},
  };
  for (const FaultRow& row : rows) {
    DOCTEST_SUBCASE(row.name.c_str()) {
      const Message message = read_message(row.line, Limits{});
      CHECK(message.kind == Message::Kind::fault);
      CHECK(message.fault == row.fault);
      CHECK_MESSAGE(message.detail.find(row.detail) != std::string::npos, message.detail);
    }
  }
}

TEST_CASE("values are counted without reading them") {
  CHECK(values_in("") == 1);
  CHECK(values_in("5") == 1);
  CHECK(values_in("[1,2,3]") == 4);
  CHECK(values_in(R"({"a":[],"b":{"c":"x,[{\",y"}})") == 5);  // an empty list counts twice
  CHECK(values_in(R"({"open": "[,,,)") == 2);
}

TEST_CASE("64 levels are not too deep") {
  const std::string line =
      R"({"jsonrpc":"2.0","id":1,"result":)" + std::string(63, '[') + std::string(63, ']') + "}";
  CHECK(read_message(line, Limits{}).kind == Message::Kind::answer);
}

TEST_CASE("answers and notifications are read, unknown members and a carriage return included") {
  const Message answer =
      read_message("{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{\"a\":1},\"extra\":[]}\r", Limits{});
  CHECK(answer.kind == Message::Kind::answer);
  CHECK(answer.id == 7);
  CHECK(reply_of(answer.value).ok());
  CHECK(reply_of(answer.value).value.integer_at("a", 0) == 1);

  const Message notice =
      read_message(R"({"jsonrpc":"2.0","method":"log","params":{"text":"x"}})", Limits{});
  CHECK(notice.kind == Message::Kind::notice);

  const Message null_id = read_message(
      R"({"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"parse"}})", Limits{});
  CHECK(null_id.kind == Message::Kind::answer);
  CHECK_FALSE(null_id.id.has_value());
}

TEST_CASE("an error keeps its code, message and data") {
  const Message message = read_message(
      R"({"jsonrpc":"2.0","id":1,"error":{"code":2,"message":"no","data":{"feature":"seek"}}})",
      Limits{});
  const Reply reply = reply_of(message.value);
  CHECK(reply.kind == Reply::Kind::error);
  CHECK(reply.code == unsupported);
  CHECK(reply.message == "no");
  CHECK(reply.value.string_at("feature") == "seek");
}

TEST_CASE("a shortened line is valid, printable and says how long it was") {
  CHECK(shortened_line("plain ä") == "plain ä");
  CHECK(shortened_line("a\x1b[31m\xFF") == "a\\x1b[31m\xEF\xBF\xBD");
  std::string long_line(159, 'a');
  long_line += "€ and more";
  CHECK(shortened_line(long_line) == std::string(159, 'a') + "… (171 bytes)");
  CHECK(shortened_line(std::string(160, 'b')) == std::string(160, 'b'));
  CHECK(shortened_line(std::string(1000, '\x80')).size() < 600);
}

}  // namespace
}  // namespace deadair::client
