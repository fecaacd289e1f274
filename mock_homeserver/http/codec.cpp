// cpp-httplib as the codec of answers: status line, header, body. The only file that includes it.
#include "mock_homeserver/http/codec.h"

#include <httplib.h>

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <cstring>
#include <exception>
#include <utility>

#include "harness/base/check.h"

namespace deadair::http {
namespace {

bool same_name(std::string_view name, std::string_view lower_case_name) {
  return std::equal(name.begin(), name.end(), lower_case_name.begin(), lower_case_name.end(),
                    [](unsigned char a, unsigned char b) { return std::tolower(a) == b; });
}

bool is_framing(std::string_view name) {
  return same_name(name, "content-length") || same_name(name, "transfer-encoding") ||
         same_name(name, "connection");
}

// What process_request reads from and writes to in place of a socket.
class MemoryStream final : public httplib::Stream {
 public:
  MemoryStream(std::string_view in, std::string& out) : in_(in), out_(out) {}

  bool is_readable() const override { return !in_.empty(); }
  bool is_writable() const override { return true; }
  ssize_t read(char* bytes, std::size_t size) override {
    const std::size_t count = std::min(size, in_.size());
    std::memcpy(bytes, in_.data(), count);
    in_.remove_prefix(count);
    return static_cast<ssize_t>(count);
  }
  ssize_t write(const char* bytes, std::size_t size) override {
    out_.append(bytes, size);
    return static_cast<ssize_t>(size);
  }
  void get_remote_ip_and_port(std::string& /*ip*/, int& /*port*/) const override {}
  void get_local_ip_and_port(std::string& /*ip*/, int& /*port*/) const override {}
  socket_t socket() const override { return 0; }

 private:
  std::string_view in_;
  std::string& out_;
};

std::string own_words(int status) {
  return "HTTP/1.1 " + std::to_string(status) + " \r\nContent-Length: 0\r\n\r\n";
}

}  // namespace

bool wants_close(const Response& response) {
  return std::any_of(response.headers.begin(), response.headers.end(), [](const auto& header) {
    return same_name(header.first, "connection") && same_name(header.second, "close");
  });
}

// The codec is shown a request of one line and not the client's own, of which it would make
// something else: it percent-decodes header values, refuses a second '?' in a target and lines of
// more than 8,192 bytes, unpacks compressed bodies without a limit, repeats a body for each of a
// thousand ranges, and packs answers whose bytes a scenario counts. Request bodies are complete
// before the handler sees them, so that nothing is left to read when the answer is written; it
// comes in before the routes, which are regular expressions on the path.
class Codec::Httplib final : public httplib::Server {
 public:
  Httplib() {
    set_pre_routing_handler([this](const httplib::Request&, httplib::Response& answer) {
      fill(answer);
      return HandlerResponse::Handled;
    });
    set_post_routing_handler(
        [this](const httplib::Request&, httplib::Response& answer) { finish(answer); });
  }

  std::string encode(const AnswerTo& request, Response response) {
    request_ = &request;
    response_ = &response;
    std::string answer;
    answer.reserve(response.body.size() + 512);
    // Other methods are unknown to the codec; only HEAD makes a difference to it.
    const std::string_view line =
        request.method == "HEAD" ? "HEAD / HTTP/1.1\r\n\r\n" : "GET / HTTP/1.1\r\n\r\n";
    MemoryStream stream(line, answer);
    bool closed = false;
    process_request(stream, !request.keep_alive, closed, nullptr);
    return answer;
  }

 private:
  void fill(httplib::Response& answer) {
    answer.status = response_->status;
    for (const auto& [name, value] : response_->headers) {
      if (!is_framing(name)) answer.set_header(name, value);
    }
    if (!response_->content_type.empty()) {
      answer.set_header("Content-Type", response_->content_type);
    }
    if (!without_body()) answer.body = std::move(response_->body);
  }

  // Takes out what the codec adds of its own accord and what is not true here.
  void finish(httplib::Response& answer) {
    answer.headers.erase("Keep-Alive");
    answer.headers.erase("Accept-Ranges");
    if (!is_typed()) answer.headers.erase("Content-Type");
    if (request_->keep_alive && request_->old_version) {
      answer.set_header("Connection", "keep-alive");
    }
    if (without_body()) answer.headers.erase("Content-Length");
  }

  [[nodiscard]] bool is_typed() const {
    const auto& headers = response_->headers;
    return !response_->content_type.empty() ||
           std::any_of(headers.begin(), headers.end(),
                       [](const auto& header) { return same_name(header.first, "content-type"); });
  }

  [[nodiscard]] bool without_body() const {
    return response_->status == 204 || response_->status == 304 || response_->status < 200;
  }

  const AnswerTo* request_ = nullptr;
  Response* response_ = nullptr;
};

// The library makes its tables when the first answer is encoded. It guards them, but is not
// instrumented: so that a thread sanitizer sees it too, the first answer of all is encoded here.
Codec::Codec() : httplib_(std::make_unique<Httplib>()) {
  static const std::string first_of_all = httplib_->encode(AnswerTo(), Response());
  DEADAIR_CHECK(!first_of_all.empty(), "the codec encodes nothing");
}

Codec::~Codec() = default;

std::string Codec::encode(const AnswerTo& request, Response response) {
  const int status = response.status;
  DEADAIR_CHECK(status >= 100 && status <= 999, std::to_string(status));
  try {
    return httplib_->encode(request, std::move(response));
  } catch (const std::exception&) {
    return own_words(500);
  }
}

}  // namespace deadair::http
