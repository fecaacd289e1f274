// Requests to the homeserver, without waiting for their answers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace deadair::reference {

struct Request {
  std::string method = "GET";
  std::string target;  // path and query, percent-encoded
  std::string body;    // JSON; PUT and POST only
};

// What came back: a status, or the reason why there is none.
struct Answer {
  int status = 0;  // 0: no whole HTTP answer came
  std::string body;
  std::optional<std::int64_t> retry_after_ms;  // the header Retry-After
  std::string failure;                         // where status is 0
  std::string content_type = {};               // the header Content-Type
};

// The long poll must not stand in the way of everything else, so each lane has its own connection.
// Requests of one lane go out one after the other, in the order in which they were sent.
enum class Lane { poll, loads };

class Network {
 public:
  using Then = std::function<void(const Answer&)>;

  virtual ~Network() = default;
  // Returns at once; `then` is called by deliver(), on the thread that calls it.
  virtual void send(Lane lane, Request request, Then then) = 0;
  // Requests whose `then` was not called yet.
  [[nodiscard]] virtual std::size_t open_requests(Lane lane) const = 0;
  // Whether an answer has arrived, or begun to arrive, that was not handed over.
  [[nodiscard]] virtual bool answering(Lane lane) const = 0;
  // Hands over the answers that are there; where none is, waits at most that long (real time) for
  // one. Returns whether it handed over any.
  virtual bool deliver(std::int64_t wait_ms_max) = 0;
  // Readable when there is something to deliver; -1 where there is no such thing.
  [[nodiscard]] virtual int descriptor() const = 0;
};

inline constexpr std::size_t body_bytes_max = std::size_t{16} * 1024 * 1024;

// The real one: cpp-httplib and a thread a lane. Its destructor ends what is still open.
[[nodiscard]] std::unique_ptr<Network> make_http_network(const std::string& base_url,
                                                         const std::string& access_token);

}  // namespace deadair::reference
