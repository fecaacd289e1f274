// Reading and weighing first lines.
#include "harness/client/greeting.h"

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <utility>

#include "harness/base/json.h"
#include "harness/client/messages.h"

namespace deadair::client {
namespace {

constexpr std::int64_t invalid_request = -32600;  // of JSON-RPC 2.0

}  // namespace

std::string attach_line(std::string_view token) {
  return json::write(json::Value::object({{"jsonrpc", "2.0"},
                                          {"method", "attach"},
                                          {"params", json::Value::object({{"token", token}})}}));
}

std::optional<std::string> flaw_of_greeting(std::string_view line, std::string_view token) {
  json::ReadOptions options;
  options.bytes_max = greeting_bytes_max;
  options.depth_max = 8;
  const Result<json::Value> read = json::read(line, options);
  if (!read || read->string_at("jsonrpc") != "2.0" || read->string_at("method") != "attach") {
    return "the first line is no attach notification: " + shortened_line(line);
  }
  const json::Value* const shown = read->find({"params", "token"});
  if (shown == nullptr || !shown->is_string()) return "the attach notification holds no token";
  if (shown->text() != token) return "the token is wrong";
  return std::nullopt;
}

Greeting::Greeting(Descriptor socket, std::string from)
    : socket_(std::move(socket)), from_(std::move(from)) {}

Greeting::State Greeting::read_on(std::string_view token) {
  std::array<char, greeting_bytes_max> bytes;  // NOLINT(*-member-init): filled by recv()
  const ssize_t there = ::recv(socket_.number(), bytes.data(), bytes.size(), MSG_PEEK);
  if (there < 0 && (errno == EAGAIN || errno == EINTR)) return State::open;
  if (there <= 0) return refuse("it went away before its first line had an end");
  const std::string_view seen(bytes.data(), static_cast<std::size_t>(there));
  const std::size_t end = seen.find('\n');
  line_.append(seen.substr(0, end));
  const std::size_t taken = end == std::string_view::npos ? seen.size() : end + 1;
  // They are there already, and nobody else reads here.
  if (::recv(socket_.number(), bytes.data(), taken, 0) != static_cast<ssize_t>(taken)) {
    return refuse("it could not be read");
  }
  if (line_.size() > greeting_bytes_max) {
    return refuse("the first line is longer than " + std::to_string(greeting_bytes_max) + " bytes");
  }
  if (end == std::string_view::npos) return State::open;
  if (std::optional<std::string> flaw = flaw_of_greeting(line_, token)) {
    return refuse(std::move(*flaw));
  }
  return State::admitted;
}

Descriptor Greeting::take() { return std::move(socket_); }

Greeting::State Greeting::refuse(std::string why) {
  flaw_ = std::move(why);
  return State::rejected;
}

void Greeting::turn_away(std::string_view why) {
  const std::string line =
      json::write(json::Value::object(
          {{"jsonrpc", "2.0"},
           {"id", json::Value()},
           {"error", json::Value::object({{"code", invalid_request}, {"message", why}})}})) +
      "\n";
  static_cast<void>(::send(socket_.number(), line.data(), line.size(), MSG_NOSIGNAL));
  socket_.close();
}

}  // namespace deadair::client
