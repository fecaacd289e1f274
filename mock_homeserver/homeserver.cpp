// Puts the world behind a listening socket.
#include "mock_homeserver/homeserver.h"

#include <utility>

#include "mock_homeserver/http/tls_server.h"
#include "mock_homeserver/scene.h"

namespace deadair::mock {

namespace {

std::string url_of(std::string_view scheme, const std::string& address, int port) {
  const bool v6 = address.find(':') != std::string::npos;
  return std::string(scheme) + "://" + (v6 ? "[" + address + "]" : address) + ":" +
         std::to_string(port);
}

}  // namespace

Homeserver::Homeserver(WorldOptions options) : world_(std::move(options)) {}

Homeserver::~Homeserver() {
  world_.set_waker(nullptr);
  server_.reset();
}

Result<std::unique_ptr<Homeserver>> Homeserver::start(const Options& options, Clock& clock) {
  std::unique_ptr<Homeserver> made(new Homeserver(options.world));
  http::Options listening;
  listening.address = options.address;
  listening.port = options.port;
  listening.core = options.core;
  listening.limits = options.limits;
  Result<std::unique_ptr<http::Server>> server =
      http::start_over_tls(listening, options.tls, made->world_, clock);
  if (!server.ok()) return server.error();
  made->server_ = std::move(server).value();
  http::Server* const listening_server = made->server_.get();
  made->base_url_ =
      url_of(options.tls != nullptr ? "https" : "http", options.address, listening_server->port());
  made->world_.set_base_url(made->base_url_);
  made->world_.set_waker([listening_server](std::string_view key) { listening_server->wake(key); });
  return made;
}

int Homeserver::port() const { return server_->port(); }

Result<std::unique_ptr<run::Scene>> Homeserver::open(const run::SceneSetup& setup,
                                                     judge::TraceLog& log) {
  Result<std::shared_ptr<SceneState>> state = world_.open(setup, log);
  if (!state.ok()) return state.error();
  std::unique_ptr<run::Scene> scene =
      std::make_unique<WorldScene>(world_, std::move(state).value());
  return scene;
}

}  // namespace deadair::mock
