// The server: a listening socket, and a loop on a thread of its own.
#include "mock_homeserver/http/server.h"

#include <memory>
#include <system_error>
#include <thread>
#include <utility>

#include "harness/base/cores.h"
#include "harness/base/listening.h"
#include "harness/base/quiet_thread.h"
#include "mock_homeserver/http/loop.h"
#include "mock_homeserver/http/socket.h"
#include "mock_homeserver/http/tls_server.h"

namespace deadair::http {
namespace {

class ThreadedServer final : public Server {
 public:
  ThreadedServer(std::unique_ptr<Loop> loop, int port) : loop_(std::move(loop)), port_(port) {}
  ~ThreadedServer() override {
    if (!thread_.joinable()) return;
    loop_->stop();
    thread_.join();
  }

  [[nodiscard]] Status run(std::optional<int> core) {
    try {
      thread_ = quiet_thread([loop = loop_.get(), core] {
        if (core) keep_to_core(*core);
        loop->run();
      });
    } catch (const std::system_error& error) {
      return Error{"http.listen", "", std::string("no thread: ") + error.what()};
    }
    return Done{};
  }

  [[nodiscard]] int port() const override { return port_; }
  void wake(std::string_view key) override { loop_->wake(key); }
  [[nodiscard]] std::size_t connections() const override { return loop_->connections(); }
  [[nodiscard]] std::size_t parked() const override { return loop_->parked(); }

 private:
  std::unique_ptr<Loop> loop_;
  int port_;
  std::thread thread_;
};

}  // namespace

Result<std::unique_ptr<Server>> Server::start(const Options& options, Handler& handler,
                                              Clock& clock) {
  return start_over_tls(options, nullptr, handler, clock);
}

Result<std::unique_ptr<Server>> start_over_tls(const Options& options,
                                               std::shared_ptr<const TlsIdentity> identity,
                                               Handler& handler, Clock& clock) {
  Result<Descriptor> listener = listen_on(options.address, options.port, options.backlog);
  if (!listener) {
    return Error{"http.listen", listener.error().place,
                 "cannot listen: " + listener.error().message};
  }
  const int port = port_of(*listener);
  auto loop = std::make_unique<Loop>(std::move(*listener), options.limits, std::move(identity),
                                     handler, clock);
  if (Status opened = loop->open(); !opened) return opened.error();
  auto server = std::make_unique<ThreadedServer>(std::move(loop), port);
  if (Status started = server->run(options.core); !started) return started.error();
  return std::unique_ptr<Server>(std::move(server));
}

}  // namespace deadair::http
