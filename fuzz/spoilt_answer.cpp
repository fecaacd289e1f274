// What each fault on the wire makes of a good answer.
#include "fuzz/spoilt_answer.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "fuzz/naive_http.h"
#include "harness/base/check.h"
#include "mock_homeserver/http/wire.h"

namespace deadair::fuzz {
namespace {

using Kind = http::Wire::Kind;

// Taken apart at the first empty line. The lines that frame the body stand alone.
struct Parts {
  std::vector<std::string> lines, framing;
  std::string body;
};

Parts parts_of(std::string_view answer) {
  Parts parts;
  while (true) {
    const std::size_t end = answer.find("\r\n");
    DEADAIR_CHECK(end != std::string_view::npos, std::string(answer));
    const std::string line(answer.substr(0, end));
    answer.remove_prefix(end + 2);
    if (line.empty()) break;
    const bool frames =
        line.starts_with("Content-Length:") || line.starts_with("Transfer-Encoding:");
    (frames ? parts.framing : parts.lines).push_back(line);
  }
  parts.body = answer;
  return parts;
}

void check_cut(const std::string& answer, std::size_t at, const std::string& bytes) {
  const Parts whole = parts_of(answer);
  const Parts cut = parts_of(bytes);
  DEADAIR_CHECK(cut.lines == whole.lines && cut.framing == whole.framing, bytes);
  const bool is_beyond = !whole.body.empty() && at >= whole.body.size();
  const std::size_t left = is_beyond ? whole.body.size() - 1 : at;  // it never comes whole
  DEADAIR_CHECK(cut.body == whole.body.substr(0, left), bytes);
}

void check_wrong_length(const std::string& answer, std::size_t more, const std::string& bytes) {
  const Parts whole = parts_of(answer);
  const Parts wrong = parts_of(bytes);
  const std::string length = "Content-Length: " + std::to_string(whole.body.size() + more);
  DEADAIR_CHECK(wrong.framing == std::vector{length}, bytes);
  DEADAIR_CHECK(wrong.lines == whole.lines && wrong.body == whole.body, bytes);
}

// The first half is a good chunk, and there is no end that a client could take for one.
void check_bad_chunk(const std::string& answer, const std::string& bytes) {
  const Parts whole = parts_of(answer);
  const Parts bad = parts_of(bytes);
  DEADAIR_CHECK(bad.framing == std::vector{std::string("Transfer-Encoding: chunked")}, bytes);
  DEADAIR_CHECK(bad.lines == whole.lines, bytes);
  std::string good;
  DEADAIR_CHECK(naive_chunks(bad.body, good) == NaiveReading::Kind::malformed, bytes);
  DEADAIR_CHECK(good == whole.body.substr(0, whole.body.size() / 2), bytes);
}

void check_bytes(const std::string& answer, const http::Wire& wire, const std::string& bytes) {
  switch (wire.kind) {
    case Kind::none:
    case Kind::close_after:
    case Kind::dribble: DEADAIR_CHECK(bytes == answer, bytes); return;
    case Kind::reset: DEADAIR_CHECK(bytes == answer.substr(0, wire.at), bytes); return;
    case Kind::cut: return check_cut(answer, wire.at, bytes);
    case Kind::wrong_length: return check_wrong_length(answer, wire.at, bytes);
    case Kind::bad_chunk: return check_bad_chunk(answer, bytes);
    case Kind::garbage: DEADAIR_CHECK(!bytes.empty() && !bytes.starts_with("HTTP"), bytes); return;
    case Kind::nothing: DEADAIR_CHECK(bytes.empty(), bytes); return;
  }
}

}  // namespace

void check_spoilt(const std::string& answer, const http::Wire& wire, bool keep_alive) {
  const http::Sending sent = http::shape(answer, wire, keep_alive);
  check_bytes(answer, wire, sent.bytes);
  const bool whole =
      wire.kind == Kind::none || wire.kind == Kind::close_after || wire.kind == Kind::dribble;
  DEADAIR_CHECK(whole == (sent.ending == http::Ending::answered), answer);
  const bool kept = whole && wire.kind != Kind::close_after && keep_alive;
  const http::After broken = wire.kind == Kind::reset ? http::After::reset : http::After::close;
  DEADAIR_CHECK(sent.after == (kept ? http::After::keep : broken), answer);
  DEADAIR_CHECK(sent.one_by_one == (wire.kind == Kind::dribble), answer);
}

}  // namespace deadair::fuzz
