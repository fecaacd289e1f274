// Requests over real HTTP: a connection and a thread a lane; answers meet the client in one queue.
#include <httplib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>

#include "clients/reference/arrivals.h"
#include "clients/reference/network.h"

namespace deadair::reference {
namespace {

constexpr int connect_s_max = 5;
constexpr int load_silence_s_max = 5;
constexpr int poll_silence_s_max = 45;  // longer than the time that a poll asks the server to wait

std::optional<std::int64_t> retry_after(const httplib::Response& response) {
  const long seconds = std::atol(response.get_header_value("Retry-After").c_str());
  if (seconds <= 0 || seconds > 3600) return std::nullopt;
  return std::int64_t{seconds} * 1000;
}

// One request, start to end; blocks.
Answer perform(httplib::Client& client, const Request& request) {
  Answer answer;
  const auto keep = [&answer](const char* data, std::size_t size) {
    if (answer.body.size() + size > body_bytes_max) return false;
    answer.body.append(data, size);
    return true;
  };
  httplib::Request sent;
  sent.method = request.method;
  sent.path = request.target;
  sent.body = request.body;
  if (request.method != "GET") sent.headers.emplace("Content-Type", "application/json");
  sent.content_receiver = [&keep](const char* data, std::size_t size, std::uint64_t /*offset*/,
                                  std::uint64_t /*total*/) { return keep(data, size); };
  const httplib::Result result = client.send(sent);
  if (!result) {
    answer.failure = httplib::to_string(result.error());
    answer.body.clear();
    return answer;
  }
  answer.status = result->status;
  answer.retry_after_ms = retry_after(*result);
  answer.content_type = result->get_header_value("Content-Type");
  return answer;
}

class HttpNetwork final : public Network {
 public:
  HttpNetwork(const std::string& base_url, const std::string& access_token)
      : lanes_{LaneState(base_url), LaneState(base_url)}, descriptor_(eventfd(0, EFD_NONBLOCK)) {
    for (LaneState& lane : lanes_) {
      lane.client.set_default_headers({{"Authorization", "Bearer " + access_token}});
      lane.client.set_keep_alive(true);
      lane.client.set_tcp_nodelay(true);
      lane.client.set_url_encode(false);
      lane.client.set_connection_timeout(connect_s_max);
      lane.client.set_write_timeout(load_silence_s_max);
      lane.client.set_read_timeout(&lane == &lanes_[0] ? poll_silence_s_max : load_silence_s_max);
    }
    for (LaneState& lane : lanes_) {
      lane.client.set_socket_options([this, &lane](int socket) {
        const std::lock_guard lock(mutex_);
        lane.socket = socket;
        lane.bytes_read = 0;
      });
    }
    for (LaneState& lane : lanes_) note_handshakes(lane);
    for (LaneState& lane : lanes_) lane.thread = std::thread([this, &lane] { work(lane); });
  }

  ~HttpNetwork() override {
    std::unique_lock lock(mutex_);
    stopping_ = true;
    for (LaneState& lane : lanes_) lane.wake.notify_one();
    // A request that is just about to go out does not see the first stop: repeated until all ended.
    const auto all_ended = [this] { return threads_ended_ == lanes_.size(); };
    do {
      lock.unlock();
      for (LaneState& lane : lanes_) lane.client.stop();
      lock.lock();
    } while (!answered_.wait_for(lock, std::chrono::milliseconds(5), all_ended));
    lock.unlock();
    for (LaneState& lane : lanes_) lane.thread.join();
    close(descriptor_);
  }

  void send(Lane lane, Request request, Then then) override {
    const std::lock_guard lock(mutex_);
    LaneState& state = lanes_[lane == Lane::poll ? 0 : 1];
    state.jobs.push_back({std::move(request), std::move(then)});
    ++state.open;
    state.wake.notify_one();
  }

  std::size_t open_requests(Lane lane) const override {
    const std::lock_guard lock(mutex_);
    return lanes_[lane == Lane::poll ? 0 : 1].open;
  }

