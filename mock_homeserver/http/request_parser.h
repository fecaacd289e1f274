// Framing: decides when one whole request is there, and takes it apart.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "mock_homeserver/http/byte_buffer.h"
#include "mock_homeserver/http/server.h"

namespace deadair::http {

// Why a request is not handled, and the status that says so.
struct Refusal {
  int status = 400;
  std::string why;

  bool operator==(const Refusal&) const = default;
};

// Takes requests from a byte queue, one after the other, however their bytes are cut. It looks at
// each byte once and holds no more than Limits allow.
//
// Stricter than the codec, which believes the last of several lengths and reads chunks without end:
//   400  not HTTP, a line without CRLF, a header line without a name, folded lines, control bytes,
//        two Content-Lengths that differ, one that is no number, one beside Transfer-Encoding
//   413  body, 414 target, 431 header over its limit
//   417  an Expect that is not 100-continue; 501 a transfer coding other than chunked; 505 a
//   version
// Source: RFC 9112, sections 2 to 7.
class RequestParser {
 public:
  enum class Progress { more, ready, refused };

  explicit RequestParser(const Limits& limits) : limits_(limits) {}

  // Consumes what it can. After `ready` comes take(); after `refused` this parser is of no more
  // use.
  [[nodiscard]] Progress feed(ByteBuffer& in);

  // The request, exchange and connection not filled in yet; the parser then begins the next one.
  [[nodiscard]] Request take();
  // Whether the client wants the connection kept; valid between `ready` and take().
  [[nodiscard]] bool keep_alive() const { return keep_alive_; }
  // Whether it spoke HTTP/1.0 and so must be told that the connection is kept.
  [[nodiscard]] bool old_version() const { return old_version_; }
  [[nodiscard]] const Refusal& refusal() const { return refusal_; }

  // True once for a client that waits for "100 Continue" before it sends its body.
  [[nodiscard]] bool take_continue();
  // Whether part of a request has been consumed.
  [[nodiscard]] bool started() const { return stage_ != Stage::request_line; }
  [[nodiscard]] std::size_t held_bytes() const { return head_bytes_ + request_.body.size(); }

 private:
  enum class Stage {
    request_line,
    headers,
    body,
    chunk_size,
    chunk_data,
    chunk_end,
    trailers,
    ready,
    refused
  };

  // One step; false when more bytes are needed.
  [[nodiscard]] bool step(ByteBuffer& in);
  [[nodiscard]] std::optional<std::string> take_line(ByteBuffer& in);
  void read_line(const std::string& line);
  void check_unfinished_line(std::string_view line);
  void read_request_line(const std::string& line);
  void read_header_line(const std::string& line);
  void read_content_length(std::string_view value);
  void read_connection(std::string_view value);
  void end_headers();
  void read_chunk_size(std::string_view line);
  [[nodiscard]] bool take_body(ByteBuffer& in, Stage next);
  void refuse(int status, std::string why);

  Limits limits_;
  Stage stage_ = Stage::request_line;
  Request request_;
  Refusal refusal_;
  std::size_t head_bytes_ = 0;
  std::size_t searched_bytes_ = 0;  // of the unfinished line: known to hold no line end
  std::uint64_t body_bytes_left_ = 0;
  std::optional<std::uint64_t> content_length_;
  bool chunked_ = false;
  bool keep_alive_ = true;
  bool old_version_ = false;
  bool wants_continue_ = false;
};

}  // namespace deadair::http
