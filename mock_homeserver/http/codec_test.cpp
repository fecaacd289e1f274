// Answers as bytes, before anything is broken on purpose.
#include "mock_homeserver/http/codec.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "mock_homeserver/http/test_handler.h"

namespace deadair::http {
namespace {

TEST_CASE("an answer is status line, header and body") {
  struct Row {
    std::string name;
    AnswerTo request;
    int status;
    std::string head;
    std::string body;
  };
  const std::string length = "Content-Length: 2\r\nContent-Type: text/plain\r\n";
  const std::vector<Row> rows = {
      {"kept", {"GET", true, false}, 200, "HTTP/1.1 200 OK\r\n" + length, "hi"},
      {"closed",
       {"GET", false, false},
       200,
       "HTTP/1.1 200 OK\r\nConnection: close\r\n" + length,
       "hi"},
      {"kept for HTTP/1.0",
       {"GET", true, true},
       200,
       "HTTP/1.1 200 OK\r\nConnection: keep-alive\r\n" + length,
       "hi"},
      {"a method that the codec does not know",
       {"PUT", true, false},
       404,
       "HTTP/1.1 404 Not Found\r\n" + length,
       "hi"},
      {"HEAD has the length and not the body",
       {"HEAD", true, false},
       200,
       "HTTP/1.1 200 OK\r\n" + length,
       ""},
      {"204 has neither",
       {"GET", true, false},
       204,
       "HTTP/1.1 204 No Content\r\nContent-Type: text/plain\r\n",
       ""},
      {"304 has neither",
       {"GET", true, false},
       304,
       "HTTP/1.1 304 Not Modified\r\nContent-Type: text/plain\r\n",
       ""},
  };
  Codec codec;
  for (const Row& row : rows) {
    DOCTEST_SUBCASE(row.name.c_str()) {
      Response response = text("hi");
      response.status = row.status;
      CHECK(codec.encode(row.request, response) == row.head + "\r\n" + row.body);
    }
  }
}

TEST_CASE("framing headers of a response are the codec's own") {
  Codec codec;
  Response response = text("hello");
  response.headers = {{"content-length", "999"},
                      {"Transfer-Encoding", "chunked"},
                      {"X-Twice", "1"},
                      {"X-Twice", "2"}};
  const std::string answer = codec.encode({"GET", true, false}, response);
  CHECK(answer ==
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Type: text/plain\r\n"
        "X-Twice: 1\r\nX-Twice: 2\r\n\r\nhello");
}

TEST_CASE("a body without a type goes out without one, and a type may be a header") {
  Codec codec;
  Response response = text("hi");
  response.content_type.clear();
  const std::string bytes = codec.encode({"GET", true, false}, response);
  CHECK(bytes.find("Content-Type") == std::string::npos);
  CHECK(bytes.ends_with("\r\n\r\nhi"));
  response = text("hi");
  response.content_type.clear();
  response.headers.emplace_back("content-type", "audio/ogg");
  CHECK(codec.encode({"GET", true, false}, response).find("audio/ogg") != std::string::npos);
}

TEST_CASE("a response can ask for the end of its connection") {
  Response response = text("");
  CHECK_FALSE(wants_close(response));
  response.headers = {{"Connection", "keep-alive"}};
  CHECK_FALSE(wants_close(response));
  response.headers = {{"connection", "Close"}};
  CHECK(wants_close(response));
}

TEST_CASE("a body is any bytes and of any length, also none") {
  Codec codec;
  const std::string bytes("\0\r\n\r\n\xff", 6);
  CHECK(codec.encode({"GET", true, false}, text(bytes)).ends_with("\r\n\r\n" + bytes));
  CHECK(codec.encode({"GET", true, false}, text("")).find("Content-Length: 0\r\n") !=
        std::string::npos);
  const std::string large(300000, 'x');
  CHECK(codec.encode({"GET", true, false}, text(large)).ends_with("\r\n\r\n" + large));
}

}  // namespace
}  // namespace deadair::http
