// HTTP read a second time, as simply as possible.
#include "fuzz/naive_http.h"

#include <algorithm>
#include <cctype>

namespace deadair::fuzz {
namespace {

using Headers = std::vector<std::pair<std::string, std::string>>;
using Kind = NaiveReading::Kind;

// Lengths that the parser does not wait beyond, whatever its limits are.
constexpr std::size_t method_bytes_max = 32;
constexpr std::size_t chunk_line_bytes_max = 256;

std::string lower(std::string_view text) {
  std::string made;
  for (const char letter : text) {
    made += static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  }
  return made;
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
  while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
  return text;
}

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char letter) {
    return std::isalnum(static_cast<unsigned char>(letter)) != 0 ||
           (letter != 0 &&
            std::string_view("!#$%&'*+-.^_`|~").find(letter) != std::string_view::npos);
  });
}

bool is_control(char letter) {
  const auto byte = static_cast<unsigned char>(letter);
  return byte < 0x20 || byte == 0x7F;
}

// Walks lines; each must end in CRLF.
class Lines {
 public:
  explicit Lines(std::string_view bytes) : bytes_(bytes) {}

  // False where the line has no end yet, or no CR before it; `malformed` tells which.
  bool take(std::string_view& line) {
    const std::size_t feed = bytes_.find('\n', at_);
    line_bytes = std::min(feed, bytes_.size()) - at_;
    if (feed == std::string_view::npos) return false;
    malformed = feed == at_ || bytes_[feed - 1] != '\r';
    if (malformed) return false;
    line = bytes_.substr(at_, feed - 1 - at_);
    at_ = feed + 1;
    return true;
  }
  bool take_bytes(std::size_t count, std::string& into) {
    if (bytes_.size() - at_ < count) return false;
    into += bytes_.substr(at_, count);
    at_ += count;
    return true;
  }
  [[nodiscard]] std::size_t at() const { return at_; }

  bool malformed = false;
  std::size_t line_bytes = 0;  // of the last one, or of what there is of it, without its feed

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;
};

// Counts the lines that a limit is set to.
struct Head {
  std::size_t bytes = 0;  // of whole lines
  std::size_t& measured;  // with the last one, without its feed

  bool take(Lines& lines, std::string_view& line) {
    const bool is_whole = lines.take(line);
    measured = bytes + lines.line_bytes;
    bytes = measured + 1;
    return is_whole;
  }
};

bool read_request_line(std::string_view line, NaiveRequest& request) {
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) return false;
  request.method = line.substr(0, first);
  request.target = line.substr(first + 1, last - first - 1);
  const std::string_view version = line.substr(last + 1);
  request.old_version = version == "HTTP/1.0";
  request.keep_alive = !request.old_version;
  const std::string& target = request.target;
  const bool bad = std::any_of(target.begin(), target.end(),
                               [](char letter) { return letter == ' ' || is_control(letter); });
  const bool origin = target.starts_with('/') || target.starts_with("http://") ||
                      target.starts_with("https://") || target == "*";
  return is_token(request.method) && request.method.size() <= method_bytes_max &&
         (request.old_version || version == "HTTP/1.1") && !bad &&
         (origin || request.method == "CONNECT");
}

bool read_header_line(std::string_view line, Headers& headers) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) return false;
  const std::string_view value = trimmed(line.substr(colon + 1));
  if (std::any_of(value.begin(), value.end(),
                  [](char letter) { return letter != '\t' && is_control(letter); })) {
    return false;
  }
  headers.emplace_back(lower(line.substr(0, colon)), value);
  return true;
}

std::vector<std::string> all_of_name(const Headers& headers, std::string_view name) {
  std::vector<std::string> values;
  for (const auto& [one, value] : headers) {
    if (one == name) values.push_back(value);
  }
  return values;
}

// What is larger than any limit counts as 2^40.
std::optional<std::size_t> number_of(std::string_view text, std::size_t base) {
  std::size_t number = 0;
  for (const char letter : text) {
    const auto byte = static_cast<unsigned char>(std::tolower(static_cast<unsigned char>(letter)));
    const std::size_t digit = byte >= '0' && byte <= '9'   ? byte - std::size_t{'0'}
                              : byte >= 'a' && byte <= 'f' ? byte - std::size_t{'a'} + 10
                                                           : base;
    if (digit >= base) return std::nullopt;
    number = std::min(number * base + digit, std::size_t{1} << 40U);
  }
  return text.empty() ? std::nullopt : std::optional(number);
}

void read_connection(NaiveRequest& request) {
  for (const std::string& value : all_of_name(request.headers, "connection")) {
    std::string_view rest = value;
    while (true) {
      const std::string_view piece = rest.substr(0, rest.find(','));
      const std::string option = lower(trimmed(piece));
      if (option == "close") request.keep_alive = false;
      if (option == "keep-alive" && request.old_version) request.keep_alive = true;
      if (piece.size() == rest.size()) break;
      rest.remove_prefix(piece.size() + 1);
    }
  }
}

// How the body is framed. Nothing where the headers do not agree with each other.
struct Framing {
  bool chunked = false;
  std::size_t length = 0;
};

