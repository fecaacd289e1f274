// HTTP read a second time, as simply as possible: all bytes at once, line by line.
// Source: RFC 9112, sections 2 to 7, as strictly as the server's own parser says that it is.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace deadair::fuzz {

struct NaiveRequest {
  std::string method, target, body;
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case
  bool keep_alive = true;
  bool old_version = false;

  bool operator==(const NaiveRequest&) const = default;
};

// What stands at the beginning of the bytes.
struct NaiveReading {
  enum class Kind { request, incomplete, malformed };
  Kind kind = Kind::incomplete;
  NaiveRequest request;
  std::size_t bytes = 0;  // that it takes
  // What limits are set to, as far as it was read. Of lines, without the last one's feed.
  std::size_t first_line_bytes = 0;
  std::size_t head_bytes = 0;  // all lines but those that frame chunks
  std::size_t body_bytes = 0;  // announced
};

[[nodiscard]] NaiveReading naive_request(std::string_view bytes);

// Whether a chunked body stands there, from its first chunk to its trailers. `body` is what those
// chunks hold that are well-formed.
[[nodiscard]] NaiveReading::Kind naive_chunks(std::string_view bytes, std::string& body);

// A whole answer. Nothing where its parts do not fit together: a status line, headers, and a body
// of as many bytes as Content-Length says, or none where `bodiless`.
struct NaiveAnswer {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;

  [[nodiscard]] std::optional<std::string> header(std::string_view lower_case_name) const;
};
[[nodiscard]] std::optional<NaiveAnswer> naive_answer(std::string_view bytes, bool bodiless);

}  // namespace deadair::fuzz
