// The bytes that leave the server: a good answer as it is, or broken on purpose.
#include "mock_homeserver/http/wire.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>

namespace deadair::http {
namespace {

constexpr std::string_view length_name = "Content-Length: ";

std::size_t head_bytes(std::string_view answer) {
  const std::size_t end = answer.find("\r\n\r\n");
  return end == std::string_view::npos ? answer.size() : end + 4;
}

// The answer with another line in place of that of its Content-Length (without CRLF).
std::string with_length_line(const std::string& answer, const std::string& line) {
  const std::size_t begin = answer.find(fmt::format("\r\n{}", length_name));
  // The empty line ends the header: what follows it looks like a line of it, and is body.
  if (begin == std::string::npos || begin + 2 >= head_bytes(answer)) {
    const std::size_t end = head_bytes(answer) - 2;
    return answer.substr(0, end) + line + "\r\n" + answer.substr(end);
  }
  const std::size_t end = answer.find("\r\n", begin + 2);
  return answer.substr(0, begin + 2) + line + answer.substr(end);
}

// At least the last byte of a body is missing: one that came whole would be a good answer.
std::string cut_body(std::string answer, std::size_t at) {
  const std::size_t head = head_bytes(answer);
  const std::size_t body = answer.size() - head;
  answer.resize(head + std::min(at, body - std::min<std::size_t>(body, 1)));
  return answer;
}

std::string wrong_length(const std::string& answer, std::size_t more) {
  const std::size_t body = answer.size() - head_bytes(answer);
  return with_length_line(answer, fmt::format("{}{}", length_name, body + more));
}

std::string bad_chunk(const std::string& answer) {
  const std::string chunked = with_length_line(answer, "Transfer-Encoding: chunked");
  const std::size_t head = head_bytes(chunked);
  const std::string body = chunked.substr(head);
  const std::string half = body.substr(0, body.size() / 2);
  // An empty chunk would be the end of a good answer.
  const std::string good = half.empty() ? "" : fmt::format("{:x}\r\n{}\r\n", half.size(), half);
  return fmt::format("{}{}zz\r\n{}\r\n", chunked.substr(0, head), good, body.substr(half.size()));
}

}  // namespace

std::string garbage_bytes() {
  using namespace std::string_literals;
  return "\x16\x03\x01\0\xff\xfe no HTTP \0\r\n\r\n\x80"s;
}

Sending shape(std::string answer, const Wire& wire, bool keep_alive) {
  const After usual = keep_alive ? After::keep : After::close;
  switch (wire.kind) {
    case Wire::Kind::none: return {std::move(answer), usual, Ending::answered, false};
    case Wire::Kind::reset:
      answer.resize(std::min(wire.at, answer.size()));
      return {std::move(answer), After::reset, Ending::closed_by_fault, false};
    case Wire::Kind::cut:
      return {cut_body(std::move(answer), wire.at), After::close, Ending::closed_by_fault, false};
    case Wire::Kind::wrong_length:
      return {wrong_length(answer, wire.at), After::close, Ending::closed_by_fault, false};
    case Wire::Kind::bad_chunk:
      return {bad_chunk(answer), After::close, Ending::closed_by_fault, false};
    case Wire::Kind::garbage:
      return {garbage_bytes(), After::close, Ending::closed_by_fault, false};
    case Wire::Kind::nothing: return {std::string(), After::close, Ending::closed_by_fault, false};
    case Wire::Kind::close_after: return {std::move(answer), After::close, Ending::answered, false};
    case Wire::Kind::dribble: return {std::move(answer), usual, Ending::answered, true};
  }
  return {std::move(answer), usual, Ending::answered, false};
}

}  // namespace deadair::http
