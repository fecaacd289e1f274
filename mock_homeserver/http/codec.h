// cpp-httplib as the codec of answers: status line, header, body. The only file that includes it.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "mock_homeserver/http/server.h"

namespace deadair::http {

// What of a request decides about the bytes of its answer.
struct AnswerTo {
  std::string_view method;
  bool keep_alive = true;
  bool old_version = false;  // HTTP/1.0
};

// Whether the answer itself asks for the connection's end (a header "Connection: close").
[[nodiscard]] bool wants_close(const Response& response);

class Codec {
 public:
  Codec();
  ~Codec();
  Codec(const Codec&) = delete;
  Codec& operator=(const Codec&) = delete;

  // The whole answer as bytes; `wire` is not looked at. Framing headers (Content-Length,
  // Transfer-Encoding, Connection) are the codec's own: those of the response are left out.
  // Without a body where HTTP has none: HEAD, 204, 304.
  [[nodiscard]] std::string encode(const AnswerTo& request, Response response);

 private:
  class Httplib;
  std::unique_ptr<Httplib> httplib_;
};

}  // namespace deadair::http
