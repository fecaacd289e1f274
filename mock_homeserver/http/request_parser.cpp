// Framing: decides when one whole request is there, and takes it apart.
#include "mock_homeserver/http/request_parser.h"

#include <algorithm>
#include <charconv>
#include <system_error>
#include <utility>

#include "mock_homeserver/http/target.h"

namespace deadair::http {
namespace {

constexpr std::size_t method_bytes_max = 32;
constexpr std::size_t chunk_line_bytes_max = 256;
constexpr std::string_view version_text = " HTTP/1.1";

bool is_token_byte(char byte) {
  if ((byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z'))
    return true;
  return byte != '\0' && std::string_view("!#$%&'*+-.^_`|~").find(byte) != std::string_view::npos;
}

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_token_byte);
}

bool is_control(char byte) { return static_cast<unsigned char>(byte) < 0x20 || byte == '\x7f'; }

char lower(char byte) {
  return byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte - 'A' + 'a') : byte;
}

std::string lower_case(std::string_view text) {
  std::string lowered(text);
  std::transform(lowered.begin(), lowered.end(), lowered.begin(), lower);
  return lowered;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

// Origin form, absolute form, or the asterisk of OPTIONS.
bool is_target(std::string_view target) {
  return target.starts_with('/') || target.starts_with("http://") ||
         target.starts_with("https://") || target == "*";
}

}  // namespace

RequestParser::Progress RequestParser::feed(ByteBuffer& in) {
  while (stage_ != Stage::ready && stage_ != Stage::refused) {
    if (!step(in)) return Progress::more;
  }
  return stage_ == Stage::ready ? Progress::ready : Progress::refused;
}

bool RequestParser::step(ByteBuffer& in) {
  switch (stage_) {
    case Stage::body: return take_body(in, Stage::ready);
    case Stage::chunk_data: return take_body(in, Stage::chunk_end);
    case Stage::ready:
    case Stage::refused: return false;
    case Stage::request_line:
    case Stage::headers:
    case Stage::chunk_size:
    case Stage::chunk_end:
    case Stage::trailers: break;
  }
  const std::optional<std::string> line = take_line(in);
  if (!line) return stage_ == Stage::refused;
  read_line(*line);
  return true;
}

void RequestParser::read_line(const std::string& line) {
  switch (stage_) {
    case Stage::request_line:
      // An empty line too many after the request before is forgiven (RFC 9112, section 2.2).
      if (!line.empty()) read_request_line(line);
      break;
    case Stage::headers:
      if (line.empty()) {
        end_headers();
      } else {
        read_header_line(line);
      }
      break;
    case Stage::chunk_size: read_chunk_size(line); break;
    case Stage::chunk_end:
      if (line.empty()) {
        stage_ = Stage::chunk_size;
      } else {
        refuse(400, "a chunk is longer than it says");
      }
      break;
    case Stage::trailers:
      if (line.empty()) stage_ = Stage::ready;  // what they say is read over
      break;
    case Stage::body:
    case Stage::chunk_data:
    case Stage::ready:
    case Stage::refused: break;
  }
}

std::optional<std::string> RequestParser::take_line(ByteBuffer& in) {
  const std::string_view bytes = in.view();
  const std::size_t end = bytes.find('\n', searched_bytes_);
  if (end == std::string_view::npos) {
    searched_bytes_ = bytes.size();
    check_unfinished_line(bytes);
    return std::nullopt;
  }
  check_unfinished_line(bytes.substr(0, end));
  if (stage_ == Stage::refused) return std::nullopt;
  if (end == 0 || bytes[end - 1] != '\r') {
    refuse(400, "a line does not end in CRLF");
    return std::nullopt;
  }
  std::string line(bytes.substr(0, end - 1));
  const bool framing = stage_ == Stage::chunk_size || stage_ == Stage::chunk_end;
  if (!framing) head_bytes_ += end + 1;
  searched_bytes_ = 0;
  in.consume(end + 1);
  return line;
}

// Limits hold before a line has come to its end: what never ends must not be waited for.
void RequestParser::check_unfinished_line(std::string_view line) {
  if (stage_ == Stage::chunk_size || stage_ == Stage::chunk_end) {
    if (line.size() > chunk_line_bytes_max) refuse(400, "the line of a chunk's size is too long");
    return;
  }
  if (stage_ == Stage::request_line) {
    const std::string_view method = line.substr(0, line.find(' '));
    const bool blank = method.empty() || method == "\r";
    const std::string_view token = method.substr(0, method_bytes_max + 1);
    if (!blank && (token.size() > method_bytes_max || !is_token(token))) {
      refuse(400, "what came is no HTTP request");
      return;
    }
    if (line.size() > limits_.target_bytes_max + method_bytes_max + version_text.size()) {
      refuse(414, "the target is too long");
      return;
    }
  }
  if (head_bytes_ + line.size() > limits_.header_bytes_max) {
    refuse(431, "the header is too long");
  }
}

void RequestParser::read_request_line(const std::string& line) {
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == std::string::npos || first == last) {
    refuse(400, "the request line has not three parts");
    return;
  }
  request_.method = line.substr(0, first);
  request_.target = line.substr(first + 1, last - first - 1);
  const std::string version = line.substr(last + 1);
  if (!is_token(request_.method) || !version.starts_with("HTTP/")) {
    refuse(400, "what came is no HTTP request");
  } else if (version != "HTTP/1.1" && version != "HTTP/1.0") {
    refuse(505, "the version is not HTTP/1.1 or HTTP/1.0");
  } else if (request_.target.size() > limits_.target_bytes_max) {
    refuse(414, "the target is too long");
  } else if (std::any_of(request_.target.begin(), request_.target.end(),
                         [](char byte) { return byte == ' ' || is_control(byte); })) {
    refuse(400, "the target holds a space or a control byte");
  } else if (!is_target(request_.target) && request_.method != "CONNECT") {
    refuse(400, "the target is no path");
  } else {
    old_version_ = version == "HTTP/1.0";
    keep_alive_ = !old_version_;
    stage_ = Stage::headers;
  }
}

