// The scenario's side of a scene: every call goes through the world's mutex.
#include "mock_homeserver/scene.h"

#include <algorithm>
#include <utility>

#include "mock_homeserver/media/make_media.h"

namespace deadair::mock {

namespace {

using run::Rest;

Rest rest_of(const SceneState& scene) {
  return scene.watch.rest(scene.newest(), scene.session_good());
}

std::string mxc(const std::string& id) { return "mxc://" + std::string(server_name) + "/" + id; }

json::Value labelled(const std::string& label, scenario::Via via) {
  json::Value body = object_of("label", label);
  body.set("via", scenario::name_of(via));
  return body;
}

// The caster puts the client's user out of the room.
void put_out(SceneState& scene, const std::string& membership) {
  scene.move_clock(1000);
  json::Value event = make_event("$" + scene.fresh("", 43), "m.room.member", scene.cast.caster_id,
                                 scene.room.id, scene.now_ms, object_of("membership", membership));
  event.set("state_key", scene.cast.user_id);
  json::Value entry = labelled(membership, scenario::Via::sync);
  entry.set("event", event);
  scene.log.add(judge::EntryKind::event, std::move(entry));
  const std::size_t position = scene.append(membership, std::move(event), scenario::Via::sync);
  scene.deliver({position}, scenario::Via::sync, false);
}

void end_tokens(SceneState& scene, bool soft) {
  for (auto& [token, session] : scene.sessions) {
    if (session.good && session.user_id == scene.cast.user_id) scene.end_session(session, soft);
  }
}

void let_go(SceneState& scene) {
  ++scene.held_generation;
  scene.watch.let_go();
}

}  // namespace

WorldScene::WorldScene(World& world, std::shared_ptr<SceneState> state)
    : world_(world), state_(std::move(state)) {}

WorldScene::~WorldScene() { world_.close(state_); }

void WorldScene::publish(const std::vector<run::RoomEvent>& batch, scenario::Via via) {
  world_.with(*state_, [&](SceneState& scene) {
    std::vector<std::size_t> positions;
    for (const run::RoomEvent& event : batch) {
      json::Value entry = labelled(event.label, via);
      entry.set("event", event.event);
      scene.log.add(judge::EntryKind::event, std::move(entry));
      positions.push_back(scene.append(event.label, event.event, via));
    }
    scene.deliver(positions, via, false);
  });
}

Status WorldScene::redeliver(std::string_view event_id, scenario::Via via) {
  return world_.with(*state_, [&](SceneState& scene) -> Status {
    const std::optional<std::size_t> position = scene.room.log.find(event_id);
    if (!position.has_value()) {
      return Error{"stage.event", std::string(event_id), "no event of that ID was published"};
    }
    scene.log.add(judge::EntryKind::redelivered, labelled(scene.room.log.at(*position).label, via));
    scene.deliver({*position}, via, true);
    return Done{};
  });
}

std::optional<Result<run::Media>> WorldScene::shared_media(const run::MediaSpec& spec) {
  return world_.look(*state_, [&](const SceneState& scene) -> std::optional<Result<run::Media>> {
    const std::string_view with = spec.odd.string_at("with");
    std::string id = scene.first_media;
    for (const auto& [media_id, item] : scene.media) {
      if (!with.empty() && item.label == with) id = media_id;
    }
    const auto found = scene.media.find(id);
    if (found == scene.media.end()) return std::nullopt;
    run::Media media;
    media.url = mxc(id);
    media.size_bytes = static_cast<std::int64_t>(found->second.bytes->size());
    media.file = found->second.file;
    return media;
  });
}

Result<run::Media> WorldScene::make_media(const run::MediaSpec& spec) {
  const bool shared = is_shared(spec.odd);
  if (shared) {
    std::optional<Result<run::Media>> other = shared_media(spec);
    if (other.has_value()) return std::move(*other);
  }
  // Made without the mutex: sound takes its time.
  const std::string id =
      world_.edit(*state_, [](SceneState& scene) { return scene.fresh("", 24); });
  Result<MadeMedia> made =
      mock::make_media(spec, mxc(id), state_->chance_for("media " + id), world_.sounds());
  if (!made.ok()) return made.error();
  made->item.file = made->file;
  world_.edit(*state_, [&](SceneState& scene) {
    if (scene.first_media.empty()) scene.first_media = id;
    scene.media[id] = made->item;
  });
  return run::Media{mxc(id), made->size_bytes, made->file};
}

Status WorldScene::arm(const json::Value& fault) {
  return world_.edit(*state_, [&](SceneState& scene) -> Status {
    Status armed = scene.faults.arm(fault);
    if (armed.ok()) scene.log.add(judge::EntryKind::fault, fault);
    return armed;
  });
}

void WorldScene::release() { world_.with(*state_, let_go); }

void WorldScene::end_holds() {
  world_.with(*state_, [](SceneState& scene) {
    scene.faults.disarm("hold");
    let_go(scene);
  });
}

Status WorldScene::end_session(std::string_view how) {
  return world_.with(*state_, [&](SceneState& scene) -> Status {
    if (how == "soft_logout" || how == "logout") {
      end_tokens(scene, how == "soft_logout");
    } else if (how == "kicked" || how == "banned") {
      put_out(scene, how == "kicked" ? "leave" : "ban");
    } else {
      return Error{"stage.session", std::string(how),
                   "expected soft_logout, logout, kicked or banned"};
    }
    return Done{};
  });
}

std::int64_t WorldScene::now_ms() const {
  return world_.look(*state_, [](const SceneState& scene) { return scene.now_ms; });
}

void WorldScene::advance(std::int64_t ms) {
  world_.edit(*state_, [ms](SceneState& scene) { scene.move_clock(ms); });
}

Rest WorldScene::rest() const { return world_.look(*state_, rest_of); }

bool WorldScene::may_be_reading() const {
  return world_.look(*state_, [](const SceneState& scene) { return scene.watch.may_be_reading(); });
}

Rest WorldScene::wait_for_rest(std::int64_t budget_ms) {
  // What was seen under the lock is returned: by the next look the client may have begun anew.
  Rest seen = Rest::busy;
  world_.wait(*state_, budget_ms, [&seen](const SceneState& scene) {
    seen = rest_of(scene);
    return seen != Rest::busy;
  });
  return seen;
}

Rest WorldScene::wait_for_change(Rest from, std::int64_t budget_ms) {
  const std::uint64_t before =
      world_.look(*state_, [](const SceneState& scene) { return scene.watch.changes(); });
  world_.wait(*state_, budget_ms, [&](const SceneState& scene) {
    return rest_of(scene) != from || scene.watch.changes() != before;
  });
  return rest();
}

std::string WorldScene::acknowledged() const {
  return world_.look(*state_,
                     [](const SceneState& scene) { return scene.watch.acknowledged_token(); });
}

std::uint64_t WorldScene::requests() const {
  return world_.look(*state_, [](const SceneState& scene) { return scene.watch.answered(); });
}

std::size_t WorldScene::held() const {
  return world_.look(*state_, [](const SceneState& scene) { return scene.watch.held_back(); });
}

}  // namespace deadair::mock
