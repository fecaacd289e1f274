// Opening and closing scenes, waiting, and the end of exchanges.
#include "mock_homeserver/world.h"

#include <chrono>
#include <utility>

#include "mock_homeserver/routes/all_routes.h"

namespace deadair::mock {

namespace {

std::string_view name_of(http::Ending ending) {
  switch (ending) {
    case http::Ending::answered: return "answered";
    case http::Ending::closed_by_client: return "closed_by_client";
    case http::Ending::closed_by_fault: return "closed_by_fault";
  }
  return "?";
}

RouteTable made(Syncs syncs) {
  RouteTable table;
  table.add(all_routes(syncs));
  return table;
}

// Made once and not for each world: a fuzz target makes a world in each of its runs.
const RouteTable& table_of(Syncs syncs) {
  static const RouteTable all = made(Syncs::all);
  static const RouteTable only_sliding = made(Syncs::only_sliding);
  return syncs == Syncs::all ? all : only_sliding;
}

}  // namespace

World::World(WorldOptions options)
    : options_(std::move(options)),
      routes_(table_of(options_.only_sliding_sync ? Syncs::only_sliding : Syncs::all)) {}

void World::set_waker(std::function<void(std::string_view)> waker) {
  const std::lock_guard lock(mutex_);
  waker_ = std::move(waker);
}

void World::set_base_url(std::string base_url) {
  const std::lock_guard lock(mutex_);
  base_url_ = std::move(base_url);
}

std::string World::base_url() const {
  const std::lock_guard lock(mutex_);
  return base_url_;
}

Result<std::shared_ptr<SceneState>> World::open(const run::SceneSetup& setup,
                                                judge::TraceLog& log) {
  auto scene = std::make_shared<SceneState>(setup, base_url(), options_.room_version, log);
  const std::lock_guard lock(mutex_);
  const auto [place, added] = scenes_.emplace(scene->room.id, scene);
  if (!added) {
    return Error{"stage.scene", setup.case_id, "a scene of this case and seed is open already"};
  }
  return scene;
}

void World::close(const std::shared_ptr<SceneState>& scene) {
  {
    const std::lock_guard lock(mutex_);
    scenes_.erase(scene->room.id);
    for (auto exchange = exchanges_.begin(); exchange != exchanges_.end();) {
      const bool gone = exchange->second.scene.lock() == scene;
      // An answer that is held back is still owed; everything else is forgotten.
      if (gone && exchange->second.held == nullptr) {
        exchange = exchanges_.erase(exchange);
      } else {
        if (gone) exchange->second.scene.reset();
        ++exchange;
      }
    }
  }
  wake_parked(*scene);
}

void World::ended(std::uint64_t exchange, http::Ending ending) {
  const std::lock_guard lock(mutex_);
  const auto found = exchanges_.find(exchange);
  if (found == exchanges_.end()) return;
  Exchange& over = found->second;
  const std::shared_ptr<SceneState> scene = over.scene.lock();
  if (scene != nullptr) {
    if (over.entry.is_object()) {
      over.entry.set("ending", name_of(ending));
      scene->log.add(judge::EntryKind::http, std::move(over.entry));
    }
    const bool failed = over.failed || ending != http::Ending::answered;
    scene->watch.ended(exchange, failed, over.counts);
  }
  exchanges_.erase(found);
  wake_waiting();
}

void World::refused(std::uint64_t /*connection*/, int /*status*/, std::string_view /*why*/) {
  // What is no HTTP names no token, no room and no media: it belongs to no scene.
}

void World::wait(const SceneState& scene, std::int64_t budget_ms,
                 const std::function<bool(const SceneState&)>& done) {
  std::unique_lock lock(mutex_);
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(budget_ms);
  Waiting waiting{scene, done, {}};
  waiting_.push_back(&waiting);
  waiting.wake.wait_until(lock, deadline, [&] { return done(scene) || !waits_; });
  std::erase(waiting_, &waiting);
}

void World::stop_waiting() {
  const std::lock_guard lock(mutex_);
  waits_ = false;
  for (Waiting* const waiting : waiting_) waiting->wake.notify_one();
}

void World::wake_waiting() {
  for (Waiting* const waiting : waiting_) {
    if (waiting->done(waiting->scene)) waiting->wake.notify_one();
  }
}

void World::wake_parked(const SceneState& scene) {
  std::function<void(std::string_view)> waker;
  {
    const std::lock_guard lock(mutex_);
    waker = waker_;
  }
  if (!waker) return;
  waker(scene.park_key());
  waker(scene.hold_key());
}

std::size_t World::scenes_open() const {
  const std::lock_guard lock(mutex_);
  return scenes_.size();
}

std::size_t World::exchanges_open() const {
  const std::lock_guard lock(mutex_);
  return exchanges_.size();
}

}  // namespace deadair::mock
