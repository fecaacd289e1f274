// Every fault byte for byte, and what becomes of the connection after it.
#include "mock_homeserver/http/wire.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace deadair::http {
namespace {

using Kind = Wire::Kind;

const std::string head = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\nX: y\r\n\r\n";
const std::string good = head + "0123456789";

TEST_CASE("each fault changes the bytes of an answer in its own way") {
  struct Row {
    std::string name;
    Wire wire;
    Sending expected;
  };
  const std::string chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX: y\r\n\r\n";
  const std::vector<Row> rows = {
      {"none", {Kind::none, 0}, {good, After::keep, Ending::answered, false}},
      {"reset before any byte",
       {Kind::reset, 0},
       {"", After::reset, Ending::closed_by_fault, false}},
      {"reset within the header",
       {Kind::reset, 8},
       {"HTTP/1.1", After::reset, Ending::closed_by_fault, false}},
      {"reset beyond the end",
       {Kind::reset, 1000},
       {good, After::reset, Ending::closed_by_fault, false}},
      {"cut before the body", {Kind::cut, 0}, {head, After::close, Ending::closed_by_fault, false}},
      {"cut within the body",
       {Kind::cut, 4},
       {head + "0123", After::close, Ending::closed_by_fault, false}},
      {"cut beyond the end",
       {Kind::cut, 11},
       {head + "012345678", After::close, Ending::closed_by_fault, false}},
      {"wrong length",
       {Kind::wrong_length, 7},
       {"HTTP/1.1 200 OK\r\nContent-Length: 17\r\nX: y\r\n\r\n0123456789", After::close,
        Ending::closed_by_fault, false}},
      {"bad chunk",
       {Kind::bad_chunk, 0},
       {chunked + "5\r\n01234\r\nzz\r\n56789\r\n", After::close, Ending::closed_by_fault, false}},
      {"garbage",
       {Kind::garbage, 0},
       {garbage_bytes(), After::close, Ending::closed_by_fault, false}},
      {"nothing", {Kind::nothing, 0}, {"", After::close, Ending::closed_by_fault, false}},
      {"close after", {Kind::close_after, 0}, {good, After::close, Ending::answered, false}},
      {"dribble", {Kind::dribble, 0}, {good, After::keep, Ending::answered, true}},
  };
  for (const Row& row : rows) {
    DOCTEST_SUBCASE(row.name.c_str()) { CHECK(shape(good, row.wire, true) == row.expected); }
  }
}

TEST_CASE("an answer that ends its connection anyway does so with a fault too") {
  CHECK(shape(good, {Kind::none, 0}, false).after == After::close);
  CHECK(shape(good, {Kind::dribble, 0}, false).after == After::close);
  CHECK(shape(good, {Kind::reset, 0}, false).after == After::reset);
}

TEST_CASE("a body that is empty or one byte long can be broken too") {
  const std::string empty = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
  CHECK(shape(empty, {Kind::bad_chunk, 0}, true).bytes ==
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n");
  CHECK(shape(empty, {Kind::wrong_length, 3}, true).bytes ==
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n");
  CHECK(shape(empty, {Kind::cut, 0}, true).bytes == empty);
  const std::string bare = "HTTP/1.1 204 No Content\r\n\r\n";
  CHECK(shape(bare, {Kind::wrong_length, 3}, true).bytes ==
        "HTTP/1.1 204 No Content\r\nContent-Length: 3\r\n\r\n");
}

TEST_CASE("a length is looked for in the header and not in the body") {
  const std::string bare = "HTTP/1.1 204 No Content\r\n";
  const std::vector<std::string> bodies = {"Content-Length: 5", "\r\nContent-Length: "};
  for (const std::string& body : bodies) {
    CHECK(shape(bare + "\r\n" + body, {Kind::wrong_length, 1}, true).bytes ==
          bare + "Content-Length: " + std::to_string(body.size() + 1) + "\r\n\r\n" + body);
  }
}

TEST_CASE("garbage is always the same, and no HTTP") {
  CHECK(garbage_bytes() == garbage_bytes());
  CHECK_FALSE(garbage_bytes().starts_with("HTTP"));
  CHECK(garbage_bytes().find('\0') != std::string::npos);
}

}  // namespace
}  // namespace deadair::http
