// One scene as a run sees it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "harness/run/stage.h"
#include "mock_homeserver/world.h"

namespace deadair::mock {

// Forgets its scene when it goes. The world must outlive it.
class WorldScene final : public run::Scene {
 public:
  WorldScene(World& world, std::shared_ptr<SceneState> state);
  ~WorldScene() override;
  WorldScene(const WorldScene&) = delete;
  WorldScene& operator=(const WorldScene&) = delete;

  [[nodiscard]] const run::Cast& cast() const override { return state_->cast; }
  void publish(const std::vector<run::RoomEvent>& batch, scenario::Via via) override;
  Status redeliver(std::string_view event_id, scenario::Via via) override;
  [[nodiscard]] Result<run::Media> make_media(const run::MediaSpec& spec) override;
  Status arm(const json::Value& fault) override;
  void release() override;
  void end_holds() override;
  Status end_session(std::string_view how) override;

  [[nodiscard]] std::int64_t now_ms() const override;
  void advance(std::int64_t ms) override;

  [[nodiscard]] run::Rest rest() const override;
  [[nodiscard]] bool may_be_reading() const override;
  run::Rest wait_for_rest(std::int64_t budget_ms) override;
  run::Rest wait_for_change(run::Rest from, std::int64_t budget_ms) override;
  [[nodiscard]] std::string acknowledged() const override;
  [[nodiscard]] std::uint64_t requests() const override;
  [[nodiscard]] std::size_t held() const override;

 private:
  [[nodiscard]] std::optional<Result<run::Media>> shared_media(const run::MediaSpec& spec);

  World& world_;
  const std::shared_ptr<SceneState> state_;
};

}  // namespace deadair::mock
