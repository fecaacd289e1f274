// Framing without sockets: where a request ends, and what is refused.
#include "mock_homeserver/http/request_parser.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace deadair::http {
namespace {

using Progress = RequestParser::Progress;

struct Parsed {
  Progress progress = Progress::more;
  Request request;
  Refusal refusal;
  bool keep_alive = true;
};

// Feeds the bytes in pieces of that size and takes the first request.
Parsed parse(std::string_view bytes, std::size_t piece, const Limits& limits = {}) {
  RequestParser parser(limits);
  ByteBuffer in;
  Parsed parsed;
  while (!bytes.empty() && parsed.progress == Progress::more) {
    in.append(bytes.substr(0, piece));
    bytes.remove_prefix(std::min(piece, bytes.size()));
    parsed.progress = parser.feed(in);
  }
  if (parsed.progress == Progress::refused) parsed.refusal = parser.refusal();
  if (parsed.progress == Progress::ready) {
    parsed.keep_alive = parser.keep_alive();
    parsed.request = parser.take();
  }
  return parsed;
}

TEST_CASE("a request is the same however its bytes are cut") {
  struct Row {
    std::string name;
    std::string bytes;
    std::string method;
    std::string target;
    std::string body;
    bool keep_alive;
  };
  const std::vector<Row> rows = {
      {"no header", "GET / HTTP/1.1\r\n\r\n", "GET", "/", "", true},
      {"an empty line before it", "\r\n\r\nGET / HTTP/1.1\r\n\r\n", "GET", "/", "", true},
      {"a length", "PUT /a?b HTTP/1.1\r\ncontent-LENGTH: 3\r\n\r\nabc", "PUT", "/a?b", "abc", true},
      {"the same length twice",
       "PUT / HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc", "PUT", "/", "abc",
       true},
      {"POST without a length", "POST / HTTP/1.1\r\n\r\n", "POST", "/", "", true},
      {"chunks",
       "POST / HTTP/1.1\r\nTransfer-Encoding: Chunked\r\n\r\n"
       "3;x=y\r\nabc\r\nA \r\n0123456789\r\n0\r\nTrailer: t\r\n\r\n",
       "POST", "/", "abc0123456789", true},
      {"no chunk but the last", "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
       "POST", "/", "", true},
      {"the client wants the end", "GET / HTTP/1.1\r\nConnection: x, Close\r\n\r\n", "GET", "/", "",
       false},
      {"HTTP/1.0", "GET / HTTP/1.0\r\n\r\n", "GET", "/", "", false},
      {"HTTP/1.0, kept", "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", "GET", "/", "", true},
      {"the absolute form", "GET http://h/a HTTP/1.1\r\n\r\n", "GET", "http://h/a", "", true},
  };
  for (const Row& row : rows) {
    DOCTEST_SUBCASE(row.name.c_str()) {
      for (const std::size_t piece :
           {std::size_t{1}, std::size_t{2}, std::size_t{7}, row.bytes.size()}) {
        const Parsed parsed = parse(row.bytes, piece);
        REQUIRE(parsed.progress == Progress::ready);
        CHECK(parsed.request.method == row.method);
        CHECK(parsed.request.target == row.target);
        CHECK(parsed.request.body == row.body);
        CHECK(parsed.keep_alive == row.keep_alive);
      }
    }
  }
}

TEST_CASE("what is no request is refused, however its bytes are cut") {
  struct Row {
    std::string name;
    std::string bytes;
    int status;
  };
  const std::string post = "POST / HTTP/1.1\r\n";
  const std::string chunked = post + "Transfer-Encoding: chunked\r\n\r\n";
  const std::vector<Row> rows = {
      {"a TLS greeting", "\x16\x03\x01\x02\x03", 400},
      {"an answer", "HTTP/1.1 200 OK\r\n\r\n", 400},
      {"words", "hello\r\n\r\n", 400},
      {"a method too long", std::string(40, 'A') + " / HTTP/1.1\r\n\r\n", 400},
      {"a line without CR", "GET / HTTP/1.1\n\n", 400},
      {"a target that is no path", "GET a HTTP/1.1\r\n\r\n", 400},
      {"a space in the target", "GET /a b HTTP/1.1\r\n\r\n", 400},
      {"a control byte in the target", "GET /a\tb HTTP/1.1\r\n\r\n", 400},
      {"HTTP/2.0", "PRI * HTTP/2.0\r\n\r\n", 505},
      {"a header without a colon", "GET / HTTP/1.1\r\nx\r\n\r\n", 400},
      {"a header without a name", "GET / HTTP/1.1\r\n: x\r\n\r\n", 400},
      {"a space before the colon", "GET / HTTP/1.1\r\nx : y\r\n\r\n", 400},
      {"a folded line", "GET / HTTP/1.1\r\nx: y\r\n z\r\n\r\n", 400},
      {"a control byte in a value", "GET / HTTP/1.1\r\nx: \x01\r\n\r\n", 400},
      {"two lengths", post + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", 400},
      {"two lengths in one line", post + "Content-Length: 3, 3\r\n\r\nabc", 400},
      {"a negative length", post + "Content-Length: -1\r\n\r\n", 400},
      {"a length with a plus", post + "Content-Length: +1\r\n\r\na", 400},
      {"no length behind its name", post + "Content-Length:\r\n\r\n", 400},
      {"a length of 100 MB", post + "Content-Length: 104857600\r\n\r\n", 413},
      {"a length beyond 64 bits", post + "Content-Length: 99999999999999999999\r\n\r\n", 413},
      {"a length beside chunks",
       post + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
      {"chunks in HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
      {"another transfer coding", post + "Transfer-Encoding: gzip, chunked\r\n\r\n", 501},
      {"a chunk size that is no number", chunked + "zz\r\n", 400},
      {"an empty chunk size", chunked + "\r\n", 400},
      {"a negative chunk size", chunked + "-1\r\n", 400},
      {"a chunk longer than it says", chunked + "3\r\nabcd\r\n", 400},
      {"a chunk of 100 MB", chunked + "6400000\r\n", 413},
      {"a chunk beyond 64 bits", chunked + "fffffffffffffffff\r\n", 413},
      {"a chunk line without an end", chunked + std::string(300, '0'), 400},
      {"an expectation", post + "Expect: miracles\r\n\r\n", 417},
      {"a target too long", "GET /" + std::string(40000, 'a'), 414},
      {"a header too long", "GET / HTTP/1.1\r\nx: " + std::string(70000, 'a'), 431},
      {"too many trailers", chunked + "0\r\nx: " + std::string(70000, 'a'), 431},
  };
  for (const Row& row : rows) {
    DOCTEST_SUBCASE(row.name.c_str()) {
      for (const std::size_t piece : {std::size_t{13}, row.bytes.size()}) {
        const Parsed parsed = parse(row.bytes, piece);
        REQUIRE(parsed.progress == Progress::refused);
        CHECK(parsed.refusal.status == row.status);
        CHECK_FALSE(parsed.refusal.why.empty());
      }
    }
  }
}

TEST_CASE("chunks together are bounded like one body") {
  Limits limits;
  limits.body_bytes_max = 8;
  const std::string begin = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n01234\r\n";
  CHECK(parse(begin + "3\r\n567\r\n0\r\n\r\n", 1, limits).request.body == "01234567");
  CHECK(parse(begin + "4\r\n5678\r\n0\r\n\r\n", 1, limits).refusal.status == 413);
}

TEST_CASE("every part of a request alone asks for more") {
  const std::string whole = "PUT /a HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc";
  for (std::size_t size = 1; size < whole.size(); ++size) {
    CHECK(parse(whole.substr(0, size), size).progress == Progress::more);
  }
}

TEST_CASE("bytes behind a request belong to the next one") {
  RequestParser parser{Limits{}};
  ByteBuffer in;
  in.append("POST /1 HTTP/1.1\r\nContent-Length: 2\r\n\r\nhiGET /2 HTTP/1.0\r\n\r\nGE");
  REQUIRE(parser.feed(in) == Progress::ready);
  CHECK(parser.take().body == "hi");
  REQUIRE(parser.feed(in) == Progress::ready);
  CHECK(parser.old_version());
  const Request second = parser.take();
  CHECK(second.target == "/2");
  CHECK(second.headers.empty());
  CHECK(parser.feed(in) == Progress::more);
  CHECK_FALSE(parser.old_version());
}

TEST_CASE("a client is told once to go on with its body, if it waits") {
  RequestParser parser{Limits{}};
  ByteBuffer in;
  in.append("PUT / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  REQUIRE(parser.feed(in) == Progress::more);
  CHECK(parser.take_continue());
  CHECK_FALSE(parser.take_continue());
  in.append("a");
  REQUIRE(parser.feed(in) == Progress::more);
  CHECK_FALSE(parser.take_continue());
}

TEST_CASE("headers are found by their lower-case names, the first one first") {
  const Parsed parsed = parse("GET /?q=1 HTTP/1.1\r\nX-A:  one \r\nx-a: two\r\n\r\n", 5);
  REQUIRE(parsed.progress == Progress::ready);
  CHECK(parsed.request.header("x-a") == "one");
  CHECK_FALSE(parsed.request.header("X-A").has_value());
  CHECK(parsed.request.parameter("q") == "1");
  CHECK_FALSE(parsed.request.parameter("r").has_value());
}

}  // namespace
}  // namespace deadair::http
