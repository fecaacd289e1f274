// Power levels as the room's state has them.
#include "mock_homeserver/routes/power.h"

namespace deadair::mock {

namespace {

const json::Value* levels_of(const SceneState& scene) {
  const EventLog& log = scene.room.log;
  const EventLog::State state = log.state_at(log.size());
  const auto found = state.find({"m.room.power_levels", ""});
  return found == state.end() ? nullptr : log.at(found->second).event.find("content");
}

}  // namespace

std::int64_t level_of_user(const Call& call) {
  const json::Value* const levels = levels_of(call.in());
  if (levels == nullptr) return 0;
  const std::int64_t usual = levels->integer_at("users_default", 0);
  const json::Value* const users = levels->find("users");
  return users == nullptr ? usual : users->integer_at(call.user(), usual);
}

std::int64_t level_of_deed(const SceneState& scene, std::string_view deed, std::int64_t usual) {
  const json::Value* const levels = levels_of(scene);
  return levels == nullptr ? usual : levels->integer_at(deed, usual);
}

std::int64_t level_of_type(const SceneState& scene, std::string_view type, std::string_view deed,
                           std::int64_t usual) {
  const json::Value* const levels = levels_of(scene);
  if (levels == nullptr) return usual;
  usual = levels->integer_at(deed, usual);
  const json::Value* const events = levels->find("events");
  return events == nullptr ? usual : events->integer_at(type, usual);
}

}  // namespace deadair::mock