std::optional<Framing> framing_of(const NaiveRequest& request) {
  const std::vector<std::string> lengths = all_of_name(request.headers, "content-length");
  const std::vector<std::string> codings = all_of_name(request.headers, "transfer-encoding");
  for (const std::string& value : all_of_name(request.headers, "expect")) {
    if (lower(value) != "100-continue") return std::nullopt;
  }
  Framing framing;
  framing.chunked = !codings.empty();
  if (framing.chunked && (codings.size() > 1 || lower(codings.front()) != "chunked" ||
                          !lengths.empty() || request.old_version)) {
    return std::nullopt;
  }
  for (const std::string& text : lengths) {
    const std::optional<std::size_t> length = number_of(text, 10);
    if (!length || (&text != &lengths.front() && *length != framing.length)) return std::nullopt;
    framing.length = *length;
  }
  return framing;
}

std::size_t announced_length(const NaiveRequest& request) {
  std::size_t most = 0;
  for (const std::string& text : all_of_name(request.headers, "content-length")) {
    most = std::max(most, number_of(text, 10).value_or(0));
  }
  return most;
}

// `announced` grows by each chunk, before its bytes are there.
Kind read_chunks(Lines& lines, std::string& body, std::size_t& announced) {
  const auto missing = [&] { return lines.malformed ? Kind::malformed : Kind::incomplete; };
  for (std::string_view line;;) {
    if (!lines.take(line)) return missing();
    const std::optional<std::size_t> size = number_of(trimmed(line.substr(0, line.find(';'))), 16);
    if (!size || line.size() >= chunk_line_bytes_max) return Kind::malformed;
    if (*size == 0) break;
    announced = body.size() + *size;
    if (!lines.take_bytes(*size, body)) return Kind::incomplete;
    if (!lines.take(line)) return missing();
    if (!line.empty()) return Kind::malformed;
  }
  return Kind::request;
}

// The lines behind the last chunk.
Kind read_trailers(Lines& lines, Head& head) {
  for (std::string_view line = "x"; !line.empty();) {
    if (!head.take(lines, line)) return lines.malformed ? Kind::malformed : Kind::incomplete;
  }
  return Kind::request;
}

}  // namespace

NaiveReading naive_request(std::string_view bytes) {
  NaiveReading reading;
  NaiveRequest& request = reading.request;
  Lines lines(bytes);
  Head head{0, reading.head_bytes};
  const auto missing = [&] {
    reading.kind = lines.malformed ? Kind::malformed : Kind::incomplete;
    return reading;
  };
  reading.kind = Kind::malformed;
  std::string_view line;
  while (line.empty()) {
    const bool is_whole = head.take(lines, line);
    reading.first_line_bytes = lines.line_bytes;
    if (!is_whole) return missing();
  }
  if (!read_request_line(line, request)) return reading;
  bool is_whole = true;
  bool is_header = true;
  while (is_whole && is_header && !line.empty()) {
    is_whole = head.take(lines, line);
    is_header = !is_whole || line.empty() || read_header_line(line, request.headers);
  }
  reading.body_bytes = announced_length(request);
  if (!is_whole) return missing();
  if (!is_header) return reading;
  read_connection(request);
  const std::optional<Framing> framing = framing_of(request);
  if (!framing) return reading;
  if (framing->chunked) {
    reading.kind = read_chunks(lines, request.body, reading.body_bytes);
    if (reading.kind == Kind::request) reading.kind = read_trailers(lines, head);
  } else {
    reading.kind =
        lines.take_bytes(framing->length, request.body) ? Kind::request : Kind::incomplete;
  }
  reading.bytes = lines.at();
  return reading;
}

NaiveReading::Kind naive_chunks(std::string_view bytes, std::string& body) {
  Lines lines(bytes);
  std::size_t announced = 0, measured = 0;
  Head head{0, measured};
  const Kind kind = read_chunks(lines, body, announced);
  return kind == Kind::request ? read_trailers(lines, head) : kind;
}

std::optional<std::string> NaiveAnswer::header(std::string_view lower_case_name) const {
  const std::vector<std::string> values = all_of_name(headers, lower_case_name);
  return values.size() == 1 ? std::optional(values.front()) : std::nullopt;
}

std::optional<NaiveAnswer> naive_answer(std::string_view bytes, bool bodiless) {
  NaiveAnswer answer;
  Lines lines(bytes);
  std::string_view line;
  if (!lines.take(line) || !line.starts_with("HTTP/1.1 ")) return std::nullopt;
  const std::optional<std::size_t> status = number_of(line.substr(9, 3), 10);
  if (!status || line.substr(12, 1) != " ") return std::nullopt;
  answer.status = static_cast<int>(*status);
  while (!line.empty()) {
    if (!lines.take(line)) return std::nullopt;
    if (!line.empty() && !read_header_line(line, answer.headers)) return std::nullopt;
  }
  answer.body = bytes.substr(lines.at());
  if (bodiless) return answer.body.empty() ? std::optional(answer) : std::nullopt;
  const std::optional<std::string> length = answer.header("content-length");
  if (!length || number_of(*length, 10) != answer.body.size()) return std::nullopt;
  return answer;
}

}  // namespace deadair::fuzz