void RequestParser::read_header_line(const std::string& line) {
  const std::size_t colon = line.find(':');
  if (colon == std::string::npos || !is_token(std::string_view(line).substr(0, colon))) {
    refuse(400, "a header line has no name");
    return;
  }
  const std::string_view value = trimmed(std::string_view(line).substr(colon + 1));
  if (std::any_of(value.begin(), value.end(),
                  [](char byte) { return byte != '\t' && is_control(byte); })) {
    refuse(400, "a header's value holds a control byte");
    return;
  }
  std::string name = lower_case(std::string_view(line).substr(0, colon));
  if (name == "content-length") {
    read_content_length(value);
  } else if (name == "transfer-encoding") {
    if (chunked_ || lower_case(value) != "chunked") refuse(501, "the transfer coding is unknown");
    chunked_ = true;
  } else if (name == "connection") {
    read_connection(value);
  } else if (name == "expect") {
    if (lower_case(value) != "100-continue") refuse(417, "the expectation is unknown");
    wants_continue_ = !old_version_;
  }
  request_.headers.emplace_back(std::move(name), std::string(value));
}

void RequestParser::read_content_length(std::string_view value) {
  std::uint64_t length = 0;
  const char* end = value.data() + value.size();
  const auto [stop, error] = std::from_chars(value.data(), end, length);
  const bool is_number = !value.empty() && value.find_first_not_of("0123456789") == value.npos;
  if (is_number && error == std::errc::result_out_of_range) {
    refuse(413, "the body is too long");
  } else if (!is_number || error != std::errc() || stop != end) {
    refuse(400, "Content-Length is no number");
  } else if (content_length_ && *content_length_ != length) {
    refuse(400, "two Content-Lengths differ");
  } else {
    content_length_ = length;
  }
}

void RequestParser::read_connection(std::string_view value) {
  std::size_t begin = 0;
  while (begin <= value.size()) {
    const std::size_t comma = std::min(value.find(',', begin), value.size());
    const std::string option = lower_case(trimmed(value.substr(begin, comma - begin)));
    if (option == "close") {
      keep_alive_ = false;
    } else if (option == "keep-alive" && old_version_) {
      keep_alive_ = true;
    }
    begin = comma + 1;
  }
}

void RequestParser::end_headers() {
  if (chunked_ && (content_length_ || old_version_)) {
    refuse(400, "a transfer coding beside Content-Length or in HTTP/1.0");
    return;
  }
  // Without either there is no body, for POST too: the answer must not wait for one.
  body_bytes_left_ = content_length_.value_or(0);
  if (body_bytes_left_ > limits_.body_bytes_max) {
    refuse(413, "the body is too long");
    return;
  }
  stage_ = chunked_ ? Stage::chunk_size : body_bytes_left_ > 0 ? Stage::body : Stage::ready;
  if (stage_ == Stage::ready) wants_continue_ = false;
}

void RequestParser::read_chunk_size(std::string_view line) {
  const std::string_view digits = trimmed(line.substr(0, line.find(';')));
  std::uint64_t size = 0;
  const char* end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, size, 16);
  if (digits.empty() || stop != end) {
    refuse(400, "a chunk's size is no number");
  } else if (error != std::errc() || size > limits_.body_bytes_max - request_.body.size()) {
    refuse(413, "the body is too long");
  } else {
    body_bytes_left_ = size;
    stage_ = size == 0 ? Stage::trailers : Stage::chunk_data;
  }
}

bool RequestParser::take_body(ByteBuffer& in, Stage next) {
  const std::uint64_t count = std::min<std::uint64_t>(body_bytes_left_, in.size());
  request_.body.append(in.view().substr(0, static_cast<std::size_t>(count)));
  in.consume(static_cast<std::size_t>(count));
  body_bytes_left_ -= count;
  if (body_bytes_left_ > 0) return false;
  stage_ = next;
  return true;
}

Request RequestParser::take() {
  Target target = split_target(request_.target);
  request_.segments = std::move(target.segments);
  request_.query = std::move(target.query);
  Request request = std::move(request_);
  const Limits limits = limits_;
  *this = RequestParser(limits);
  return request;
}

bool RequestParser::take_continue() {
  // A client that has begun with its body does not wait any more.
  const bool waiting = stage_ == Stage::body || stage_ == Stage::chunk_size;
  if (!wants_continue_ || !waiting || !request_.body.empty()) return false;
  wants_continue_ = false;
  return true;
}

void RequestParser::refuse(int status, std::string why) {
  if (stage_ == Stage::refused) return;
  stage_ = Stage::refused;
  refusal_ = {status, std::move(why)};
}

}  // namespace deadair::http
