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
};

[[nodiscard]] NaiveReading naive_request(std::string_view bytes);

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
