// The transport: sockets, connections and bytes. Knows HTTP, knows no Matrix.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "harness/base/clock.h"
#include "harness/base/result.h"

namespace deadair::http {

struct Limits {
  std::size_t header_bytes_max = std::size_t{64} * 1024;
  std::size_t body_bytes_max = std::size_t{16} * 1024 * 1024;
  std::size_t target_bytes_max = std::size_t{32} * 1024;
  std::size_t connections_max = 4096;  // then the oldest that has asked nothing makes room
  std::size_t held_bytes_max = std::size_t{256} * 1024 * 1024;  // of all connections together
  // Of answers that are on their way to clients; then the one whose client has read nothing for
  // longest is given up.
  std::size_t answer_bytes_max = std::size_t{64} * 1024 * 1024;
  std::int64_t idle_ms_max = 120000;    // a connection that says nothing
  std::int64_t request_ms_max = 20000;  // from a request's first byte to its last (slow headers)
};

// One request, decoded. Views live as long as the request.
struct Request {
  std::uint64_t exchange =
      0;  // counts requests of this server; the same when a parked one is asked again
  std::uint64_t connection = 0;  // counts connections
  bool asked_again = false;      // was parked and is asked once more
  std::int64_t parked_ms = 0;    // how long it has been parked
  bool others_wait = false;      // its client has sent more behind it: better not parked
  std::string method;
  std::string target;                 // raw: path and query as they came
  std::vector<std::string> segments;  // path split at '/' first, then percent-decoded
  std::vector<std::pair<std::string, std::string>> query;    // decoded, in order
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case
  std::string body;

  [[nodiscard]] std::optional<std::string_view> header(std::string_view lower_case_name) const;
  [[nodiscard]] std::optional<std::string_view> parameter(std::string_view name) const;
};

// What is done on purpose to the bytes of an answer, below the codec.
struct Wire {
  enum class Kind {
    none,
    reset,         // connection reset at byte `at` of the answer (0: before any byte)
    cut,           // closed at byte `at` of the body, the header promising all of it
    wrong_length,  // Content-Length says `at` more bytes than there are
    bad_chunk,     // chunked, with a chunk size that is no number after half of the body
    garbage,       // bytes that are no HTTP
    nothing,       // closed without an answer
    close_after,   // a good answer, then the connection is closed
    dribble,       // a good answer, one byte a segment
  };
  Kind kind = Kind::none;
  std::size_t at = 0;
};

struct Response {
  int status = 200;
  std::string content_type = "application/json";
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  Wire wire;
};

// The answer is not there yet: ask again when woken by this key, at the latest after `ms_max`.
struct Park {
  std::string key;
  std::int64_t ms_max = 30000;
};

using Outcome = std::variant<Response, Park>;

// How an exchange ended, as far as the server can see.
enum class Ending { answered, closed_by_client, closed_by_fault };

// Called on the server's own thread only, one call at a time; must not block.
class Handler {
 public:
  virtual ~Handler() = default;
  [[nodiscard]] virtual Outcome handle(const Request& request) = 0;
  // Once for every exchange that was handled: its last byte is with the kernel, or it never will
  // be. Those that are open when the server stops end as closed_by_fault.
  virtual void ended(std::uint64_t exchange, Ending ending) = 0;
  // A request that never reached handle(): not HTTP, over a limit. `status` is what it was answered
  // with, 0 where it was not.
  virtual void refused(std::uint64_t connection, int status, std::string_view why) = 0;
};

struct Options {
  std::string address = "127.0.0.1";
  int port = 0;  // 0: a free one
  int backlog = 1024;
  std::optional<int> core;  // the server's thread keeps to this one
  Limits limits;
};

// Listens and serves on one thread of its own: an epoll loop, parked requests kept as data.
// cpp-httplib is the codec.
class Server {
 public:
  // Error http.listen: address, port and cause.
  [[nodiscard]] static Result<std::unique_ptr<Server>> start(const Options& options,
                                                             Handler& handler, Clock& clock);
  virtual ~Server() = default;  // stops the thread, closes all
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  [[nodiscard]] virtual int port() const = 0;
  // Asks every request parked under that key again, in the order of their exchanges. Thread-safe,
  // also from within handle(); returns at once. Makes the server look at its clock in any case.
  virtual void wake(std::string_view key) = 0;
  [[nodiscard]] virtual std::size_t connections() const = 0;
  [[nodiscard]] virtual std::size_t parked() const = 0;

 protected:
  Server() = default;
};

}  // namespace deadair::http
