// The mock homeserver: one server for the scenes of many cases at once.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "harness/base/clock.h"
#include "harness/base/result.h"
#include "harness/run/stage.h"
#include "mock_homeserver/http/server.h"
#include "mock_homeserver/http/tls_identity.h"
#include "mock_homeserver/world.h"

namespace deadair::mock {

// Listens on loopback unless told otherwise; speaks to no other machine.
class Homeserver final : public run::Stage {
 public:
  struct Options {
    std::string address = "127.0.0.1";
    int port = 0;             // 0: a free one
    std::optional<int> core;  // its thread keeps to this one
    http::Limits limits;
    std::shared_ptr<const http::TlsIdentity> tls = nullptr;  // null: in the clear
    WorldOptions world;
  };

  // Error http.listen. The clock must outlive the server.
  [[nodiscard]] static Result<std::unique_ptr<Homeserver>> start(const Options& options,
                                                                 Clock& clock);
  // All scenes must be gone.
  ~Homeserver() override;
  Homeserver(const Homeserver&) = delete;
  Homeserver& operator=(const Homeserver&) = delete;

  // "http://127.0.0.1:PORT", over TLS "https://…"
  [[nodiscard]] const std::string& base_url() const { return base_url_; }
  [[nodiscard]] int port() const;

  // Users, room, tokens and IDs come from the seed and the case's ID alone.
  // Error stage.scene: a scene of that case and seed is open.
  [[nodiscard]] Result<std::unique_ptr<run::Scene>> open(const run::SceneSetup& setup,
                                                         judge::TraceLog& log) override;
  void stop_waiting() override { world_.stop_waiting(); }

 private:
  explicit Homeserver(WorldOptions options);

  World world_;
  std::unique_ptr<http::Server> server_;
  std::string base_url_;
};

}  // namespace deadair::mock
