// For tests: a world without a socket, asked by calling its handler.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/base/json.h"
#include "harness/judge/trace.h"
#include "mock_homeserver/scene.h"
#include "mock_homeserver/world.h"

namespace deadair::mock {

// What came back; `parked` if nothing has yet.
struct Answered {
  bool parked = false;
  std::int64_t park_ms = 0;
  std::uint64_t exchange = 0;
  http::Response response;
  json::Value body;  // null if it is no JSON

  [[nodiscard]] int status() const { return response.status; }
  [[nodiscard]] std::string errcode() const { return std::string(body.string_at("errcode")); }
};

// One scene of a world, with its trace.
class TestScene {
 public:
  TestScene(World& world, const std::string& case_id);

  [[nodiscard]] run::Scene& operator*() { return *scene_; }
  [[nodiscard]] run::Scene* operator->() { return scene_.get(); }
  void forget() { scene_.reset(); }

  [[nodiscard]] std::string room() const;  // "!id:server", fit for a path
  [[nodiscard]] std::size_t count(judge::EntryKind kind) const;
  [[nodiscard]] std::vector<json::Value> entries(judge::EntryKind kind) const;
  // Codes of all findings so far.
  [[nodiscard]] std::vector<std::string> findings() const;

  // An event of the caster; published on its own.
  void emit(const std::string& label, json::Value event, scenario::Via via = scenario::Via::sync);
  [[nodiscard]] json::Value message(const std::string& label) const;
  [[nodiscard]] json::Value started(const std::string& label) const;
  [[nodiscard]] json::Value info(const std::string& label, const std::string& state) const;
  [[nodiscard]] json::Value chunk(const std::string& label, std::int64_t sequence) const;
  [[nodiscard]] json::Value redaction(const std::string& label, const std::string& target) const;
  // Several events as one batch.
  void emit_all(const std::vector<std::pair<std::string, json::Value>>& events,
                scenario::Via via = scenario::Via::sync);

 private:
  [[nodiscard]] json::Value event(const std::string& label, std::string_view type,
                                  json::Value content) const;

  judge::TraceLog log_;
  std::unique_ptr<run::Scene> scene_;
};

// Asks the handler as the client of a scene would.
class TestClient {
 public:
  TestClient(World& world, std::string token) : world_(world), token_(std::move(token)) {}

  // Each ends its exchange at once, as if the bytes had gone out.
  Answered get(const std::string& target) { return ask("GET", target, ""); }
  Answered put(const std::string& target, const std::string& body) {
    return ask("PUT", target, body);
  }
  Answered post(const std::string& target, const std::string& body) {
    return ask("POST", target, body);
  }
  Answered ask(const std::string& method, const std::string& target, const std::string& body);
  // The exchange stays open.
  Answered begin(const std::string& method, const std::string& target,
                 const std::string& body = "");
  // A parked one is asked once more, as the transport does when it is woken, the time is up, or
  // its client has sent another request behind it.
  Answered again(const Answered& parked, std::int64_t parked_ms = 0, bool others_wait = false);
  void end(const Answered& answered, http::Ending ending = http::Ending::answered);

  Answered sync(const std::string& query = "") { return get("/_matrix/client/v3/sync" + query); }

  std::string content_type;  // of what is sent

 private:
  Answered take(const http::Request& request);

  World& world_;
  std::string token_;  // none is sent where it is empty
  std::map<std::uint64_t, http::Request> open_;
};

// The token of a new session of one of the scene's people.
[[nodiscard]] std::string log_in(World& world, const std::string& user, const std::string& password,
                                 const std::string& device);

// Keys as a device uploads them: what it says of itself, and {"algorithm:ID": key} for each name.
[[nodiscard]] json::Value identity_of(const std::string& user, const std::string& device);
[[nodiscard]] json::Value keys_named(const std::vector<std::string>& names);

[[nodiscard]] json::Value parsed(std::string_view text);
// IDs of the events in an array.
[[nodiscard]] std::vector<std::string> ids(const json::Value* events);
// Members of the scene's room in a sync answer; nullptr where they are not there.
[[nodiscard]] const json::Value* room_in(const json::Value& sync, const std::string& room,
                                         std::string_view kind = "join");

}  // namespace deadair::mock
