// For tests: a client that speaks sliding sync.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "mock_homeserver/test_world.h"

namespace deadair::mock {

using Ids = std::vector<std::string>;

inline const std::string sliding_path =
    "/_matrix/client/unstable/org.matrix.simplified_msc3575/sync";

// A client that speaks sliding sync: it keeps its place and asks for the same each time.
class Slider {
 public:
  explicit Slider(const std::string& name)
      : world(WorldOptions{}),
        scene(world, name),
        client(world, scene->cast().access_token),
        body(R"({"room_subscriptions":{")" + scene.room() +
             R"(":{"timeline_limit":20,"required_state":[["*","*"]]}}})") {}

  [[nodiscard]] std::string target(const std::string& query = "") const {
    return sliding_path + "?pos=" + pos + query;
  }
  // One answer, whose place is kept.
  Answered step(const std::string& query = "") {
    Answered answered = client.post(target(query), body);
    pos = answered.body.string_at("pos");
    return answered;
  }
  [[nodiscard]] const json::Value* room(const Answered& answered) const {
    return answered.body.find({"rooms", scene.room()});
  }
  [[nodiscard]] Ids timeline(const Answered& answered) const {
    const json::Value* const entry = room(answered);
    return entry == nullptr ? Ids() : ids(entry->find("timeline"));
  }
  // "type key" of each state event.
  [[nodiscard]] Ids state(const Answered& answered) const {
    Ids names;
    const json::Value* const entry = room(answered);
    const json::Value* const events = entry == nullptr ? nullptr : entry->find("required_state");
    if (events == nullptr) return names;
    for (const json::Value& event : events->items()) {
      names.push_back(std::string(event.string_at("type")) + " " +
                      std::string(event.string_at("state_key")));
    }
    return names;
  }
  void ask(std::size_t limit, const std::string& required_state) {
    body = R"({"room_subscriptions":{")" + scene.room() + R"(":{"timeline_limit":)" +
           std::to_string(limit) + R"(,"required_state":)" + required_state + "}}}";
  }

  World world;
  TestScene scene;
  TestClient client;
  std::string body;
  std::string pos;
};

}  // namespace deadair::mock
