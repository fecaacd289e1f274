// Property: however the bytes of a connection are cut, the same requests are read from them, one
// after the other, and what a naive reading of all bytes at once finds in them; what is refused is
// refused with a status, and no more is held than the limits allow. Each answer is one whole HTTP
// answer with its body, and a fault on the wire spoils what it says and nothing else. A refusal by
// a limit comes where something is over it, and only there.
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/naive_http.h"
#include "fuzz/spoilt_answer.h"
#include "fuzz/target.h"
#include "harness/base/check.h"
#include "mock_homeserver/http/codec.h"
#include "mock_homeserver/http/request_parser.h"

namespace deadair::fuzz {
namespace {

using Progress = http::RequestParser::Progress;
using Kind = NaiveReading::Kind;

http::Limits small_limits() {
  http::Limits limits;
  limits.header_bytes_max = 512;
  limits.body_bytes_max = 256;
  limits.target_bytes_max = 128;
  return limits;
}

// What a connection comes to.
struct Heard {
  std::vector<NaiveRequest> requests;
  Progress end = Progress::more;
  int status = 0;  // of the refusal

  bool operator==(const Heard&) const = default;
};

NaiveRequest taken(http::RequestParser& parser) {
  NaiveRequest made;
  made.keep_alive = parser.keep_alive();
  made.old_version = parser.old_version();
  http::Request request = parser.take();
  made.method = std::move(request.method);
  made.target = std::move(request.target);
  made.headers = std::move(request.headers);
  made.body = std::move(request.body);
  return made;
}

Heard hear(std::string_view bytes, std::size_t piece) {
  const http::Limits limits = small_limits();
  http::RequestParser parser(limits);
  http::ByteBuffer in;
  Heard heard;
  while (!bytes.empty() && heard.end != Progress::refused) {
    in.append(bytes.substr(0, piece));
    bytes.remove_prefix(std::min(piece, bytes.size()));
    for (heard.end = parser.feed(in); heard.end == Progress::ready; heard.end = parser.feed(in)) {
      heard.requests.push_back(taken(parser));
    }
    const std::size_t most = limits.header_bytes_max + limits.body_bytes_max;
    DEADAIR_CHECK(parser.held_bytes() <= most, std::to_string(parser.held_bytes()));
  }
  if (heard.end == Progress::refused) heard.status = parser.refusal().status;
  return heard;
}

bool is_over(const NaiveReading& reading, int status) {
  // Beside the target: the longest method, blanks and version.
  constexpr std::size_t beside_target = 32 + std::string_view(" HTTP/1.1").size();
  const http::Limits limits = small_limits();
  switch (status) {
    case 413: return reading.body_bytes > limits.body_bytes_max;
    case 414:
      return reading.request.target.size() > limits.target_bytes_max ||
             reading.first_line_bytes > limits.target_bytes_max + beside_target;
    case 431: return reading.head_bytes > limits.header_bytes_max;
    default: return false;
  }
}

// Request by request. What a limit ended, the naive reading may take, but finds over that limit.
void compare(std::string_view bytes, const Heard& heard) {
  for (const NaiveRequest& request : heard.requests) {
    const NaiveReading naive = naive_request(bytes);
    DEADAIR_CHECK(naive.kind == Kind::request && naive.request == request, std::string(bytes));
    for (const int limit : {413, 414, 431}) {
      DEADAIR_CHECK(!is_over(naive, limit), std::to_string(limit));
    }
    bytes.remove_prefix(naive.bytes);
  }
  const NaiveReading rest = naive_request(bytes);
  if (heard.end == Progress::more) {
    DEADAIR_CHECK(rest.kind == Kind::incomplete, std::string(bytes));
    DEADAIR_CHECK(!is_over(rest, 414) && !is_over(rest, 431), std::string(bytes));
    return;
  }
  const int status = heard.status;
  if (status == 413 || status == 414 || status == 431) {
    DEADAIR_CHECK(is_over(rest, status), std::to_string(status));
    return;
  }
  const bool known = status == 400 || status == 417 || status == 501 || status == 505;
  DEADAIR_CHECK(known, std::to_string(status));
  DEADAIR_CHECK(rest.kind != Kind::request, std::string(bytes));
}

bool has_no_body(const std::string& method, int status) {
  return method == "HEAD" || status == 204 || status == 304;
}

// An answer that holds what the request held, and what of the wire it asked for.
http::Response answer_to(const NaiveRequest& request) {
  constexpr int statuses[] = {200, 204, 304, 404, 429, 500, 599, 299};
  http::Response response;
  response.status = statuses[request.target.size() % std::size(statuses)];
  response.body = request.body + request.target;
  response.wire.kind = static_cast<http::Wire::Kind>(request.body.size() % 9);
  // Within the body for half of them; for the others where chance has it, mostly behind it.
  const std::size_t at = request.headers.size() * 9;
  response.wire.at = request.target.size() % 2 == 0 ? at % (response.body.size() + 2) : at;
  for (const auto& [name, value] : request.headers) {
    if (name == "content-type") response.content_type = value;
    if (name.starts_with("x-")) response.headers.emplace_back(name, value);
  }
  return response;
}

using Headers = std::vector<std::pair<std::string, std::string>>;

// Every header that the answer was to have, as often as it was to have it.
void check_headers(const NaiveAnswer& answer, const http::Response& response) {
  Headers sent;
  for (const auto& header : answer.headers) {
    if (header.first.starts_with("x-")) sent.push_back(header);
  }
  Headers meant(response.headers.begin(), response.headers.end());
  std::sort(sent.begin(), sent.end());
  std::sort(meant.begin(), meant.end());
  DEADAIR_CHECK(sent == meant, std::to_string(sent.size()) + " of " + std::to_string(meant.size()));
  const std::string type = answer.header("content-type").value_or("");
  DEADAIR_CHECK(answer.body.empty() || type == response.content_type, type);
}

void check_answers(http::Codec& codec, const std::vector<NaiveRequest>& requests) {
  for (const NaiveRequest& request : requests) {
    const http::Response response = answer_to(request);
    const bool bodiless = has_no_body(request.method, response.status);
    const bool keep_alive = request.keep_alive && !http::wants_close(response);
    const std::string bytes =
        codec.encode({request.method, keep_alive, request.old_version}, response);
    const std::optional<NaiveAnswer> answer = naive_answer(bytes, bodiless);
    DEADAIR_CHECK(answer && answer->status == response.status, bytes);
    DEADAIR_CHECK(bodiless || answer->body == response.body, bytes);
    check_headers(*answer, response);
    DEADAIR_CHECK(keep_alive || answer->header("connection") == "close", bytes);
    check_spoilt(bytes, response.wire, keep_alive);
  }
}

}  // namespace

Outcome run_one(std::string_view input) {
  const Heard heard = hear(input, std::max<std::size_t>(input.size(), 1));
  for (const std::size_t piece : {1U, 2U, 7U}) {
    DEADAIR_CHECK(hear(input, piece) == heard, "in pieces of " + std::to_string(piece));
  }
  compare(input, heard);
  http::Codec codec;
  check_answers(codec, heard.requests);
  return heard.requests.empty() ? Outcome::rejected : Outcome::accepted;
}

}  // namespace deadair::fuzz
