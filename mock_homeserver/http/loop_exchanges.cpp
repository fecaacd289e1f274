// The loop behind the server: requests and their answers.
#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "harness/base/json.h"
#include "mock_homeserver/http/loop.h"

namespace deadair::http {
namespace {

// A connection full of pipelined requests must not keep the others waiting.
constexpr int requests_per_turn_max = 32;
// About 12 days, so that sums of times stay far from their end.
constexpr std::int64_t park_ms_max = std::int64_t{1} << 30;
constexpr std::size_t dribbled_bytes_per_turn_max = 256;
constexpr std::array<std::string_view, 7> methods = {"GET",    "HEAD",    "POST", "PUT",
                                                     "DELETE", "OPTIONS", "PATCH"};

bool is_known_method(std::string_view method) {
  return std::find(methods.begin(), methods.end(), method) != methods.end();
}

std::string_view error_code(int status) {
  if (status == 405) return "M_UNRECOGNIZED";
  if (status == 413) return "M_TOO_LARGE";
  return "M_UNKNOWN";
}

Response refusal_response(const Refusal& refusal) {
  Response response;
  response.status = refusal.status;
  if (refusal.status == 405) {
    response.headers.emplace_back("Allow", "GET, HEAD, POST, PUT, DELETE, OPTIONS, PATCH");
  }
  json::Value body;
  body.set("errcode", error_code(refusal.status)).set("error", refusal.why);
  response.body = json::write(body);
  return response;
}

}  // namespace

void Loop::advance(Connection& connection) {
  for (int handled = 0; connection.phase == Connection::Phase::reading; ++handled) {
    if (handled == requests_per_turn_max) {
      if (!connection.queued) ready_.push_back(connection.id);
      connection.queued = true;
      return;
    }
    switch (connection.parser.feed(connection.in)) {
      case RequestParser::Progress::more:
        if (connection.parser.take_continue()) {
          write(connection,
                {"HTTP/1.1 100 Continue\r\n\r\n", After::keep, Ending::answered, false});
          break;
        }
        if (!connection.request_began_ms &&
            (connection.parser.started() || !connection.in.empty())) {
          connection.request_began_ms = now_ms_;
        }
        return;
      case RequestParser::Progress::ready:
        connection.request_began_ms.reset();
        dispatch(connection);
        break;
      case RequestParser::Progress::refused:
        refuse(connection, connection.parser.refusal(), false);
        break;
    }
  }
}

void Loop::dispatch(Connection& connection) {
  Exchange exchange;
  exchange.keep_alive = connection.parser.keep_alive();
  exchange.old_version = connection.parser.old_version();
  exchange.request = connection.parser.take();
  exchange.request.connection = connection.id;
  if (!is_known_method(exchange.request.method)) {
    return refuse(connection, {405, "unknown method"}, exchange.keep_alive);
  }
  exchange.request.exchange = ++exchanges_made_;
  exchange.parked_since_ms = now_ms_;
  silent_.erase(connection.id);
  connection.exchange = std::move(exchange);
  ask(connection);
}

void Loop::ask(Connection& connection) {
  connection.exchange->request.others_wait = !connection.in.empty();
  Outcome outcome = handler_.handle(connection.exchange->request);
  if (Park* parking = std::get_if<Park>(&outcome)) {
    park(connection, std::move(*parking));
  } else {
    answer(connection, std::move(*std::get_if<Response>(&outcome)));
  }
}

void Loop::ask_again(Connection& connection) {
  unpark(connection);
  Request& request = connection.exchange->request;
  request.asked_again = true;
  request.parked_ms = now_ms_ - connection.exchange->parked_since_ms;
  ask(connection);
  advance(connection);
}

void Loop::wake_parked(const std::string& key) {
  const auto found = parked_.find(key);
  if (found == parked_.end()) return;
  // A copy: those that are parked anew wait for the next wake.
  const std::map<std::uint64_t, std::uint64_t> waiting = found->second;
  for (const auto& [exchange, id] : waiting) {
    Connection* connection = find(id);
    if (connection == nullptr || connection->phase != Connection::Phase::parked) continue;
    ask_again(*connection);
    settle(*connection);
  }
}

void Loop::park(Connection& connection, Park park) {
  connection.phase = Connection::Phase::parked;
  parked_[park.key].emplace(connection.exchange->request.exchange, connection.id);
  connection.exchange->park_key = std::move(park.key);
  ++parked_count_;
  const std::int64_t wait = std::clamp<std::int64_t>(park.ms_max, 1, park_ms_max);
  timers_.set(connection.id, connection.timer, now_ms_ + wait);
}

void Loop::unpark(Connection& connection) {
  if (connection.phase != Connection::Phase::parked) return;
  connection.phase = Connection::Phase::reading;
  const auto found = parked_.find(connection.exchange->park_key);
  found->second.erase(connection.exchange->request.exchange);
  if (found->second.empty()) parked_.erase(found);
  --parked_count_;
}

void Loop::answer(Connection& connection, Response response) {
  const Exchange& exchange = *connection.exchange;
  const bool keep_alive = exchange.keep_alive && !wants_close(response);
  const Wire wire = response.wire;
  std::string bytes = codec_.encode({exchange.request.method, keep_alive, exchange.old_version},
                                    std::move(response));
  write(connection, shape(std::move(bytes), wire, keep_alive));
}

void Loop::refuse(Connection& connection, const Refusal& refusal, bool keep_alive) {
  silent_.erase(connection.id);
  // Before the handshake is over there is no way to say it.
  const bool mute = connection.transport.shaking_hands();
  handler_.refused(connection.id, mute ? 0 : refusal.status, refusal.why);
  if (mute) return close(connection, Ending::closed_by_client);
  connection.request_began_ms.reset();
  std::string bytes = codec_.encode({"GET", keep_alive, false}, refusal_response(refusal));
  write(connection, shape(std::move(bytes), Wire{}, keep_alive));
}

void Loop::write(Connection& connection, Sending sending) {
  connection.phase = Connection::Phase::writing;
  connection.out = std::move(sending);
  connection.out_sent_bytes = 0;
  connection.out_moved = ++sends_made_;
  flush(connection);
  if (connection.phase != Connection::Phase::writing) return;
  count_bytes(connection);
  make_room_for_answers(connection);
}

void Loop::flush(Connection& connection) {
  const Sending& out = connection.out;
  std::size_t dribbled = 0;
  while (connection.out_sent_bytes < out.bytes.size()) {
    if (dribbled == dribbled_bytes_per_turn_max) return;
    std::string_view rest = std::string_view(out.bytes).substr(connection.out_sent_bytes);
    if (out.one_by_one) rest = rest.substr(0, 1);
    const Moved moved = connection.transport.send_some(rest, out.one_by_one);
    if (moved.state == Moved::State::would_block) return;
    if (moved.state != Moved::State::moved) return close(connection, Ending::closed_by_client);
    connection.out_sent_bytes += moved.bytes;
    connection.out_moved = ++sends_made_;
    if (out.one_by_one) ++dribbled;
  }
  // RST throws away what the kernel holds: the bytes before it must have left.
  const Descriptor& socket = connection.transport.socket();
  if (out.after == After::reset && unsent_bytes(socket) > 0) {
    return set_writable_when_all_is_sent(socket);
  }
  if (out.after == After::close && !connection.transport.say_end()) return;
  finish(connection);
}

void Loop::finish(Connection& connection) {
  const Ending ending = connection.out.ending;
  const After after = connection.out.after;
  std::exchange(connection.out, {});  // an assignment would keep its memory
  std::optional<std::uint64_t> exchange;
  if (connection.exchange) exchange = connection.exchange->request.exchange;
  connection.exchange.reset();
  switch (after) {
    case After::keep: connection.phase = Connection::Phase::reading; break;
    case After::close: drain(connection); break;
    case After::reset:
      connection.transport.reset();
      close(connection, ending);
      break;
  }
  // Said last: whoever hears that an exchange is over may ask the client at once, and by then the
  // end of its connection must have reached it.
  if (exchange) handler_.ended(*exchange, ending);
}

}  // namespace deadair::http