  bool answering(Lane lane) const override {
    const std::lock_guard lock(mutex_);
    const LaneState& state = lanes_[lane == Lane::poll ? 0 : 1];
    if (state.open == 0 || state.socket < 0) return false;
    const bool finished = std::any_of(finished_.begin(), finished_.end(),
                                      [&](const Finished& one) { return one.lane == &state; });
    return finished || has_more_arrived(state.socket, state.bytes_read);
  }

  bool deliver(std::int64_t wait_ms_max) override {
    std::deque<Finished> finished;
    {
      std::unique_lock lock(mutex_);
      answered_.wait_for(lock, std::chrono::milliseconds(wait_ms_max),
                         [this] { return !finished_.empty(); });
      finished.swap(finished_);
      for (const Finished& one : finished) --one.lane->open;
      eventfd_t count = 0;
      eventfd_read(descriptor_, &count);
    }
    for (Finished& one : finished) one.then(one.answer);
    return !finished.empty();
  }

  int descriptor() const override { return descriptor_; }

 private:
  struct Job {
    Request request;
    Then then;
  };
  struct LaneState {
    explicit LaneState(const std::string& base_url) : client(base_url) {}
    httplib::Client client;
    std::deque<Job> jobs;
    std::condition_variable wake;  // for its thread: there is a job, or the end
    std::size_t open = 0;
    int socket = -1;               // the newest connection, its client's own
    std::uint64_t bytes_read = 0;  // of it, when the last answer, or the handshake, was complete
    std::mutex* mutex = nullptr;   // the network's, for note_handshakes()
    std::thread thread;
  };
  struct Finished {
    LaneState* lane;
    Answer answer;
    Then then;
  };

  // Over TLS, what comes before the first request is no answer.
  void note_handshakes(LaneState& lane) {
    SSL_CTX* const context = lane.client.ssl_context();
    if (context == nullptr) return;
    lane.mutex = &mutex_;
    SSL_CTX_set_app_data(context, &lane);
    SSL_CTX_set_info_callback(context, [](const SSL* ssl, int where, int /*result*/) {
      if ((where & SSL_CB_HANDSHAKE_DONE) == 0) return;
      auto& owner = *static_cast<LaneState*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl)));
      const std::lock_guard lock(*owner.mutex);
      owner.bytes_read = bytes_arrived(SSL_get_fd(ssl));
    });
  }

  // cpp-httplib takes a connection over TLS for a good one as long as anything can be read of it,
  // and so also where that is the server's word that it has ended.
  static void leave_ended(LaneState& lane) {
    const bool secure = lane.client.ssl_context() != nullptr;
    if (secure && lane.socket >= 0 && has_more_arrived(lane.socket, lane.bytes_read))
      lane.client.stop();
  }

  void work(LaneState& lane) {
    std::unique_lock lock(mutex_);
    while (true) {
      lane.wake.wait(lock, [&] { return stopping_ || !lane.jobs.empty(); });
      if (stopping_) break;
      Job job = std::move(lane.jobs.front());
      lane.jobs.pop_front();
      leave_ended(lane);
      lock.unlock();
      Answer answer = perform(lane.client, job.request);
      lock.lock();
      lane.bytes_read = bytes_arrived(lane.socket);
      finished_.push_back({&lane, std::move(answer), std::move(job.then)});
      eventfd_write(descriptor_, 1);
      answered_.notify_one();
    }
    ++threads_ended_;
    answered_.notify_one();
  }

  mutable std::mutex mutex_;  // guards all below but the clients, each of which is its thread's own
  std::condition_variable answered_;  // for the client's thread: an answer, or a thread's end
  std::array<LaneState, 2> lanes_;
  std::deque<Finished> finished_;
  bool stopping_ = false;
  std::size_t threads_ended_ = 0;
  int descriptor_;
};

}  // namespace

std::unique_ptr<Network> make_http_network(const std::string& base_url,
                                           const std::string& access_token) {
  return std::make_unique<HttpNetwork>(base_url, access_token);
}

}  // namespace deadair::reference
