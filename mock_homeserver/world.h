// Every scene that is open, and the handler that finds out which one a request is about.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/result.h"
#include "harness/run/stage.h"
#include "mock_homeserver/http/server.h"
#include "mock_homeserver/media/sound_cache.h"
#include "mock_homeserver/routes/call.h"
#include "mock_homeserver/routes/table.h"
#include "mock_homeserver/scene_state.h"

namespace deadair::mock {

struct WorldOptions {
  std::string room_version = "11";
  std::uint64_t requests_max = 2000;  // of one scene; above it the client is in a storm
  // In the bodies of one scene's requests together; above it the client is in a storm too.
  std::size_t json_total_max = std::size_t{1} * 1024 * 1024;
  bool only_sliding_sync = false;  // GET /sync is not there
};

// The state of the mock homeserver, under one mutex: the server's thread comes by handle() and
// ended(), the scenario's thread by the scenes.
class World final : public http::Handler {
 public:
  explicit World(WorldOptions options);

  // How parked requests are asked again: the server's wake(). Called without the mutex held.
  void set_waker(std::function<void(std::string_view)> waker);
  // For scenes opened from here on.
  void set_base_url(std::string base_url);
  [[nodiscard]] std::string base_url() const;

  // Error stage.scene: one of that case and seed is open.
  [[nodiscard]] Result<std::shared_ptr<SceneState>> open(const run::SceneSetup& setup,
                                                         judge::TraceLog& log);
  // Forgets it: from here on its tokens are unknown.
  void close(const std::shared_ptr<SceneState>& scene);

  [[nodiscard]] http::Outcome handle(const http::Request& request) override;
  void ended(std::uint64_t exchange, http::Ending ending) override;
  void refused(std::uint64_t connection, int status, std::string_view why) override;

  // Runs with the mutex held, then asks again for what is parked in that scene: for what may let a
  // request be answered.
  template <class Work>
  auto with(SceneState& scene, const Work& work) {
    struct Waking {
      World& world;
      SceneState& scene;
      ~Waking() { world.wake_parked(scene); }
    };
    const Waking waking{*this, scene};
    return edit(scene, work);
  }
  // Runs with the mutex held: for what no request waits for.
  template <class Work>
  auto edit(SceneState& scene, const Work& work) {
    struct Noting {
      World& world;
      ~Noting() { world.wake_waiting(); }
    };
    const std::lock_guard lock(mutex_);
    const Noting noting{*this};
    return work(scene);
  }
  // Runs with the mutex held.
  template <class Work>
  auto look(const SceneState& scene, const Work& work) const {
    const std::lock_guard lock(mutex_);
    return work(scene);
  }
  // Waits at most budget_ms until done(scene) is true.
  void wait(const SceneState& scene, std::int64_t budget_ms,
            const std::function<bool(const SceneState&)>& done);
  // Every wait returns at once, now and from here on.
  void stop_waiting();

  [[nodiscard]] SoundCache& sounds() { return sounds_; }
  [[nodiscard]] std::size_t scenes_open() const;
  [[nodiscard]] std::size_t exchanges_open() const;

 private:
  // One request that was handled and has not ended.
  struct Exchange {
    std::weak_ptr<SceneState> scene;
    json::Value entry;  // of the trace; null: not traced
    bool failed = false;
    bool counts = true;
    std::uint64_t number = 0;  // counts the requests of the scene
    std::uint64_t began = 0;   // entries of the trace when it came
    std::uint64_t held_generation = 0;
    std::unique_ptr<http::Response> held;  // the answer that a fault keeps back
  };
  // Who a request is from, and what it is about.
  struct Attribution {
    std::shared_ptr<SceneState> scene;
    Session* session = nullptr;
    bool token_given = false;
    bool token_known = false;  // it is of another scene than the path names
    bool foreign = false;      // the token is not of the scene that the path names
  };

  // One call of wait().
  struct Waiting {
    const SceneState& scene;
    const std::function<bool(const SceneState&)>& done;
    std::condition_variable wake;
  };

  void wake_parked(const SceneState& scene);
  // With the mutex held: wakes those whose wait is over, and nobody else.
  void wake_waiting();
  [[nodiscard]] std::shared_ptr<SceneState> scene_of_token(std::string_view token) const;
  [[nodiscard]] std::shared_ptr<SceneState> scene_of_path(const RouteTable::Match& match) const;
  [[nodiscard]] std::shared_ptr<SceneState> scene_of_user(std::string_view user) const;
  [[nodiscard]] std::shared_ptr<SceneState> scene_of_login(const json::Value& body) const;
  [[nodiscard]] Attribution attribute(const http::Request& request,
                                      const RouteTable::Match& match) const;

  [[nodiscard]] http::Outcome dispatch(const http::Request& request,
                                       std::vector<std::string>& wakes);
  [[nodiscard]] http::Outcome handle_held(const http::Request& request, Exchange& exchange);
  void count_json(SceneState& scene, std::size_t bytes, std::string_view route) const;
  // A request without a known route, or with a route of another method.
  [[nodiscard]] Reply no_route(const http::Request& request, const RouteTable::Match& match,
                               SceneState* scene) const;
  // Nothing if the caller may go on.
  [[nodiscard]] std::optional<Reply> check_access(const Call& call, const Attribution& who) const;
  [[nodiscard]] std::optional<Reply> check_body(Call& call) const;
  [[nodiscard]] http::Outcome run_route(Call& call, const Attribution& who);
  [[nodiscard]] http::Outcome finish(const http::Request& request, std::string_view route,
                                     const std::shared_ptr<SceneState>& scene, const Reply& reply,
                                     const Call* call);

  const WorldOptions options_;
  const RouteTable& routes_;
  SoundCache sounds_;

  mutable std::mutex mutex_;
  std::vector<Waiting*> waiting_;
  bool waits_ = true;
  std::string base_url_;
  std::function<void(std::string_view)> waker_;
  std::map<std::string, std::shared_ptr<SceneState>, std::less<>> scenes_;  // by room ID
  std::map<std::uint64_t, Exchange> exchanges_;
};

}  // namespace deadair::mock
